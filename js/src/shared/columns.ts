/** How the columns of a `steps` record are packed that no layout describes. */

import type { ActionSource, Dtype } from "../generated/contract";

/** Column to dtype: goes into the header of every game writer's chunk. */
export const STEP_COLUMNS = {
  source: "|u1",
  present: "|u1",
  observed: "|u1",
  input_t: "<f8",
  reward: "<f8",
  terminated: "|u1",
  truncated: "|u1",
  uniform: "<f8",
  due: "<f8",
  started: "<f8",
  stepped: "<f8",
  drawn: "<f8",
} as const satisfies Record<string, Dtype>;

/** What the numbers of the `source` column mean, by position. */
export const ACTION_SOURCES = [
  "device",
  "default",
  "policy",
  "absent",
  "repeated",
  "donor",
] as const satisfies readonly ActionSource[];
