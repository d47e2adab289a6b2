/** Sends chunks until they are stored, for ever: when to try, when to wait, when to ask anew. */

import type { Mode, PostPolicy, Upload } from "../../generated/contract";
import type { Bytes } from "../../shared/bytes";
import type { Cancel, Timer } from "../../shared/timer";
import { Observable } from "../observable";
import { type Answer, type Destination, formBytes, unfitFor } from "./destination";

/** A chunk that waits in the database. */
export interface PendingChunk {
  /** Object key without the prefix. */
  key: string;
  session: string;
  mode: Mode;
  size: number;
}

/** How the delivery stands. */
export interface Delivery {
  pendingChunks: number;
  pendingBytes: number;
  /** What last went wrong, as a sentence; null once all goes well again. */
  lastError: string | null;
  /** `waiting`: between two attempts. `no-destination`: the site has not been signed yet. */
  state: "idle" | "sending" | "waiting" | "no-destination";
}

export interface UploaderOptions {
  destination: Destination;
  /** The chunk's bytes; undefined where the browser has lost them. */
  read: (key: string) => Promise<Bytes | undefined>;
  /** The store has the chunk: its local copy may go. */
  remove: (key: string) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
  timer: Timer;
}

/** How many chunks are on the way at a time; one while the last attempt was in vain. */
const LANES = 3;
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 30_000;
/** Chunks that do not fit under the present permission are looked at again after this long. */
const REVIEW_MS = 60_000;
/** Of the 64 KiB that all requests with `keepalive` share, headers have their part too. */
const KEEPALIVE_BYTES = 60_000;

interface Entry extends PendingChunk {
  stored: Promise<void>;
  markStored: () => void;
}

type Outcome = Answer | { kind: "no-destination" };

/** How long to wait after so many failures in a row: exponential, with full jitter. */
export function backoff_ms(failures: number, random: () => number): number {
  return random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (failures - 1));
}

export class Uploader {
  readonly status = new Observable<Delivery>({
    pendingChunks: 0,
    pendingBytes: 0,
    lastError: null,
    state: "idle",
  });
  /** In the order in which they are to be sent; a chunk leaves it when it is stored. */
  #entries: Entry[] = [];
  readonly #sending = new Set<Entry>();
  /** Chunks that do not fit under the present permission, and why. */
  readonly #unfit = new Map<Entry, string>();
  /** As last asked for; null where it is to be read anew. */
  #permission: Promise<Upload> | null = null;
  /** What `#permission` has given. */
  #known: Upload | null = null;
  #failures = 0;
  #lastError: string | null = null;
  #cancelWait: Cancel | null = null;
  #cancelReview: Cancel | null = null;
  #keepaliveBytes = 0;

  constructor(private readonly options: UploaderOptions) {}

