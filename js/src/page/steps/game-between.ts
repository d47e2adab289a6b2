/** Pages and forms between the episodes of a game, and in the middle of one, which waits for them. */

import type { Within } from "../../generated/contract";
import type { ProbeMessage } from "../../shared/protocol";
import { filledIn } from "../flow/shown";
import type { StepContext, StepOf } from "./context";
import type { Progress } from "./game-progress";

/** Asks what is to be asked after the last episode; where a reload came in between, only the rest. */
export async function askBetween(
  { id: game, between }: Pick<StepOf<"game">, "id" | "between">,
  progress: Progress,
  context: StepContext,
): Promise<void> {
  if (!(await isWanted(between, progress, context))) progress.asksNothing();
  for (let asks = progress.now.asks; asks !== null; asks = progress.now.asks) {
    const { attempt, episode, steps } = asks;
    await show(steps[0], { game, attempt, episode }, context);
    // An answer that decides something later has to be known after a reload, too.
    await context.recorder.keepFacts(context.facts.stored);
    progress.asked();
  }
}

/** Whoever was asked the first of several is asked the rest, whatever their answer has changed. */
async function isWanted(
  between: StepOf<"game">["between"],
  { now: { asks } }: Progress,
  { guide }: StepContext,
): Promise<boolean> {
  const when = between?.when ?? null;
  const isBegun = asks !== null && asks.steps.length < (between?.steps.length ?? 0);
  return asks === null || when === null || isBegun || guide.holds(when);
}

/** Asks what the probes of a frozen episode ask, in their order. */
export async function askProbes(
  { id: game, probes = [] }: Pick<StepOf<"game">, "id" | "probes">,
  { episode, steps: after, probes: due }: Pick<ProbeMessage, "episode" | "steps" | "probes">,
  attempt: number,
  context: StepContext,
): Promise<void> {
  const within = { game, attempt, episode, after };
  for (const id of due.flatMap((number) => probes[number]?.steps ?? [])) {
    await show(id, within, context);
    await context.recorder.keepFacts(context.facts.stored);
  }
}

async function show(id: string | undefined, within: Within, context: StepContext): Promise<void> {
  const { manifest, facts, screen } = context;
  const step = manifest.steps.find((candidate) => candidate.id === id);
  if (step?.kind !== "page" && step?.kind !== "form") {
    throw new Error(`In a game there is no page or form ${id}.`);
  }
  screen.name(step.id);
  await context.modules.run(filledIn(step, facts.facts, manifest.language), { ...context, within });
  screen.name(within.game);
}
