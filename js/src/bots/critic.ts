/** A bot that judges clips: it watches each for as long as it lasts, and answers without a thought. */

import type { Manifest, Preference } from "../generated/contract";
import type { VirtualTime } from "../node-page/time";
import { shuffled } from "../page/flow/orders";
import type { Recorder } from "../page/record/recorder";
import type { StepContext, StepOf } from "../page/steps/context";
import { preferredOf, scoreOf } from "../page/steps/judging/score";
import { drawFor } from "../page/steps/judging/stream";
import { trialsOf } from "../page/steps/judging/trials";
import type { Mind } from "./mind";
import { Taste } from "./taste";

interface CriticParts {
  mind: Mind;
  time: VirtualTime;
  recorder: Recorder;
  facts: StepContext["facts"];
  clips: NonNullable<Manifest["clips"]>;
  /** The number of the step on the session's way. */
  index: number;
}

/** It reacts to a clip, so often. */
const REACTS = 0.7;

export class Critic {
  constructor(private readonly parts: CriticParts) {}

  async watch(step: StepOf<"watch">): Promise<void> {
    const { mind, recorder } = this.parts;
    for (const [judgement, name] of step.clips.entries()) {
      const clip = this.#clip(name);
      const place = { step: step.id, index: this.parts.index, judgement };
      const viewed_ms = this.#view([name], step.speed);
      if (step.feedback.length > 0 && mind.does(REACTS)) {
        const reaction = mind.choose(step.feedback);
        const frame = Math.floor(mind.uniform() * clip.frames);
        const moment = { frame, after: clip.first + frame, position_s: frame / clip.fps };
        const given = { name: reaction.name, value: reaction.value, by: "button" as const };
        await recorder.record({
          type: "reaction",
          ...place,
          clip: name,
          play: 0,
          ...given,
          ...moment,
        });
      }
      const watched = { type: "watched" as const, clip: name, data: clip.data_sha256 };
      const seen = { duration_ms: viewed_ms, viewed_ms, plays: 1 };
      await recorder.record({ ...watched, ...place, ...seen }, { durable: true });
    }
  }

  async compare(step: StepOf<"compare">): Promise<void> {
    const { recorder, facts, index } = this.parts;
    const trials = trialsOf(step, await this.#draw(step));
    const taste = new Taste(this.parts.mind);
    const answers: Preference[] = [];
    for (const [judgement, trial] of trials.entries()) {
      const viewed_ms = this.#view(trial.clips, step.speed);
      const answer = taste.prefer(step, trial.clips);
      answers.push(answer);
      await recorder.record(
        {
          type: "comparison",
          ...{ step: step.id, index, judgement },
          clips: [...trial.clips],
          data: trial.clips.map((name) => this.#clip(name).data_sha256),
          answer,
          by: "button",
          preferred: preferredOf(trial, answer),
          gold: trial.gold,
          repeat_of: trial.repeatOf,
          ...{ duration_ms: viewed_ms, viewed_ms, plays: 1 },
        },
        { durable: true },
      );
    }
    facts.counted(step.id, scoreOf(trials, answers));
  }

  async rank(step: StepOf<"rank">): Promise<void> {
    const { mind, recorder, index } = this.parts;
    const clips = shuffled(step.clips, await this.#draw(step));
    const viewed_ms = this.#view(clips, step.speed);
    await recorder.record(
      {
        type: "ranking",
        ...{ step: step.id, index, judgement: 0 },
        clips,
        data: clips.map((name) => this.#clip(name).data_sha256),
        ranking: shuffled(clips, mind.uniform),
        moves: 1,
        ...{ duration_ms: viewed_ms, viewed_ms, plays: 1 },
      },
      { durable: true },
    );
  }

  /** They are shown side by side. @returns for how long, in milliseconds of the bot's time */
  #view(names: readonly string[], speed: number): number {
    const lengths = names.map((name) => this.#clip(name)).map(({ frames, fps }) => frames / fps);
    const viewed_ms = (Math.max(...lengths) / speed) * 1000;
    this.parts.time.advance(viewed_ms);
    return viewed_ms;
  }

  #clip(name: string) {
    const clip = this.parts.clips[name];
    if (clip === undefined) throw new Error(`The site has no clip ${name}.`);
    return clip;
  }

  #draw(step: StepOf<"compare" | "rank">): Promise<() => number> {
    const { index, recorder } = this.parts;
    const judging = { index, answers: () => [], keep: () => Promise.resolve() };
    return drawFor(step, { judging, recorder });
  }
}
