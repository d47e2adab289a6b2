/** A game: rounds on a canvas that the worker draws, each begun by the participant. */

import { Scoring } from "../flow/scoring";
import type { GameClient } from "../game-client";
import { completed, type Result } from "../runner";
import type { StepContext, StepModule, StepOf } from "./context";
import { GameSession } from "./game-session";

export const game: StepModule<"game"> = {
  kind: "game",
  async run(step, context) {
    const { client } = context;
    if (client === null) throw new Error(`The game step "${step.id}" has no worker to run in.`);
    const scoring = new Scoring();
    const session = new GameSession(step, { ...context, scoring }, client);
    const result = await playAll(session, step, context, client);
    if (scoring.results !== null) context.facts.played(step.id, scoring.results);
    return result;
  },
};

async function playAll(
  session: GameSession,
  step: StepOf<"game">,
  context: StepContext,
  client: GameClient,
): Promise<Result> {
  context.screen.show(session.view.element);
  for (;;) {
    const failure = await session.play();
    if (failure === null) break;
    const way = await session.recover(failure);
    if (way === "end") return { kind: "cut_short", outcome: "failed" };
    if (way === "retry" || mayPlayAgain(step, context)) {
      await client.restart(() => context.recorder.nextGameWriter());
    }
    if (way === "skip") return completed;
  }
  await session.pressed();
  client.post({ type: "close", view: step.id });
  return completed;
}

/** Whether a game may come after this one; in a study with blocks it may be this one again. */
function mayPlayAgain(step: StepOf<"game">, { manifest }: StepContext): boolean {
  if (manifest.flow.some(({ kind }) => kind === "block")) return true;
  const index = manifest.steps.findIndex(({ id }) => id === step.id);
  return manifest.steps.slice(index + 1).some(({ kind }) => kind === "game");
}
