/** 3, 2, 1: from Start, or from the end of a pause, to the game. */

import type { Cancel, Timer } from "../../shared/timer";

export class Countdown {
  #cancel: Cancel = () => {};

  constructor(
    private readonly seconds: number,
    private readonly timer: Timer,
  ) {}

  /** @param onSecond told how many are left, the first time at once; not called for none. */
  run(onSecond: (left: number) => void, onOver: () => void): void {
    this.cancel();
    this.#next(this.seconds, onSecond, onOver);
  }

  cancel(): void {
    this.#cancel();
    this.#cancel = () => {};
  }

  #next(left: number, onSecond: (left: number) => void, onOver: () => void): void {
    if (left <= 0) onOver();
    else {
      onSecond(left);
      this.#cancel = this.timer(() => this.#next(left - 1, onSecond, onOver), 1000);
    }
  }
}
