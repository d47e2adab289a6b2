/** How the columns of game records are packed that no layout describes. */

import type { ActionSource, Dtype, InputKind } from "../generated/contract";

/** Of a `steps` record: column to dtype. */
const STEP_COLUMNS = {
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

/** Of an `inputs` record. */
const INPUT_COLUMNS = {
  agent: "<u2",
  kind: "|u1",
  code: "<u2",
  x: "<f8",
  y: "<f8",
  event_t: "<f8",
  received_t: "<f8",
  after: "<u4",
} as const satisfies Record<string, Dtype>;

/** Of a `frames` record. */
const FRAME_COLUMNS = { painted: "<f8" } as const satisfies Record<string, Dtype>;

/** What goes into the header of every game writer's chunk. */
export const GAME_COLUMNS = { ...STEP_COLUMNS, ...INPUT_COLUMNS, ...FRAME_COLUMNS };

/** What the numbers of the column `kind` of an `inputs` record mean, by position. */
export const INPUT_KINDS = [
  "down",
  "up",
  "axis",
  "point_down",
  "point_move",
  "point_up",
  "point_leave",
  "release",
] as const satisfies readonly InputKind[];

/** What the numbers of the `source` column mean, by position. */
export const ACTION_SOURCES = [
  "device",
  "default",
  "policy",
  "absent",
  "repeated",
  "buffer",
  "hook",
  "donor",
] as const satisfies readonly ActionSource[];
