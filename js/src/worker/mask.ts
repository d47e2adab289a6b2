/** Which actions are allowed now: PettingZoo's `action_mask`, where it is in the observation. */

import type { Agent } from "../generated/contract";
import type { Action } from "./actor";
import type { Environment } from "./environment";
import { elements, rowSize } from "./layout";

/**
 * Makes a function that tells whether the environment allows an action of an agent now.
 *
 * Source: PettingZoo, "Action Masking": one number for each action of a Discrete space, 0 where it
 * is not allowed.
 */
export function maskOf(
  environment: Pick<Environment, "observation">,
  name: string,
  { action_space, layout: { observation } }: Pick<Agent, "action_space" | "layout">,
): (action: Action) => boolean {
  const index = observation.findIndex(({ path }) => path.at(-1) === "action_mask");
  const field = observation[index];
  if (action_space === null || field === undefined || elements(field) !== action_space.n) {
    return () => true;
  }
  const offset = rowSize(observation.slice(0, index));
  const width = rowSize([field]) / action_space.n;
  return (action) => {
    if (typeof action !== "number") return true;
    const begin = offset + width * (action - action_space.start);
    const bytes = environment.observation(name).subarray(begin, begin + width);
    return bytes.some((byte) => byte !== 0);
  };
}
