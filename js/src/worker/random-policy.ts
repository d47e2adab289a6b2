/** Takes any action, all that are allowed being equally likely. */

import { type Action, type Actor, blankDecision, type Decision } from "./actor";

export class RandomPolicy implements Actor {
  readonly #decision = blankDecision("policy");
  #uniform: () => number = () => Number.NaN;

  /** @param sample draws one of the allowed actions by a seed in [0, 2^32) */
  constructor(private readonly sample: (seed: number) => Action) {}

  begin(uniform: () => number): void {
    this.#uniform = uniform;
  }

  decide(): Decision {
    const decision = this.#decision;
    const uniform = this.#uniform();
    decision.uniform = uniform;
    decision.action = this.sample(Math.floor(uniform * 2 ** 32));
    decision.intended = decision.action;
    return decision;
  }
}
