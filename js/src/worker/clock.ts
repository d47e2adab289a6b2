/** When the next step of the environment is due. */

import type { Timing } from "./timing";

export interface Clock {
  /** An episode begins now. */
  start(): void;
  /** Resolves when the next step is due, or at once after `cancel`; gives its due time in ms. */
  next(): Promise<number>;
  /** No step falls due until `resume`; the due times move by the length of the pause. */
  pause(): void;
  resume(): void;
  /** Ends every wait, until the next `start`. */
  cancel(): void;
}

/**
 * `fps` steps a second, whatever the screen's frame rate.
 *
 * Due times lie on a fixed grid, so the lateness of one timer does not add up. No step is ever left
 * out: a game that falls behind by more than a step slows down, instead of running faster later.
 */
export class RealTime implements Clock {
  #fps: number;
  #due = 0;
  #pausedAt: number | null = null;
  #cancelled = false;
  #wake: () => void = () => {};

  constructor(
    fps: number,
    private readonly timing: Timing,
  ) {
    this.#fps = fps;
  }

  /** Steps a second from the next one on. */
  get fps(): number {
    return this.#fps;
  }

  set fps(fps: number) {
    this.#fps = fps;
  }

  start(): void {
    this.#cancelled = false;
    this.#due = this.timing.now();
    if (this.#pausedAt !== null) this.#pausedAt = this.#due;
  }

  async next(): Promise<number> {
    this.#due += this.#periodMs;
    if (this.#pausedAt === null) this.#forgiveDelay();
    // A game that cannot keep its rate never waits below, but must still hear its input.
    if (this.timing.now() >= this.#due) await this.timing.hop();
    while (!this.#cancelled && (this.#pausedAt !== null || this.timing.now() < this.#due)) {
      await this.#wait();
    }
    return this.#due;
  }

  pause(): void {
    this.#pausedAt ??= this.timing.now();
    this.#wake();
  }

  resume(): void {
    if (this.#pausedAt === null) return;
    this.#due += this.timing.now() - this.#pausedAt;
    this.#pausedAt = null;
    this.#wake();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#wake();
  }

  get #periodMs(): number {
    return 1000 / this.#fps;
  }

  #forgiveDelay(): void {
    const now = this.timing.now();
    if (now - this.#due > this.#periodMs) this.#due = now;
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#pausedAt !== null) return;
      // Timers count whole milliseconds and round down: too early would mean a second, slower wait.
      const delayMs = Math.ceil(this.#due - this.timing.now());
      const cancel = this.timing.after(resolve, delayMs);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** As fast as the machine can, for tests and benchmarks; still hears its input every few ms. */
export class Unthrottled implements Clock {
  static readonly yieldEveryMs = 8;
  #yieldedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly timing: Timing) {}

  async next(): Promise<number> {
    if (this.timing.now() - this.#yieldedAt >= Unthrottled.yieldEveryMs) {
      await this.timing.hop();
      this.#yieldedAt = this.timing.now();
    }
    return this.timing.now();
  }

  start(): void {}
  pause(): void {}
  resume(): void {}
  cancel(): void {}
}
