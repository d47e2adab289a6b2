/** Watches that the worker answers: one whose thread is caught in a loop never will. */

import type { Cancel, Timer } from "../shared/timer";

const periodMs = 1000;

export interface WatchdogOptions {
  timer: Timer;
  /** Milliseconds, monotonic. */
  now: () => number;
  /** Whether nobody looks: timers are held back then, here and in the worker. */
  isHidden: () => boolean;
  /** Asks the worker for an answer. */
  ask: () => void;
  /** @param silentS for how long there was none. */
  onHung: (silentS: number) => void;
}

/**
 * Counts seconds without an answer by its own ticks, and only by those that came in time: where the
 * computer slept, or the page itself was held up, the worker may have been too.
 */
export class Watchdog {
  #cancel: Cancel = () => {};
  #isOn = false;
  #limitS = 0;
  #silentS = 0;
  #tickedAt = 0;

  constructor(private readonly options: WatchdogOptions) {}

  /** From now on an answer may take so long. */
  watch(limitS: number): void {
    this.#limitS = limitS;
    this.#silentS = 0;
    if (this.#isOn) return;
    this.#isOn = true;
    this.#tickedAt = this.options.now();
    this.#ask();
  }

  stop(): void {
    this.#isOn = false;
    this.#cancel();
  }

  /** The worker has said something. */
  heard(): void {
    this.#silentS = 0;
  }

  #ask(): void {
    this.options.ask();
    this.#cancel = this.options.timer(() => this.#tick(), periodMs);
  }

  #tick(): void {
    const { now, isHidden, onHung } = this.options;
    const lateMs = now() - this.#tickedAt - periodMs;
    this.#tickedAt = now();
    if (lateMs < periodMs && !isHidden()) this.#silentS += periodMs / 1000;
    if (this.#silentS >= this.#limitS) {
      this.stop();
      onHung(this.#silentS);
    } else this.#ask();
  }
}
