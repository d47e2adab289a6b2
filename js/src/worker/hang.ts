/** Stops Python that does not come to an end, from inside: the error has a traceback. */

import type { PyodideAPI } from "pyodide";

/** Python's SIGINT, which raises KeyboardInterrupt where the code is. */
const SIGINT = 2;
/** The clock is read at one of so many looks, since a look comes every few dozen Python calls. */
const LOOKS = 16;
/** A longer gap between two looks was no Python: a computer that slept, a call into C. */
const LONGEST_GAP_MS = 1000;
/** Code that catches the interrupt is interrupted again. */
const AGAIN_MS = 1000;

/**
 * Measures how long Python runs without a break.
 *
 * Pyodide looks from time to time, in the middle of running Python, at the first byte of an
 * interrupt buffer that another thread is meant to write. There is no shared memory on a plain
 * static host; but the buffer may as well be an object whose byte is computed when it is looked at.
 */
export class HangGuard {
  #leftMs = Number.POSITIVE_INFINITY;
  #lookedAt = 0;
  #looks = 0;
  #hasStruck = false;

  constructor(
    python: Pick<PyodideAPI, "setInterruptBuffer">,
    private readonly now: () => number,
  ) {
    const look = () => this.#look();
    // Python writes the 0 that says it has seen the signal: here there is nothing to be reset.
    const buffer = Object.defineProperty({}, 0, { get: look, set: () => {} });
    python.setInterruptBuffer(buffer as Uint8Array);
  }

  /** Whether the last stretch was stopped. */
  get hasStruck(): boolean {
    return this.#hasStruck;
  }

  /** A stretch of Python begins, which may take so long. */
  begin(at: number, limitMs: number): void {
    this.#leftMs = limitMs;
    this.#lookedAt = at;
    this.#hasStruck = false;
  }

  #look(): number {
    this.#looks = (this.#looks + 1) % LOOKS;
    if (this.#looks !== 0) return 0;
    const now = this.now();
    this.#leftMs -= Math.min(now - this.#lookedAt, LONGEST_GAP_MS);
    this.#lookedAt = now;
    if (this.#leftMs > 0) return 0;
    this.#leftMs = AGAIN_MS;
    this.#hasStruck = true;
    return SIGINT;
  }
}
