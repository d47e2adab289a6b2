/** Sends chunks until they are stored, for ever: when to try, when to wait, when to ask anew. */

import type { Bytes } from "../../shared/bytes";
import type { Cancel, Timer } from "../../shared/timer";
import { Observable } from "../observable";
import type { Answer } from "./answer";
import { Backoff } from "./backoff";
import {
  type Delivery,
  type Failure,
  type PendingChunk,
  paceOf,
  type Trouble,
  troubleOf,
} from "./delivery";
import { type Destination, formBytes, type Permission, type Permit } from "./destination";
import { LastChance } from "./last-chance";
import { type Progress, SizeLimit, sendChunk } from "./pieces";

export interface UploaderOptions {
  destination: Destination;
  /** The chunk's bytes: none where the service worker has sent them, undefined where they are lost. */
  read: (key: string) => Promise<Bytes | undefined>;
  /** The store has the chunk: its local copy may go. */
  remove: (key: string) => Promise<void>;
  isOnline: () => boolean;
  /** In [0, 1). */
  random: () => number;
  timer: Timer;
}

/** How many chunks are on the way at a time; one while the last attempt was in vain. */
const LANES = 3;
/** What is kept is looked at again after this long: upload.json may have changed. */
const REVIEW_MS = 60_000;

interface Entry extends Omit<PendingChunk, "bytes"> {
  progress: Progress;
  stored: Promise<void>;
  markStored: () => void;
}

type Aside = Trouble & { kind: "kept" | "lost" };
type Outcome = Failure | { kind: "stored" } | Aside;

export class Uploader {
  readonly status = new Observable<Delivery>({
    pendingChunks: 0,
    pendingBytes: 0,
    trouble: null,
    state: "idle",
  });
  /** In the order in which they are to be sent; a chunk leaves it when it is stored. */
  #entries: Entry[] = [];
  readonly #sending = new Set<Entry>();
  /** Chunks that must not be sent now, and why. */
  readonly #aside = new Map<Entry, Trouble>();
  readonly #limit = new SizeLimit();
  readonly #backoff: Backoff;
  readonly #lastChance = new LastChance();
  /** As last asked for; null where it is to be read anew. */
  #permission: Promise<Permission> | null = null;
  /** What `#permission` has given. */
  #known: Permission | null = null;
  #trouble: Trouble | null = null;
  #cancelWait: Cancel | null = null;
  #cancelReview: Cancel | null = null;

  constructor(private readonly options: UploaderOptions) {
    this.#backoff = new Backoff(options.random);
  }

  /** How large a chunk may be that is sealed now, in bytes, as far as it is known. */
  get largest_bytes(): number {
    const known = this.#known;
    if (known === null || known.kind === "none") return Number.POSITIVE_INFINITY;
    return this.#limit.under(known);
  }

