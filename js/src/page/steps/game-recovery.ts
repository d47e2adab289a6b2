/** The way on after an error in a game, as the study has it. */

import type { OnError, OnErrorStep } from "../../generated/contract";
import type { Failed } from "../game-client";

export class Recovery {
  #failures = 0;

  constructor(private readonly rules: OnError) {}

  /** Of the game's, in this visit to the step. */
  get failures(): number {
    return this.#failures;
  }

  /** A file that did not load is no error of the game: that can be tried for as long as it takes. */
  after({ cause }: Pick<Failed, "cause">): OnErrorStep {
    if (cause === "load") return "retry";
    this.#failures += 1;
    const { way, retries, otherwise } = this.rules;
    return way === "retry" && this.#failures > retries ? otherwise : way;
  }
}
