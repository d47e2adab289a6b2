/** A `steps` record as its maker knows it. */

import type { Packed, RecordBody } from "../../src/shared/record-line";

/** One step of two agents, of whom the second has left nothing. */
export function stepsBody(observation: Packed, info = "{}"): RecordBody {
  const columns = {
    ...{ action: "AAAA", intended: "", source: "", present: "", input_t: "", observed: "" },
    ...{ digest: "", reward: "", terminated: "", truncated: "", output: "", uniform: "" },
  };
  return {
    ...{ type: "steps", step: "main", attempt: 0, episode: 0, first: 0, count: 1 },
    ...{ due: "", started: "", stepped: "", drawn: "" },
    agents: { 'the "first"': { ...columns, observation }, second: { ...columns, observation: "" } },
    info: { 0: info },
  };
}
