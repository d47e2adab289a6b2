/** A script: actions that are known beforehand. */

import type { Agent, Script as Plan } from "../generated/contract";
import { fromBase64 } from "../shared/bytes";
import { type Action, type Actor, actionsIn, blankDecision, type Decision } from "./actor";

export class Script implements Actor {
  readonly #actions: readonly Action[];
  #taken = 0;
  readonly #decision = blankDecision("policy");

  constructor(
    private readonly plan: Plan,
    agent: Pick<Agent, "action_space" | "layout">,
  ) {
    this.#actions = actionsIn(fromBase64(plan.rows), agent);
  }

  begin(): void {
    this.#taken = 0;
  }

  decide(): Decision {
    const { length } = this.#actions;
    const index = this.#taken++;
    const known = this.plan.then === "repeat" ? index % length : Math.min(index, length - 1);
    const action = this.#actions[known];
    if (action === undefined) throw new Error("The script has no actions.");
    this.#decision.action = action;
    this.#decision.intended = action;
    return this.#decision;
  }
}
