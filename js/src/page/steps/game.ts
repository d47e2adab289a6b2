/** A game: rounds on a canvas that the worker draws, each begun by the participant. */

import type { GameClient } from "../game-client";
import { completed, failed, type Result } from "../runner";
import type { StepContext, StepModule, StepOf } from "./context";
import { askBetween } from "./game-between";
import { notesOf } from "./game-notes";
import { Progress, tellResults, type Way, wayOn } from "./game-progress";
import { GameSession } from "./game-session";

export const game: StepModule<"game"> = {
  kind: "game",
  async run(step, context) {
    const { client } = context;
    if (client === null) throw new Error(`The game step "${step.id}" has no worker to run in.`);
    const way = wayOn(step, context.recorder.game);
    const progress = await goOn(way, context);
    const following = new Progress(step, progress, {
      keep: (now, options) => context.recorder.keepGame(now, options),
      now: context.now,
    });
    tellResults(following, context);
    const ask = () => askBetween(step, following, context);
    await ask();
    if (progress.isOver) return completed;
    const session = new GameSession(step, { ...context, progress: following, ask }, client);
    session.view.element.prepend(...notesOf(step, way, context.strings.game));
    const result = await whileListening(step, session, context, () =>
      playAll(session, step, context, client),
    );
    if (following.now.isOver) await ask();
    return result;
  },
};

/** Records and keeps that a reload has interrupted the game; tells the participant if it is over. */
async function goOn(way: Way, { recorder, screen, strings }: StepContext) {
  const { progress, kind } = way;
  if (kind === "play" || kind === "over") return progress;
  const { step, episode, interruptions: failures } = progress;
  const place = { step, attempt: way.attempt, episode };
  // Before it counts: whoever is killed in between has it recorded once more.
  await recorder.record(
    { type: "recovery", ...place, cause: "reload", way: kind, failures },
    { durable: true },
  );
  await recorder.keepGame(progress, { durable: true });
  if (kind === "interrupted") await tellInterrupted(screen, strings);
  return progress;
}

function tellInterrupted(
  screen: StepContext["screen"],
  { game: { interruptedTitle, interrupted }, continue: goOn }: StepContext["strings"],
): Promise<void> {
  return screen.tell(interruptedTitle, interrupted, goOn);
}

/** Records what is said meanwhile, where the study does that and the person lets it. */
async function whileListening(
  step: StepOf<"game">,
  { view }: GameSession,
  { microphone }: StepContext,
  play: () => Promise<Result>,
): Promise<Result> {
  if (!step.microphone) return play();
  const listening = await microphone.listen(step.id);
  if (listening === null) return play();
  view.element.prepend(listening.note);
  return play().finally(() => listening.stop());
}

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
    if (way === "end") return failed;
    if (way === "retry" || mayPlayAgain(step, context)) {
      await client.restart(() => context.recorder.nextGameWriter());
    }
    if (way === "skip") return completed;
  }
  if (session.isInterrupted) await tellInterrupted(context.screen, context.strings);
  else await session.pressed();
  client.post({ type: "close", view: step.id });
  return completed;
}

/** Whether a game may come after this one; in a study with blocks it may be this one again. */
function mayPlayAgain(step: StepOf<"game">, { manifest }: StepContext): boolean {
  if (manifest.flow.some(({ kind }) => kind === "block")) return true;
  const index = manifest.steps.findIndex(({ id }) => id === step.id);
  return manifest.steps.slice(index + 1).some(({ kind }) => kind === "game");
}