  /** Puts chunks at the end of the queue; one that is in it already is not put there again. */
  add(chunks: PendingChunk[]): void {
    const known = new Set(this.#entries.map(({ key }) => key));
    for (const { bytes, ...chunk } of chunks) {
      if (known.has(chunk.key)) continue;
      this.#entries.push(newEntry(chunk));
      if (bytes !== undefined) this.#lastChance.keep(chunk.key, bytes);
    }
    this.#pump();
  }

  /** Tries at once: the browser is online again, or the page is looked at again. */
  wake(): void {
    if (this.#aside.size > 0) this.#review();
    if (this.#cancelWait !== null) this.#endWait();
  }

  /** Resolves when every chunk that now waits of this session is stored. */
  async stored(session: string): Promise<void> {
    const mine = this.#entries.filter((entry) => entry.session === session);
    await Promise.all(mine.map(({ stored }) => stored));
  }

  /**
   * The page may be closed now: sends what is small enough in a way that outlives it, at once what is
   * at hand. A chunk is removed only if its answer is still read; all else is sent again at the next
   * visit.
   */
  hurry(): void {
    const permission = this.#known;
    if (permission === null || permission.kind === "none") return;
    for (const entry of this.#entries) void this.#sendLast(entry, permission);
  }

  async #sendLast(entry: Entry, permission: Permit): Promise<void> {
    const { key, size } = entry;
    if (entry.mode !== permission.mode || size > this.#limit.under(permission)) return;
    const cost_bytes = size + formBytes(permission, key);
    const send = () => this.#send(entry, permission, true).catch(failed);
    const answer = await this.#lastChance.take(key, cost_bytes, send);
    if (answer?.kind === "stored") await this.#keepNoCopy(entry);
  }

  /** Starts whatever may be on the way now. */
  #pump(): void {
    const lanes = this.#backoff.failures > 0 ? 1 : LANES;
    while (this.#cancelWait === null && this.#sending.size < lanes) {
      const entry = this.#entries.find((one) => !this.#sending.has(one) && !this.#aside.has(one));
      if (entry === undefined) break;
      this.#sending.add(entry);
      void this.#deliver(entry);
    }
    this.#publish();
  }

  async #deliver(entry: Entry): Promise<void> {
    this.#permission ??= this.options.destination.permission();
    const permission = this.#permission;
    const outcome = await this.#attempt(entry, permission).catch(failed);
    if (outcome.kind === "stored") await this.#succeed(entry);
    else if (isAside(outcome)) this.#putAside(entry, outcome);
    // Of several that failed under one permission only the first one counts.
    else if (permission === this.#permission) this.#fail(entry, outcome);
    this.#sending.delete(entry);
    this.#pump();
  }

  async #attempt(entry: Entry, asked: Promise<Permission>): Promise<Outcome> {
    const permission = await asked;
    if (asked === this.#permission) this.#learn(permission);
    if (permission.kind === "none") return { kind: "no-destination" };
    if (entry.mode !== permission.mode) return { kind: "kept", sentence: otherMode(entry) };
    return this.#send(entry, permission, false);
  }

  #learn(permission: Permission): void {
    if (JSON.stringify(permission) === JSON.stringify(this.#known)) return;
    this.#limit.forget();
    this.#known = permission;
    this.#publish();
  }

  async #send(entry: Entry, permission: Permit, keepalive: boolean): Promise<Outcome> {
    const { destination, read } = this.options;
    const { key, progress } = entry;
    // No waiting where there may be no time for it.
    const bytes = (keepalive && this.#lastChance.get(key)) || (await read(key));
    if (bytes === undefined) return { kind: "lost", sentence: lost(entry) };
    if (bytes.length === 0) return { kind: "stored" };
    if (keepalive) return destination.post(permission, key, bytes, true);
    return sendChunk(destination, permission, key, bytes, this.#limit, progress);
  }

  async #succeed(entry: Entry): Promise<void> {
    this.#backoff.succeed();
    this.#trouble = null;
    await this.#keepNoCopy(entry);
  }

  async #keepNoCopy(entry: Entry): Promise<void> {
    this.#sending.add(entry);
    try {
      await this.options.remove(entry.key);
    } catch (error) {
      // Stored twice under one key with the same bytes is stored once: the next visit tries again.
      const sentence = `A chunk that was sent could not be removed here (${String(error)}).`;
      this.#trouble = { kind: "unsaved", sentence };
    }
    this.#sending.delete(entry);
    this.#aside.delete(entry);
    this.#lastChance.forget(entry.key);
    this.#entries = this.#entries.filter((one) => one !== entry);
    this.#publish();
    entry.markStored();
  }

  #putAside(entry: Entry, trouble: Trouble): void {
    // `hurry` has sent it meanwhile.
    if (!this.#entries.includes(entry)) return;
    this.#aside.set(entry, trouble);
    this.#cancelReview ??= this.options.timer(() => this.#review(), REVIEW_MS);
  }

  #review(): void {
    this.#cancelReview?.();
    this.#cancelReview = null;
    this.#aside.clear();
    this.#permission = null;
    this.#pump();
  }

  /** A refusal asks for a new permission at once, but only if what came before was not in vain. */
  #fail(entry: Entry, outcome: Failure): void {
    const firstOfAll = this.#backoff.failures === 0;
    const wait_ms = this.#backoff.fail(paceOf(outcome));
    this.#permission = null;
    const mayBeOld = outcome.kind === "expired" || outcome.kind === "refused";
    if (firstOfAll && mayBeOld) return;
    this.#trouble = troubleOf(outcome, this.options.isOnline());
    // If the fault is this chunk's alone, it must not keep the others waiting.
    if (!firstOfAll) this.#moveToEnd(entry);
    this.#cancelWait ??= this.options.timer(() => this.#endWait(), wait_ms);
  }

  #moveToEnd(entry: Entry): void {
    const others = this.#entries.filter((one) => one !== entry);
    if (others.length < this.#entries.length) this.#entries = [...others, entry];
  }

  #endWait(): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
    this.#pump();
  }

  #publish(): void {
    this.status.set({
      pendingChunks: this.#entries.length,
      pendingBytes: this.#entries.reduce((sum, { size }) => sum + size, 0),
      trouble: this.#trouble ?? this.#troubleAside(),
      state: this.#state(),
    });
  }

  /** As long as others are being sent, what was put aside is no trouble of theirs. */
  #troubleAside(): Trouble | null {
    if (this.#aside.size < this.#entries.length) return null;
    return this.#aside.values().next().value ?? null;
  }

  #state(): Delivery["state"] {
    if (this.#entries.length === 0) return "idle";
    if (this.#known?.kind === "none") return "no-destination";
    return this.#sending.size > 0 ? "sending" : "waiting";
  }
}

function newEntry(chunk: Omit<PendingChunk, "bytes">): Entry {
  let markStored = () => {};
  const stored = new Promise<void>((resolve) => {
    markStored = resolve;
  });
  return { ...chunk, progress: { count: 0, stored: 0 }, stored, markStored };
}

function isAside(outcome: Outcome): outcome is Aside {
  return outcome.kind === "kept" || outcome.kind === "lost";
}

function failed(error: unknown): Answer {
  const sentence = error instanceof Error ? error.message : String(error);
  return { kind: "unreachable", sentence };
}

/** Data of one mode must not get among those of another. */
function otherMode({ mode }: Entry): string {
  return `Data of mode "${mode}" are kept: this site sends those of another mode now.`;
}

function lost({ key }: Entry): string {
  return `The chunk ${key} is no longer in this browser's storage.`;
}
