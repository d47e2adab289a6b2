/** What the comparison with the record has given, in a sentence that promises no more than it knows. */

import type { Difference } from "./protocol";

export interface Verdict {
  sentence: string;
  state: "checking" | "equal" | "different";
}

const fields: Record<Difference["field"], string> = {
  observation: "the observation",
  observed: "whether the observation is recorded",
  digest: "the observation's SHA-256",
  reward: "the reward",
  present: "whether the agent is in the game",
  terminated: "whether the episode terminates",
  truncated: "whether the episode is truncated",
  info: "the info",
};

/** @param checked pictures 0 to this one, itself not included, were held against the record */
export function verdictOf(
  checked: number,
  pictures: number,
  difference: Difference | null,
): Verdict {
  if (difference !== null) {
    const { picture, agent, field } = difference;
    const where = picture === 0 ? "after reset" : `at step ${picture}`;
    const whose = agent === "" ? "" : ` of ${agent}`;
    return {
      sentence: `Not equal to the record: ${where}, ${fields[field]}${whose} is another one.`,
      state: "different",
    };
  }
  const steps = pictures - 1;
  if (checked >= pictures) {
    return { sentence: `Equal to the record, bit for bit: all ${steps} steps.`, state: "equal" };
  }
  const done = Math.max(0, checked - 1);
  return {
    sentence: `Equal to the record so far: ${done} of ${steps} steps.`,
    state: "checking",
  };
}
