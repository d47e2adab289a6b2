/** Who acts for an agent: a person or a policy; and what is recorded of it. */

import type { ActionSource, Agent, Action as WireAction } from "../generated/contract";
import { toBase64 } from "../shared/bytes";
import { splitRows } from "./layout";

/**
 * What `step` is called with, see `gymbrowser/bridge/actions.py`: the number of an action in a
 * Discrete space; in any other the packed action, one character a byte. 0 where nobody acts.
 */
export type Action = number | string;

/** As JSON has it: a number, or any other action packed, in base64. */
export type EncodedAction = number | string;

export function encodedAction(action: Action): EncodedAction {
  return typeof action === "number" ? action : btoa(action);
}

export function decodedAction(encoded: EncodedAction): Action {
  return typeof encoded === "number" ? encoded : atob(encoded);
}

/** An action as the manifest has it. */
export function actionOf(action: WireAction): Action {
  return decodedAction(typeof action === "number" ? action : action.packed);
}

/**
 * Actions that stand one after the other, each packed by the agent's layout.
 *
 * @throws where these are not rows of the agent's actions
 */
export function actionsIn(
  rows: Uint8Array,
  { action_space, layout }: Pick<Agent, "action_space" | "layout">,
): Action[] {
  return splitRows(rows, layout.action).map(action_space === null ? packedAction : numberOf);
}

function packedAction(row: Uint8Array): Action {
  return actionOf({ packed: toBase64(row) });
}

/** An action of a Discrete space is one int64. */
function numberOf(row: Uint8Array): Action {
  return Number(new DataView(row.buffer, row.byteOffset, row.byteLength).getBigInt64(0, true));
}

export const noOutput = new Uint8Array(0);

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

/** One that says nothing yet but whose choices these are: an actor writes to it, again and again. */
export function blankDecision(source: ActionSource): Decision {
  return {
    action: 0,
    intended: 0,
    source,
    inputT: Number.NaN,
    uniform: Number.NaN,
    output: noOutput,
  };
}

export interface Actor {
  /**
   * Told of every agent that acts in a step, before any of them decides: agents whose decisions come
   * from one model look at the same time, so that it runs once for all of them.
   *
   * @param observation as for `decide`.
   */
  look?(observation: Uint8Array): void;
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

/** What is recorded of an agent that is not in the game: it took no action. */
export const absence: Readonly<Decision> = blankDecision("absent");
