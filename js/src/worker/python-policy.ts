/** A policy written in Python, which acts in the environment's own interpreter. */

import { type Actor, blankDecision, type Decision } from "./actor";
import type { Player } from "./environment";

export class PythonPolicy implements Actor {
  readonly #decision = blankDecision("policy");

  constructor(private readonly player: Player) {}

  begin(_uniform: () => number, seed: number): void {
    this.player.begin(seed);
  }

  /** Python holds the observation that it looks at: nothing of it crosses over. */
  decide(): Decision {
    const decision = this.#decision;
    decision.action = this.player.act();
    decision.intended = decision.action;
    return decision;
  }
}
