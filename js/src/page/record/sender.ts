/** Sends chunks to one destination until it has them, for ever: when to try, to wait, to ask anew. */

import type { Bytes } from "../../shared/bytes";
import type { Cancel, Timer } from "../../shared/timer";
import { Observable } from "../observable";
import { Backoff } from "./backoff";
import {
  type Delivery,
  type Failure,
  failed,
  lostSentence,
  otherModeSentence,
  type PendingChunk,
  paceOf,
  type Trouble,
  troubleOf,
} from "./delivery";
import {
  addressOf,
  type Destination,
  formBytes,
  type Permission,
  type Permit,
} from "./destination";
import type { LastChance } from "./last-chance";
import { type Progress, SizeLimit, sendChunk } from "./pieces";

export interface SenderOptions {
  /**
   * What allows it to send, read anew.
   *
   * @throws Error with a sentence for people.
   */
  permission: () => Promise<Permission>;
  post: Destination["post"];
  /** The chunk's bytes: none where the service worker has sent them, undefined where they are lost. */
  read: (key: string) => Promise<Bytes | undefined>;
  /** Whether this address has the chunk already. */
  has: (key: string, address: string) => boolean;
  /** This address has the chunk now. */
  stored: (key: string, address: string) => Promise<void>;
  isOnline: () => boolean;
  /** In [0, 1). */
  random: () => number;
  timer: Timer;
  /** Shared with all who send from this page. */
  lastChance: LastChance;
}

/** How many chunks are on the way at a time; one while the last attempt was in vain. */
const LANES = 3;
/** What is kept is looked at again after this long: upload.json may have changed. */
const REVIEW_MS = 60_000;

interface Entry extends Omit<PendingChunk, "bytes"> {
  progress: Progress;
}

type Aside = Trouble & { kind: "kept" | "lost" };
type Outcome = Failure | { kind: "stored"; permit: Permit } | Aside;

const isAside = (one: Outcome): one is Aside => one.kind === "kept" || one.kind === "lost";

export class Sender {
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
  /** As last asked for; null where it is to be read anew. */
  #permission: Promise<Permission> | null = null;
  /** What `#permission` has given. */
  #known: Permission | null = null;
  #trouble: Trouble | null = null;
  #cancelWait: Cancel | null = null;
  #cancelReview: Cancel | null = null;

  constructor(private readonly options: SenderOptions) {
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
    const known = new Map(this.#entries.map((entry) => [entry.key, entry]));
    for (const { key, session, mode, size } of chunks) {
      const queued = known.get(key);
      if (queued === undefined) {
        this.#entries.push({ key, session, mode, size, progress: { count: 0, stored: 0 } });
      } else if (this.#aside.get(queued)?.kind === "lost") this.#aside.delete(queued); // made anew
    }
    this.#pump();
  }

  /** Forgets what waits of a session. */
  forget(session: string): void {
    this.#entries = this.#entries.filter((entry) => entry.session !== session);
    for (const entry of this.#aside.keys()) {
      if (entry.session === session) this.#aside.delete(entry);
    }
    this.#publish();
  }

  /** The destination is another one now: its permission is to be read before anything is sent. */
  renew(): void {
    this.#permission = null;
  }

  /** Forgets everything: there is no such destination any more. */
  close(): void {
    this.#entries = [];
    this.#aside.clear();
    this.#cancelWait?.();
    this.#cancelReview?.();
    this.#publish();
  }

  /** Tries at once: the browser is online again, or the page is looked at again. */
  wake(): void {
    if (this.#aside.size > 0) this.#review();
    if (this.#cancelWait !== null) this.#endWait();
  }

  /** Whether the last attempt was in vain. */
  get isFailing(): boolean {
    return this.#backoff.failures > 0;
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
    const name = addressOf(permission) + key;
    const answer = await this.options.lastChance.take(name, cost_bytes, send);
    if (answer?.kind === "stored") await this.#finish(entry, permission);
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
    this.#permission ??= this.options.permission();
    const permission = this.#permission;
    const outcome = await this.#attempt(entry, permission).catch(failed);
    if (outcome.kind === "stored") await this.#succeed(entry, outcome.permit);
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
    if (entry.mode !== permission.mode) return { kind: "kept", sentence: otherModeSentence(entry) };
    return this.#send(entry, permission, false);
  }

  #learn(permission: Permission): void {
    if (JSON.stringify(permission) === JSON.stringify(this.#known)) return;
    this.#limit.forget();
    this.#known = permission;
    this.#publish();
  }

  async #send(entry: Entry, permission: Permit, keepalive: boolean): Promise<Outcome> {
    const { has, lastChance, post, read } = this.options;
    const { key, progress } = entry;
    const stored: Outcome = { kind: "stored", permit: permission };
    if (has(key, addressOf(permission))) return stored;
    // No waiting where there may be no time for it.
    const bytes = (keepalive && lastChance.get(key)) || (await read(key));
    if (bytes === undefined) return { kind: "lost", sentence: lostSentence(key) };
    if (bytes.length === 0) return stored;
    const answer = keepalive
      ? await post(permission, key, bytes, true)
      : await sendChunk(post, permission, key, bytes, this.#limit, progress);
    return answer.kind === "stored" ? stored : answer;
  }

  async #succeed(entry: Entry, permission: Permit): Promise<void> {
    this.#backoff.succeed();
    this.#trouble = null;
    this.#publish();
    await this.#finish(entry, permission);
  }

  async #finish(entry: Entry, permission: Permit): Promise<void> {
    this.#sending.add(entry);
    try {
      await this.options.stored(entry.key, addressOf(permission));
    } catch (error) {
      // Stored twice under one key with the same bytes is stored once: the next visit tries again.
      const sentence = `That a chunk was sent could not be noted here (${String(error)}).`;
      this.#trouble = { kind: "unsaved", sentence };
    }
    this.#sending.delete(entry);
    this.#aside.delete(entry);
    this.#entries = this.#entries.filter((one) => one !== entry);
    this.#publish();
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
