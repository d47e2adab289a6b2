/** When the next step of the environment is due. */

import { ScreenGrid } from "./screen-grid";
import type { Timing } from "./timing";
import type { Frames } from "./view/screen";

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
  /** The next step is taken without a wait: what that would draw at random is drawn all the same. */
  pass?(): void;
}

/** So often a game that never waits lets the screen's frames in; a timer may take half as long. */
const breathMs = 8;
/** A game that begins no step for so long, although one is due, stands still. */
export const stallMs = 1000;
/** So much of the mean is the newest step's. */
const workShare = 0.1;

export interface RealTimeOptions {
  /** So far behind a game may fall before it slows down; one period in any case. */
  catchUpMs?: number;
  /**
   * Told that the due times were moved, from `due` on, since the game could not keep its rate; by
   * `stallMs` or more where it stood still.
   */
  onMoved?: (ms: number, due: number) => void;
  /** The screen's, at which the steps are aligned; null or not given: at nothing. */
  frames?: Frames | null;
}

/**
 * `fps` steps a second, whatever the screen's frame rate.
 *
 * Due times lie on a grid, so the lateness of one timer does not add up. No step is ever left out: a
 * game that falls behind by more than a step slows down, instead of running faster later. So does one
 * whose computer slept, or whose worker was stopped. After a start, a pause or a delay the grid is put
 * where its steps fall well between the screen's frames; where the rates agree it stays there.
 */
export class RealTime implements Clock {
  #fps: number;
  #due = 0;
  #begunAt = 0;
  /** How long a step takes, as a running mean. */
  #workMs = 0;
  readonly #grid: ScreenGrid;
  /** Nobody waits for the next step as for one in a row: it may be put where it falls well. */
  #isFree = false;
  #pausedAt: number | null = null;
  #breathedAt = Number.NEGATIVE_INFINITY;
  #cancelled = false;
  #wake: () => void = () => {};

  constructor(
    fps: number,
    private readonly timing: Timing,
    private readonly options: RealTimeOptions = {},
  ) {
    this.#fps = fps;
    this.#grid = new ScreenGrid(options.frames ?? null, timing);
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
    this.#isFree = true;
    this.#due = this.timing.now();
    this.#begunAt = this.#due;
    if (this.#pausedAt !== null) this.#pausedAt = this.#due;
  }

  async next(): Promise<number> {
    this.#due += this.periodMs;
    const { periodMs } = this;
    const workMs = Math.min(this.timing.now() - this.#begunAt, periodMs);
    this.#workMs += workShare * (workMs - this.#workMs);
    this.#due += this.#grid.shift(this.#due, periodMs, this.#workMs);
    // A game that cannot keep its rate never waits below, but must still hear its input; and before
    // its due time is moved, since what comes later than that is not heeded by this step.
    if (this.timing.now() >= this.#due) await this.#breathe();
    if (this.#pausedAt === null) {
      this.#forgive(Math.max(this.periodMs, this.options.catchUpMs ?? 0));
    }
    while (!this.#cancelled && (this.#pausedAt !== null || this.timing.now() < this.#due)) {
      if (this.#isFree && this.#pausedAt === null) await this.#align();
      else await this.#wait();
    }
    if (!this.#cancelled) this.#forgive(stallMs);
    this.#begunAt = this.timing.now();
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
    this.#isFree = true;
    this.#wake();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#wake();
  }

  /** Puts the step that is waited for, and with it all that follow, well between frames. */
  async #align(): Promise<void> {
    this.#isFree = false;
    await this.#grid.find();
    this.#due += this.#grid.ahead(this.#due, this.periodMs);
  }

  /**
   * Lets the inputs in, and from time to time the screen's frames: these come with a timer at the
   * latest, but never come as long as a worker waits for messages alone.
   */
  async #breathe(): Promise<void> {
    if (this.timing.now() - this.#breathedAt >= breathMs) {
      await new Promise<void>((resolve) => this.timing.after(resolve, 0));
      this.#breathedAt = this.timing.now();
    }
    await this.timing.hop();
  }

  /** Between two steps. */
  get periodMs(): number {
    return 1000 / this.#fps;
  }

  /** A delay of more than this is not made up for: from now on all is due so much later. */
  #forgive(limitMs: number): void {
    const due = this.#due;
    const ms = this.timing.now() - due;
    if (ms <= limitMs) return;
    this.#due += ms;
    this.#isFree ||= ms >= stallMs;
    this.options.onMoved?.(ms, due);
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
    const now = this.timing.now();
    if (now - this.#yieldedAt < Unthrottled.yieldEveryMs) return now;
    await this.timing.hop();
    this.#yieldedAt = this.timing.now();
    return this.#yieldedAt;
  }

  start(): void {}
  pause(): void {}
  resume(): void {}
  cancel(): void {}
}
