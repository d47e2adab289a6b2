/** The random numbers of a step, from the session's seed: the same ones after a reload. */

import { deriveStream } from "../../../shared/random";
import type { StepContext, StepOf } from "../context";

/** @returns what draws from [0, 1); each pass through a block has numbers of its own */
export async function drawFor(
  { kind, id }: Pick<StepOf<"watch" | "compare" | "rank">, "kind" | "id">,
  { judging, recorder }: Pick<StepContext, "judging" | "recorder">,
): Promise<() => number> {
  const { seed } = recorder.taker;
  // The build refuses studies in which such a step stands before the consent.
  if (seed === null) throw new Error("Clips are to be drawn before the session has begun.");
  const stream = await deriveStream(seed, `${kind}/${id}/${judging.index}`);
  return () => stream.uniform();
}
