/** Tells when a player has done nothing for long. */

import type { Cancel, Timer } from "../../shared/timer";

export class IdleWatch {
  readonly #held = new Set<string>();
  #cancel: Cancel = () => {};
  #isOn = false;

  /** @param afterS null: nobody is watched. */
  constructor(
    private readonly afterS: number | null,
    private readonly timer: Timer,
    private readonly onIdle: () => void,
  ) {}

  /** Only the time in which the game runs counts. */
  watch(running: boolean): void {
    if (running === this.#isOn) return;
    this.#isOn = running;
    this.#held.clear();
    this.#rearm();
  }

  /** A key that is held is something done, for as long as it is. */
  input(code: string, down: boolean): void {
    if (down) this.#held.add(code);
    else this.#held.delete(code);
    this.#rearm();
  }

  releaseAll(): void {
    this.#held.clear();
    this.#rearm();
  }

  #rearm(): void {
    this.#cancel();
    this.#cancel = () => {};
    if (!this.#isOn || this.afterS === null || this.#held.size > 0) return;
    this.#cancel = this.timer(() => {
      this.onIdle();
      this.#rearm();
    }, this.afterS * 1000);
  }
}
