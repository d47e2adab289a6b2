/** A game without any rule beside its environment's, for benchmarks and tests. */

import type { Rules } from "../generated/contract";

export const plainRules: Rules = {
  limits: { seconds: null, score: null, until: null },
  total: { steps: null, seconds: null, score: null },
  countdown: 0,
  frame_skip: 1,
  when_slow: "slow_down",
  turn_timeout: null,
  idle: null,
  pauses: { hidden: "pause", at_most: null },
  allow: { pause: false, reset: false, fps: null },
  on_error: { way: "retry", retries: 2, otherwise: "skip", hang_after: 15 },
  on_reload: "restart",
  seed_lists: null,
};
