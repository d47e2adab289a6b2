/** Who acts for an agent: a person or a policy; and what is recorded of it. */

import type { ActionSource, Action as WireAction } from "../generated/contract";

/**
 * What `step` is called with, see `gymbrowser/bridge/actions.py`: the number of an action in a
 * Discrete space; in any other the packed action, one character a byte. 0 where nobody acts.
 */
export type Action = number | string;

/** An action as the manifest has it. */
export function actionOf(action: WireAction): Action {
  return typeof action === "number" ? action : atob(action.packed);
}

/** One choice of an action, as it is recorded. Actors reuse theirs: read it before the next one. */
export interface Decision {
  action: Action;
  /** What device or policy asked for; the action itself where nothing was asked for. */
  intended: Action;
  source: ActionSource;
  /** The page's `event.timeStamp` of the input that decided; NaN where none did. */
  inputT: number;
  /** The random numbers in [0, 1) that the choice used, NaN where none was drawn; one, or several. */
  uniform: number | Float64Array;
  /** The policy's output, packed by the agent's layout; empty without a policy. */
  output: Uint8Array;
}

export interface Actor {
  /**
   * An episode begins.
   *
   * @param uniform draws from this agent's own stream of random numbers in [0, 1).
   * @param seed the same stream's seed, in [0, 2^32): for what draws its numbers by itself.
   */
  begin(uniform: () => number, seed: number): void;
  /**
   * @param observation packed by the agent's layout; valid until the environment is called.
   * @param due when the step was due, on the worker's clock: a person is heard up to then.
   */
  decide(observation: Uint8Array, due: number): Decision | Promise<Decision>;
}

export const noOutput = new Uint8Array(0);

/** What is recorded of an agent that is not in the game: it took no action. */
export const absence: Readonly<Decision> = {
  action: 0,
  intended: 0,
  source: "absent",
  inputT: Number.NaN,
  uniform: Number.NaN,
  output: noOutput,
};
