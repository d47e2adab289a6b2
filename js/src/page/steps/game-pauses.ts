/** When a game waits for its player, and how often it may. */

import type { GameStep } from "../../generated/contract";
import type { PauseMessage } from "../../shared/protocol";

export type PauseReason = PauseMessage["why"];

export class GamePauses {
  #taken: number;
  readonly #goesOnByItself: boolean;

  /** @param taken In earlier visits. */
  constructor(
    private readonly step: Pick<GameStep, "rules" | "pace" | "controls">,
    taken = 0,
  ) {
    this.#taken = taken;
    this.#goesOnByItself = step.pace !== "real_time" || Object.keys(step.controls).length === 0;
  }

  /** How many there were. */
  get taken(): number {
    return this.#taken;
  }

  /** Whether the game may wait once more. */
  get isLeft(): boolean {
    const { at_most } = this.step.rules.pauses;
    return at_most === null || this.#taken < at_most;
  }

  /** Whether the game is to wait now; if so that counts. */
  take(why: PauseReason): boolean {
    if (why === "hidden" && this.step.rules.pauses.hidden === "go_on") return false;
    if (!this.isLeft) return false;
    this.#taken += 1;
    return true;
  }

  /** Whether it needs no press to go on: nothing happens in it before the player acts, or ever. */
  endsWhenShown(why: PauseReason): boolean {
    return why === "hidden" && this.#goesOnByItself;
  }
}
