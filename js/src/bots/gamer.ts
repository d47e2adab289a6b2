/** A bot at a game step: who plays with it, and what is asked of it between the steps and rounds. */

import type { GameStep, Within } from "../generated/contract";
import type { VirtualTime } from "../node-page/time";
import type { FactBook } from "../page/flow/facts";
import type { Guide } from "../page/flow/guide";
import type { Recorder } from "../page/record/recorder";
import { completed, failed, type Result } from "../page/runner";
import type { Asks } from "../shared/game-progress";
import { castBy } from "../shared/levels";
import { donorOf } from "../worker/donor";
import type { Uniform } from "./chance";
import type { Coverage } from "./coverage";
import type { Desk } from "./desk";
import type { Ground } from "./ground";
import type { Mind } from "./mind";
import { playGame, type Table } from "./play";
import type { GameWriter } from "./writer";

interface GamerParts {
  ground: Ground;
  coverage: Coverage;
  uniform: Uniform;
  mind: Mind;
  time: VirtualTime;
  writer: GameWriter;
  recorder: Pick<Recorder, "nextAttempt">;
  facts: FactBook;
  guide: Pick<Guide, "holds" | "seedList">;
  desk: Desk;
}

export class Gamer {
  /** What failed, with Python's traceback. */
  readonly failures: string[] = [];

  constructor(private readonly parts: GamerParts) {}

  async play(game: GameStep): Promise<Result> {
    const { ground, uniform, facts, guide, recorder, time, writer } = this.parts;
    const step = castBy(ground.manifest.policies, game, facts.stored.conditions);
    const { journal, seed } = writer.begun;
    const seedList = await guide.seedList(step.rules.seed_lists);
    const runtime = ground.runtime();
    const attempt = await recorder.nextAttempt(step.id);
    const yoke = { list: seedList, session: seed, read: ground.readDonor };
    const donor = await donorOf(step, yoke);
    const table: Table = {
      ...{ step, attempt, seed, seedList, donor, runtime, journal, uniform, time },
      onResults: (results) => facts.played(step.id, results),
      ask: (asks) => this.#askBetween(step, asks),
      probe: ({ episode, steps: after, probes }) => {
        const asked = probes.flatMap((number) => step.probes?.[number]?.steps ?? []);
        return this.#askWithin(asked, { game: step.id, attempt, episode, after });
      },
    };
    const failure = await ground.alone(() => playGame(table));
    runtime.hooks.release();
    if (failure === null) return completed;
    this.failures.push(`${step.id}: ${failure}`);
    return failed;
  }

  async #askBetween(game: GameStep, { attempt, episode, steps }: Asks): Promise<void> {
    const when = game.between?.when ?? null;
    if (when !== null && !(await this.parts.guide.holds(when))) return;
    await this.#askWithin(steps, { game: game.id, attempt, episode });
  }

  /** Pages and forms within a game; all forms are answered, and pages read. */
  async #askWithin(asked: readonly string[], within: Within): Promise<void> {
    const { coverage, desk, ground, mind, time } = this.parts;
    const { steps } = ground.manifest;
    for (const step of asked.flatMap((id) => steps.filter((one) => one.id === id))) {
      coverage.entered(step.id);
      time.advance(mind.look_ms());
      if (step.kind === "form") await desk.take(step, within);
    }
  }
}
