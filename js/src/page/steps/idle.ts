/** Tells when a player has done nothing for long. */

import type { Input } from "../../shared/protocol";
import type { Cancel, Timer } from "../../shared/timer";

/** A stick may rest so far off its middle. */
const trembling = 0.2;

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
    // What is held as it begins may have been heard just before.
    if (!running) this.#held.clear();
    this.#rearm();
  }

  /** What was done at a device. What is held is something done, for as long as it is. */
  hear(input: Input): void {
    if (input.kind === "axis") this.#hold(input.name, Math.abs(input.value) > trembling);
    else if (input.kind !== "point") this.#hold(input.code, input.kind === "down");
    else if (input.phase === "move") this.#rearm();
    else this.#hold("pointer", input.phase === "down");
  }

  /** Something was done beside the devices of the game. */
  stir(): void {
    this.#rearm();
  }

  releaseAll(): void {
    this.#held.clear();
    this.#rearm();
  }

  #hold(name: string, holds: boolean): void {
    // A stick that nobody touches goes on telling of itself.
    if (!holds && !this.#held.has(name)) return;
    if (holds) this.#held.add(name);
    else this.#held.delete(name);
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
