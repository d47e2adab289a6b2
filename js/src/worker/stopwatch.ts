/** Time of play, which stands still in a pause. */

import type { Cancel } from "../shared/timer";
import type { Timing } from "./timing";

export class Stopwatch {
  readonly #limitMs: number;
  #playedMs = 0;
  #startedAt: number | null = null;
  #cancel: Cancel = () => {};

  /**
   * @param limitS null: none.
   * @param onUp called when it is reached.
   */
  constructor(
    private readonly timing: Pick<Timing, "now" | "after">,
    limitS: number | null,
    private readonly onUp: () => void,
  ) {
    this.#limitMs = limitS === null ? Number.POSITIVE_INFINITY : limitS * 1000;
  }

  /** A loop that seldom lets timers run can ask. */
  get isUp(): boolean {
    if (this.#limitMs === Number.POSITIVE_INFINITY) return false;
    return this.#elapsed() >= this.#limitMs;
  }

  reset(): void {
    this.stop();
    this.#playedMs = 0;
  }

  start(): void {
    if (this.#startedAt !== null) return;
    this.#startedAt = this.timing.now();
    this.#appoint();
  }

  /** So much of the time since `start` was no play. */
  forgive(ms: number): void {
    if (this.#startedAt === null) return;
    this.#playedMs -= ms;
    this.#cancel();
    this.#appoint();
  }

  stop(): void {
    this.#playedMs = this.#elapsed();
    this.#startedAt = null;
    this.#cancel();
  }

  #appoint(): void {
    if (this.#limitMs === Number.POSITIVE_INFINITY) return;
    // Timers count whole milliseconds and round down.
    const leftMs = Math.max(0, Math.ceil(this.#limitMs - this.#elapsed()));
    this.#cancel = this.timing.after(this.onUp, leftMs);
  }

  #elapsed(): number {
    return this.#playedMs + (this.#startedAt === null ? 0 : this.timing.now() - this.#startedAt);
  }
}
