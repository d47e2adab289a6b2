/** Every chunk to every destination: who has what, and what may be forgotten here. */

import type { Bytes } from "../../shared/bytes";
import type { Timer } from "../../shared/timer";
import { Observable } from "../observable";
import { type DeliveryToAll, type PendingChunk, together } from "./delivery";
import { addressOf, type Destination, type Permission } from "./destination";
import { LastChance } from "./last-chance";
import { Sender } from "./sender";

export interface UploaderOptions {
  destination: Destination;
  /** The chunk's bytes: none where the service worker has sent them, undefined where they are lost. */
  read: (key: string) => Promise<Bytes | undefined>;
  /** This address has the chunk, but not all have: to be known at the next visit. */
  note: (key: string, address: string) => Promise<void>;
  /** Every destination has the chunk: its local copy may go. */
  remove: (key: string) => Promise<void>;
  isOnline: () => boolean;
  /** In [0, 1). */
  random: () => number;
  timer: Timer;
}

interface Pending {
  chunk: PendingChunk;
  /** Addresses that have it. */
  storedAt: Set<string>;
  /** One destination has it. */
  received: Moment;
  /** All have it. */
  stored: Moment;
}

/**
 * One sender for each destination that `upload.json` names, each with its own permission and waiting
 * times: one that is down does not hold up the others.
 */
export class Uploader {
  readonly status = new Observable<DeliveryToAll>({
    pendingChunks: 0,
    pendingBytes: 0,
    nowhereChunks: 0,
    destinations: 1,
    trouble: null,
    state: "idle",
  });
  readonly #pending = new Map<string, Pending>();
  readonly #senders: Sender[] = [];
  /** Of the destinations as `upload.json` named them last; null for one that is not signed yet. */
  #addresses: Array<string | null> = [];
  readonly #lastChance = new LastChance();

  constructor(private readonly options: UploaderOptions) {
    // There is always one, which finds out about the others.
    this.#open();
  }

  /** How large a chunk may be that is sealed now, in bytes, as far as it is known. */
  get largest_bytes(): number {
    return Math.min(...this.#senders.map((sender) => sender.largest_bytes));
  }

  /** Puts chunks at the end of the queue; one that is in it already is not put there again. */
  add(chunks: PendingChunk[]): void {
    for (const { bytes, ...chunk } of chunks) {
      if (this.#pending.has(chunk.key)) continue;
      this.#pending.set(chunk.key, newPending(chunk));
      if (bytes !== undefined) this.#lastChance.keep(chunk.key, bytes);
    }
    for (const sender of this.#senders) sender.add(chunks);
  }

  /** Tries at once: the browser is online again, or the page is looked at again. */
  wake(): void {
    for (const sender of this.#senders) sender.wake();
  }

  /** Resolves when one destination at least has each chunk that now waits of this session. */
  async received(session: string): Promise<void> {
    await Promise.all(this.#of(session).map(({ received }) => received.happened));
  }

  /** Resolves when every destination has every chunk that now waits of this session. */
  async stored(session: string): Promise<void> {
    await Promise.all(this.#of(session).map(({ stored }) => stored.happened));
  }

  /**
   * The page may be closed now: sends what is small enough in a way that outlives it. One copy of all
   * is worth more than two of a part, so that the destinations come one after the other.
   */
  hurry(): void {
    const bestFirst = [...this.#senders].sort((a, b) => Number(a.isFailing) - Number(b.isFailing));
    for (const sender of bestFirst) sender.hurry();
  }

  /** Sends nothing more of a session; what is on its way may still arrive. */
  forget(session: string): void {
    for (const { chunk } of this.#of(session)) {
      this.#lastChance.forget(chunk.key);
      this.#pending.delete(chunk.key);
    }
    for (const sender of this.#senders) sender.forget(session);
    this.#publish();
  }

  #of(session: string): Pending[] {
    return [...this.#pending.values()].filter(({ chunk }) => chunk.session === session);
  }

  #open(): void {
    const { destination, read, isOnline, random, timer } = this.options;
    const index = this.#senders.length;
    const sender = new Sender({
      permission: () => this.#permission(index),
      post: destination.post,
      read,
      has: (key, address) => this.#pending.get(key)?.storedAt.has(address) === true,
      stored: (key, address) => this.#acknowledge(key, address),
      isOnline,
      random,
      timer,
      lastChance: this.#lastChance,
    });
    sender.status.subscribe(() => this.#publish());
    this.#senders.push(sender);
  }

  async #permission(index: number): Promise<Permission> {
    const permissions = await this.options.destination.permissions();
    this.#learn(permissions);
    return permissions[index] ?? { kind: "none" };
  }

  /** There may be more destinations than before, or fewer, or others. */
  #learn(permissions: Permission[]): void {
    const addresses = permissions.map((one) => (one.kind === "none" ? null : addressOf(one)));
    const before = this.#addresses;
    if (JSON.stringify(addresses) === JSON.stringify(before)) return;
    this.#addresses = addresses;
    for (const sender of this.#senders.splice(addresses.length)) sender.close();
    while (this.#senders.length < addresses.length) this.#open();
    const waiting = [...this.#pending.values()].map(({ chunk }) => chunk);
    this.#senders.forEach((sender, index) => {
      if (index < before.length && before[index] !== addresses[index]) sender.renew();
      // What is stored at an address of before may wait for one of now; all else is queued already.
      sender.add(waiting);
    });
  }

  async #acknowledge(key: string, address: string): Promise<void> {
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    pending.storedAt.add(address);
    pending.received.happen();
    if (this.#isComplete(pending)) await this.#forget(key, pending);
    else await this.options.note(key, address);
  }

  #isComplete({ storedAt }: Pending): boolean {
    return this.#addresses.every((address) => address !== null && storedAt.has(address));
  }

  async #forget(key: string, { stored }: Pending): Promise<void> {
    try {
      await this.options.remove(key);
    } finally {
      this.#lastChance.forget(key);
      this.#pending.delete(key);
      this.#publish();
      stored.happen();
    }
  }

  #publish(): void {
    const pending = [...this.#pending.values()];
    const counts = {
      pendingChunks: pending.length,
      pendingBytes: pending.reduce((sum, { chunk }) => sum + chunk.size, 0),
      nowhereChunks: pending.filter(({ storedAt }) => storedAt.size === 0).length,
    };
    const deliveries = this.#senders.map(({ status }) => status.get());
    this.status.set(together(counts, deliveries));
  }
}

function newPending(chunk: PendingChunk): Pending {
  const pending = {
    chunk,
    storedAt: new Set(chunk.storedAt),
    received: new Moment(),
    stored: new Moment(),
  };
  if (pending.storedAt.size > 0) pending.received.happen();
  return pending;
}

/** Happens once, and can be waited for before and after that. */
class Moment {
  happen = () => {};
  readonly happened = new Promise<void>((resolve) => {
    this.happen = resolve;
  });
}
