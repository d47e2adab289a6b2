/** Agents that act one after the other (PettingZoo's `AECEnv`), some of them people. */

import type { Clock } from "./clock";
import type { Timing } from "./timing";
import type { TurnBased } from "./turns";

export interface Turns {
  /** Whether the next step takes an action of a person. */
  isPersons: () => boolean;
  /** How long the turn of the policy that is to act waits: so that its moves can be followed. */
  delayMs: () => number;
}

/**
 * The clock of such a game: a person's turn waits for a press, that of a policy for a moment.
 *
 * What is pressed while another's turn waits is no move: it was meant for a state that is gone.
 */
export class InTurn implements Clock {
  #paused = false;
  #cancelled = false;
  #wake: () => void = () => {};

  constructor(
    private readonly people: TurnBased,
    private readonly turns: Turns,
    private readonly timing: Pick<Timing, "now" | "after" | "hop">,
  ) {}

  start(): void {
    this.#cancelled = false;
    this.people.start();
  }

  /** The due time of a policy's turn is when it was awaited for long enough. */
  async next(): Promise<number> {
    if (this.turns.isPersons()) return this.people.next();
    await this.#delay();
    while (this.#paused && !this.#cancelled) await this.#untilWoken();
    const due = this.timing.now();
    // Presses that this thread has not heard yet were made in this turn too.
    await this.timing.hop();
    this.people.forget();
    return due;
  }

  pause(): void {
    this.#paused = true;
    this.people.pause();
  }

  resume(): void {
    this.#paused = false;
    this.people.resume();
    this.#wake();
  }

  cancel(): void {
    this.#cancelled = true;
    this.people.cancel();
    this.#wake();
  }

  pass(): void {
    if (!this.turns.isPersons()) this.turns.delayMs();
  }

  async #delay(): Promise<void> {
    const delayMs = this.turns.delayMs();
    if (delayMs === 0 || this.#cancelled) return;
    let over = false;
    const stop = this.timing.after(() => {
      over = true;
      this.#wake();
    }, delayMs);
    while (!over && !this.#cancelled) await this.#untilWoken();
    stop();
  }

  #untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
