/**
 * What may still be sent while the page is being closed.
 *
 * A page that closes runs no longer than its event listeners do: what has to be read from the database
 * first is not sent any more. So some chunks are kept at hand.
 */

import type { Bytes } from "../../shared/bytes";

/** Of the 64 KiB that all requests with `keepalive` share, headers have their part too. */
const KEEPALIVE_BYTES = 60_000;

/** Keeps requests with `keepalive` within what browsers allow, and each chunk to one at a time. */
export class LastChance {
  #bytes = 0;
  readonly #underway = new Set<string>();
  readonly #atHand = new Map<string, Bytes>();
  #atHandBytes = 0;

  /** Keeps a chunk at hand as long as there is no more than could be sent. */
  keep(key: string, bytes: Bytes): void {
    if (this.#atHand.has(key) || this.#atHandBytes + bytes.length > KEEPALIVE_BYTES) return;
    this.#atHand.set(key, bytes);
    this.#atHandBytes += bytes.length;
  }

  /** Undefined where the chunk is not at hand. */
  get(key: string): Bytes | undefined {
    return this.#atHand.get(key);
  }

  forget(key: string): void {
    this.#atHandBytes -= this.#atHand.get(key)?.length ?? 0;
    this.#atHand.delete(key);
  }

  /**
   * Sends a chunk if there is room for it.
   *
   * @param cost_bytes Of the whole request.
   * @returns What `send` gives; null where it was not called.
   */
  async take<T>(key: string, cost_bytes: number, send: () => Promise<T>): Promise<T | null> {
    if (this.#underway.has(key) || this.#bytes + cost_bytes > KEEPALIVE_BYTES) return null;
    this.#underway.add(key);
    this.#bytes += cost_bytes;
    try {
      return await send();
    } finally {
      this.#underway.delete(key);
      this.#bytes -= cost_bytes;
    }
  }
}
