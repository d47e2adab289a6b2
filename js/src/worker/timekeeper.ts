/** Watches the time of one game: its steps, its frames and what the person's inputs took. */

import type { TimingQuality } from "../shared/protocol";
import type { Decision } from "./actor";
import type { StepTimes } from "./columns";
import { FrameLog } from "./frame-log";
import { Paints } from "./paints";
import { Quality } from "./quality";
import type { RecordSink } from "./recorder";
import { sleep, type Timing } from "./timing";
import type { Frames } from "./view/screen";

/** A step is late if it begins so many periods after the one before. */
const latePeriods = 1.5;
/** The last frame of an episode is waited for: in a hidden tab it never comes. */
const lastPaintMs = 100;

export interface TimekeeperParts {
  place: { step: string; attempt: number };
  journal: Pick<RecordSink, "append">;
  timing: Timing;
  /** The screen's; null: the browser has none in a worker. */
  frames: Frames | null;
  /** Steps a second at this moment; null where time makes no step due. */
  fps: () => number | null;
  /** The worker's clock minus the page's; null as long as they were not compared. */
  clockOffset: () => number | null;
  /** Null: nobody looks. */
  tell: Tell | null;
}

/** Shows how an episode, or (null) all of them, kept time so far. */
export type Tell = (episode: number | null, quality: TimingQuality) => void;

/** An input whose effect is not painted yet. */
interface Awaiting {
  /** The first step that it decided. */
  step: number;
  /** On the page's clock. */
  inputT: number;
}

export class Timekeeper {
  static readonly tellEveryMs = 500;

  readonly #paints: Paints;
  readonly #log: FrameLog;
  readonly #all = new Quality();
  #quality = new Quality();
  #episode = 0;
  /** The first step that is played: those before it were taken again, after a reload. */
  #first = 0;
  /** The begin of the episode's first step. */
  #begunAt = Number.NaN;
  /** Of the step before; NaN: there is none that an interval could begin with. */
  #startedBefore = Number.NaN;
  /** The frame that was painted last, and when; NaN as above. */
  #paintedAt = Number.NaN;
  #paintedStep = -1;
  /** The steps before which the game rested, as far as no frame was painted since. */
  #rests: number[] = [];
  #awaiting: Awaiting[] = [];
  /** By agent: the latest input that decided. */
  readonly #heeded = new Map<string, number>();
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: TimekeeperParts) {
    this.#paints = new Paints(parts.frames, (step, at) => this.#painted(step, at));
    this.#log = new FrameLog(parts.journal, parts.place);
  }

  /** @param first the step that is played first */
  begin(episode: number, first = 0): void {
    this.#episode = episode;
    this.#first = first;
    this.#quality = new Quality();
    this.#log.begin(episode, this.parts.timing.now(), first);
    this.#begunAt = Number.NaN;
    this.#startedBefore = Number.NaN;
    this.#paintedAt = Number.NaN;
    this.#paintedStep = -1;
    this.#rests = [];
    this.#awaiting = [];
    this.#heeded.clear();
  }

  /** A step was taken, and drawn if it was to be. */
  step(times: Readonly<StepTimes>, decisions: ReadonlyMap<string, Decision>): void {
    const quality = this.#quality;
    const index = this.#first + quality.steps;
    if (quality.steps === 0) this.#begunAt = times.started;
    quality.steps += 1;
    quality.delay.add(times.started - times.due);
    this.#countInterval(times.started);
    for (const [agent, { inputT }] of decisions) this.#heed(agent, inputT, index);
    if (Number.isNaN(times.drawn)) quality.skipped += 1;
    else {
      quality.drawn += 1;
      this.#paints.drawn(index);
    }
    this.#log.step(times.started, this.#paints.waiting);
    if (times.started - this.#toldAt >= Timekeeper.tellEveryMs) this.#tell(times.started);
  }

  /** No interval reaches over this moment: the game waits, or it stood still. */
  rest(): void {
    this.#startedBefore = Number.NaN;
    this.#rests.push(this.#first + this.#quality.steps);
  }

  /** Due times were moved, since the game could not keep its rate. */
  slowed(ms: number): void {
    this.#quality.slowedMs += ms;
  }

  stalled(): void {
    this.rest();
    this.#quality.stalls += 1;
  }

  /** The episode is over: its last frame is waited for. */
  async settle(): Promise<void> {
    const done = new AbortController();
    await Promise.race([
      this.#paints.settled(),
      sleep(this.parts.timing, lastPaintMs, done.signal),
    ]);
    done.abort();
  }

  /** Hands on what is known of the frames so far. */
  emit(): void {
    this.#log.emit(this.parts.timing.now(), this.#paints.waiting);
  }

  /** Records what is left, and how well the episode kept time. */
  end(): void {
    this.#paints.forget();
    this.#log.emit(this.parts.timing.now(), null);
    this.#all.merge(this.#quality);
    this.#record(this.#episode, this.#quality);
  }

  /** The same of all episodes. */
  conclude(): void {
    this.#record(null, this.#all);
  }

  #countInterval(started: number): void {
    const interval = started - this.#startedBefore;
    this.#startedBefore = started;
    if (this.parts.fps() === null || Number.isNaN(interval)) return;
    this.#quality.interval.add(interval);
    if (this.#isLate(interval)) this.#quality.late += 1;
  }

  #countFrameInterval(interval: number): void {
    this.#quality.frameInterval.add(interval);
    if (this.#isLate(interval)) this.#quality.lateFrames += 1;
  }

  #isLate(interval: number): boolean {
    const fps = this.parts.fps();
    return fps !== null && interval * fps > latePeriods * 1000;
  }

  /** An earlier key that decides again, since a later one came up, is no new input. */
  #heed(agent: string, inputT: number, step: number): void {
    if (!(inputT > (this.#heeded.get(agent) ?? Number.NEGATIVE_INFINITY))) return;
    this.#heeded.set(agent, inputT);
    this.#awaiting.push({ step, inputT });
  }

  #painted(step: number, at: number): void {
    const quality = this.#quality;
    quality.painted += 1;
    this.#log.painted(step, at);
    const isBroken = this.#rests.some((rest) => this.#paintedStep < rest && rest <= step);
    if (this.#paintedStep >= 0 && !isBroken) this.#countFrameInterval(at - this.#paintedAt);
    this.#rests = this.#rests.filter((rest) => rest > step);
    this.#paintedStep = step;
    this.#paintedAt = at;
    this.#countInputs(step, at);
  }

  /** A key that was held when the episode began was pressed long before its effect. */
  #countInputs(step: number, at: number): void {
    const offsetMs = this.parts.clockOffset();
    for (const input of this.#awaiting) {
      if (offsetMs === null || input.step > step) continue;
      const madeAt = input.inputT + offsetMs;
      if (madeAt >= this.#begunAt) this.#quality.inputToPaint.add(at - madeAt);
    }
    this.#awaiting = this.#awaiting.filter((input) => input.step > step);
  }

  #record(episode: number | null, quality: Quality): void {
    const { place, journal, fps, tell } = this.parts;
    const summary = quality.summary(fps());
    void journal.append({ type: "timing", ...place, episode, ...summary });
    tell?.(episode, summary);
  }

  #tell(now: number): void {
    const { tell, fps } = this.parts;
    if (tell === null) return;
    this.#toldAt = now;
    const awaited = this.#paints.waiting === null ? 0 : 1;
    tell(this.#episode, this.#quality.summary(fps(), awaited));
  }
}
