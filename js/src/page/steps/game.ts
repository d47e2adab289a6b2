/** A game: rounds on a canvas that the worker draws, each begun by the participant. */

import { completed } from "../runner";
import type { StepContext, StepModule, StepOf } from "./context";
import { GameSession } from "./game-session";

export const game: StepModule<"game"> = {
  kind: "game",
  async run(step, context) {
    const { client } = context;
    if (client === null) throw new Error(`The game step "${step.id}" has no worker to run in.`);
    const session = new GameSession(step, context, client);
    context.screen.show(session.view.element);
    for (;;) {
      const failure = await session.play();
      if (failure === null) break;
      const way = await session.recover(failure);
      if (way === "end") return { kind: "ended", outcome: "failed" };
      if (way === "retry" || hasGameAfter(step, context)) {
        await client.restart(() => context.recorder.nextGameWriter());
      }
      if (way === "skip") return completed;
    }
    await session.pressed();
    client.post({ type: "close", view: step.id });
    return completed;
  },
};

function hasGameAfter(step: StepOf<"game">, { manifest }: StepContext): boolean {
  const index = manifest.steps.findIndex(({ id }) => id === step.id);
  return manifest.steps.slice(index + 1).some(({ kind }) => kind === "game");
}
