/** Pages and forms between the episodes of a game, which waits for them. */

import { filledIn } from "../flow/shown";
import type { Result } from "../runner";
import type { StepContext, StepOf } from "./context";
import { form } from "./form";
import type { Progress } from "./game-progress";
import { page } from "./page";

/** Asks what is to be asked after the last episode; where a reload came in between, only the rest. */
export async function askBetween(
  { id: game }: Pick<StepOf<"game">, "id">,
  progress: Progress,
  context: StepContext,
): Promise<void> {
  for (let asks = progress.now.asks; asks !== null; asks = progress.now.asks) {
    const { attempt, episode, steps } = asks;
    const within = { game, attempt, episode };
    await show(steps[0], { ...context, within });
    // An answer that decides something later has to be known after a reload, too.
    await context.recorder.keepFacts(context.facts.stored);
    progress.asked();
  }
}

function show(id: string | undefined, context: StepContext): Promise<Result> {
  const { manifest, facts } = context;
  const step = manifest.steps.find((candidate) => candidate.id === id);
  if (step?.kind === "page") {
    return page.run(filledIn(step, facts.facts, manifest.language), context);
  }
  if (step?.kind === "form") {
    return form.run(filledIn(step, facts.facts, manifest.language), context);
  }
  throw new Error(`Between episodes there is no page or form ${id}.`);
}