  /** Puts chunks at the end of the queue; one that is in it already is not put there again. */
  add(chunks: PendingChunk[]): void {
    const known = new Set(this.#entries.map(({ key }) => key));
    this.#entries.push(...chunks.filter(({ key }) => !known.has(key)).map(newEntry));
    this.#pump();
  }

  /** Tries at once: the browser is online again, or the page is looked at again. */
  wake(): void {
    if (this.#cancelWait !== null) this.#endWait();
  }

  /** Resolves when every chunk that now waits of this session is stored. */
  async stored(session: string): Promise<void> {
    const mine = this.#entries.filter((entry) => entry.session === session);
    await Promise.all(mine.map(({ stored }) => stored));
  }

  /**
   * The page may be closed now: sends what is small enough in a way that outlives it. A chunk is
   * removed only if its answer is still read; all else is sent again at the next visit.
   */
  hurry(): void {
    const permission = this.#known;
    if (permission?.kind !== "s3-post") return;
    for (const entry of this.#entries) void this.#sendLast(entry, permission);
  }

  async #sendLast(entry: Entry, permission: PostPolicy): Promise<void> {
    const cost = entry.size + formBytes(permission, entry.key);
    const fits = this.#keepaliveBytes + cost <= KEEPALIVE_BYTES;
    if (!fits || unfitFor(permission, entry) !== null) return;
    this.#keepaliveBytes += cost;
    const answer = await this.#send(entry, permission, true).catch(failed);
    this.#keepaliveBytes -= cost;
    if (answer.kind === "stored") await this.#keepNoCopy(entry);
  }

  /** Starts whatever may be on the way now. */
  #pump(): void {
    const lanes = this.#failures > 0 ? 1 : LANES;
    while (this.#cancelWait === null && this.#sending.size < lanes) {
      const entry = this.#entries.find((one) => !this.#sending.has(one) && !this.#unfit.has(one));
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
    else if (outcome.kind === "unfit") this.#putAside(entry, outcome.sentence);
    // Of several that failed under one permission only the first one counts.
    else if (permission === this.#permission) this.#fail(entry, outcome);
    this.#sending.delete(entry);
    this.#pump();
  }

  async #attempt(entry: Entry, asked: Promise<Upload>): Promise<Outcome> {
    const permission = await asked;
    if (asked === this.#permission) this.#learn(permission);
    if (permission.kind === "none") return { kind: "no-destination" };
    const sentence = unfitFor(permission, entry);
    return sentence === null ? this.#send(entry, permission, false) : { kind: "unfit", sentence };
  }

  #learn(permission: Upload): void {
    const changed = permission !== this.#known;
    this.#known = permission;
    if (changed) this.#publish();
  }

  async #send(entry: Entry, permission: PostPolicy, keepalive: boolean): Promise<Answer> {
    const { destination, read } = this.options;
    const bytes = await read(entry.key);
    if (bytes === undefined) return { kind: "unfit", sentence: lost(entry) };
    return destination.post(permission, entry.key, bytes, keepalive);
  }

  async #succeed(entry: Entry): Promise<void> {
    this.#failures = 0;
    this.#lastError = null;
    await this.#keepNoCopy(entry);
  }

  async #keepNoCopy(entry: Entry): Promise<void> {
    this.#sending.add(entry);
    try {
      await this.options.remove(entry.key);
    } catch (error) {
      // Stored twice under one key with the same bytes is stored once: the next visit tries again.
      this.#lastError = `A chunk that was sent could not be removed here (${String(error)}).`;
    }
    this.#sending.delete(entry);
    this.#unfit.delete(entry);
    this.#entries = this.#entries.filter((one) => one !== entry);
    this.#publish();
    entry.markStored();
  }

  #putAside(entry: Entry, sentence: string): void {
    // `hurry` has sent it meanwhile.
    if (!this.#entries.includes(entry)) return;
    this.#unfit.set(entry, sentence);
    this.#cancelReview ??= this.options.timer(() => this.#review(), REVIEW_MS);
  }

  #review(): void {
    this.#cancelReview = null;
    this.#unfit.clear();
    this.#permission = null;
    this.#pump();
  }

  /** A refusal asks for a new permission at once, but only if what came before was not in vain. */
  #fail(entry: Entry, outcome: Exclude<Outcome, { kind: "stored" | "unfit" }>): void {
    this.#failures += 1;
    this.#permission = null;
    if (outcome.kind !== "no-destination") this.#lastError = outcome.sentence;
    if (outcome.kind === "refused" && this.#failures === 1) return;
    // If the fault is this chunk's alone, it must not keep the others waiting.
    if (this.#failures > 1) this.#moveToEnd(entry);
    const { random, timer } = this.options;
    this.#cancelWait ??= timer(() => this.#endWait(), backoff_ms(this.#failures, random));
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
      lastError: this.#lastError ?? this.#unfit.values().next().value ?? null,
      state: this.#state(),
    });
  }

  #state(): Delivery["state"] {
    if (this.#entries.length === 0) return "idle";
    if (this.#known?.kind === "none") return "no-destination";
    return this.#sending.size > 0 ? "sending" : "waiting";
  }
}

function newEntry(chunk: PendingChunk): Entry {
  let markStored = () => {};
  const stored = new Promise<void>((resolve) => {
    markStored = resolve;
  });
  return { ...chunk, stored, markStored };
}

function failed(error: unknown): Answer {
  return { kind: "unreachable", sentence: error instanceof Error ? error.message : String(error) };
}

function lost({ key }: PendingChunk): string {
  return `The chunk ${key} is no longer in this browser's storage.`;
}
