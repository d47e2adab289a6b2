/** Time of play, which stands still in a pause. */

import type { Cancel } from "../shared/timer";
import type { Timing } from "./timing";

export class Stopwatch {
  readonly #limitMs: number;
  #playedMs: number;
  #startedAt: number | null = null;
  #isUp = false;
  #cancel: Cancel = () => {};

  /**
   * @param limitS null: none.
   * @param onUp called when it is reached.
   * @param earlierS was played before.
   */
  constructor(
    private readonly timing: Pick<Timing, "now" | "after">,
    limitS: number | null,
    private readonly onUp: () => void,
    earlierS = 0,
  ) {
    this.#playedMs = earlierS * 1000;
    this.#limitMs = limitS === null ? Number.POSITIVE_INFINITY : limitS * 1000;
  }

  /**
   * A loop that seldom lets timers run can ask. What the timer has said holds in any case: browsers
   * blur the clock, which may still show a moment before.
   */
  get isUp(): boolean {
    if (this.#limitMs === Number.POSITIVE_INFINITY) return false; // asked at every step
    return this.#isUp || this.#elapsed() >= this.#limitMs;
  }

  /** Seconds of play. */
  get playedS(): number {
    return this.#elapsed() / 1000;
  }

  /** @param playedS was played already */
  reset(playedS = 0): void {
    this.stop();
    this.#playedMs = playedS * 1000;
    this.#isUp = false;
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
    this.#cancel = this.timing.after(() => {
      this.#isUp = true;
      this.onUp();
    }, leftMs);
  }

  #elapsed(): number {
    return this.#playedMs + (this.#startedAt === null ? 0 : this.timing.now() - this.#startedAt);
  }
}
