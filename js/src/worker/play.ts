/** One game step on one view: its episodes, one after the other. */

import type { EndReason, GameStep } from "../generated/contract";
import { shownAgent } from "../shared/agents";
import { insist } from "../shared/insist";
import type { InputMessage, ToPage } from "../shared/protocol";
import type { Person } from "./actor";
import type { Runtime } from "./boot";
import { Cast } from "./cast";
import { type Clock, RealTime } from "./clock";
import type { Donor } from "./donor";
import { Environment, type Frame, gameSpec } from "./environment";
import { NanGuard } from "./finite";
import type { HangGuard } from "./hang";
import { rowSize } from "./layout";
import { Limits } from "./limits";
import { type EpisodeEnd, playEpisode, type Stage, type Tally } from "./loop";
import { paceOf } from "./pace";
import { type PauseReason, Pauses } from "./pauses";
import { type EpisodeOutcome, Recorder, type RecordSink, rowsOf } from "./recorder";
import { seedOf } from "./seeds";
import { sleep, type Timing } from "./timing";
import { TurnBased } from "./turns";
import type { Standing } from "./ui";

/** The last frame of an episode stays for so long: how it ended is to be seen. */
export const lastFrameMs = 800;
/** Between two messages on how a real-time game stands. */
const statusEveryMs = 100;
/** After a commit that failed. */
const retryMs = 1000;
/** Making an environment, and its `reset`, may take so long in any case. */
const setupMs = 60_000;

/** What a play is given. */
export interface PlayParts {
  view: string;
  step: GameStep;
  attempt: number;
  /** The one to begin with. */
  episode: number;
  /** The number that the page's address gives for the study's lists of seeds; null: none. */
  seedList: number | null;
  /** 128 bits in hexadecimal: the session's. */
  seed: string;
  /** Whose actions some agents take; null: none of them. */
  donor: Donor | null;
  runtime: Pick<Runtime, "manifest" | "python" | "makePolicy">;
  show: (frame: Frame) => void;
  journal: RecordSink;
  timing: Timing;
  /** Stops Python that does not come to an end. */
  guard: Pick<HangGuard, "begin">;
  post: (message: ToPage) => void;
}

export class Play {
  readonly #environment: Environment;
  readonly #cast: Cast;
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  /** Null: all that act are policies. */
  readonly #person: Person | null;
  readonly #closing = new AbortController();
  readonly #limits: Limits;
  readonly #nan: NanGuard;
  readonly #hangAfterMs: number;
  readonly #pauses = new Pauses();
  #episode: number;
  /** The episode is on show and not begun. */
  #isReady = false;
  #isRunning = false;
  #tally: Tally = { steps: 0, returns: {} };
  #playing: Promise<void> = Promise.resolve();

  /** Makes the environment. @throws what the environment's constructor throws */
  constructor(private readonly parts: PlayParts) {
    const { step, attempt, seed, donor, runtime, journal, timing } = parts;
    this.#episode = parts.episode;
    this.#hangAfterMs = step.rules.on_error.hang_after * 1000;
    this.#allowSetup();
    ({ clock: this.#clock, person: this.#person } = paceOf(step, timing, () => this.#environment));
    this.#environment = Environment.make(runtime.python, gameSpec(runtime.manifest, step));
    const { makePolicy } = runtime;
    const [environment, person] = [this.#environment, this.#person];
    this.#cast = new Cast({ step, seed, environment, makePolicy, person, donor });
    const agents = Object.entries(step.agents);
    const rows = Object.fromEntries(agents.map(([name, agent]) => [name, rowsOf(agent)]));
    this.#recorder = new Recorder(journal, { step: step.id, attempt }, rows, timing);
    this.#nan = new NanGuard(step.agents, rowSize);
    const { until } = step.rules.limits;
    this.#limits = new Limits({
      rules: step.rules,
      scored: shownAgent(step),
      until: until === null ? null : this.#environment.until(until),
      donorIsOver: (steps) => donor?.isOver(steps, this.#environment) ?? false,
      timing,
      onTime: () => this.#clock.cancel(),
    });
  }

  /** Resets the environment for the episode that is due, and shows it. */
  async prepare(): Promise<void> {
    const { view, show, post } = this.parts;
    this.#allowSetup();
    await this.#reset();
    this.#environment.render(show);
    this.#isReady = true;
    post({ type: "episode_ready", view, episode: this.#episode });
  }

  /** Plays the episode that is on show; then prepares the next one, or tells that all are over. */
  start(): Promise<void> {
    // Pressed twice, a button still begins one episode.
    if (!this.#isReady || this.#closing.signal.aborted) return this.#playing;
    this.#isReady = false;
    this.#playing = this.#play();
    return this.#playing;
  }

  /** How far it is. */
  get standing(): Standing {
    return { episode: this.#episode, steps: this.#tally.steps };
  }

  input({ agent, code, down, timeStamp }: InputMessage): void {
    const person = this.#person;
    if (person === null || this.#cast.actors.get(agent) !== person) return;
    if (down) person.down(code, timeStamp);
    else person.up(code, timeStamp);
  }

  release(): void {
    this.#person?.releaseAll();
  }

  /** Waits as long as anything holds it; each beginning and end of that is recorded. */
  hold(why: PauseReason, holds: boolean): void {
    if (!this.#pauses.hold(why, holds)) return;
    if (this.#pauses.isPaused) {
      this.#clock.pause();
      this.#limits.pause();
      this.#recorder.emit();
    } else {
      this.#clock.resume();
      if (this.#isRunning) this.#limits.resume();
    }
    if (this.#isRunning) this.#recordPause(why);
  }

  /** Ends the running episode before its next step, and with it the game where so asked. */
  stop(reason: EndReason, game: boolean): void {
    if (!this.#isRunning) return;
    this.#limits.stop(reason, game);
    this.#clock.cancel();
  }

  /** Changes the frame rate of a real-time game, within what the study allows. */
  setRate(fps: number): void {
    const { step, attempt, journal } = this.parts;
    const range = step.rules.allow.fps;
    if (range === null || !(this.#clock instanceof RealTime)) return;
    this.#clock.fps = Math.min(range.max, Math.max(range.min, fps));
    const place = { step: step.id, attempt, ...this.standing };
    void journal.append({ type: "rate", ...place, fps: this.#clock.fps });
  }

  /** Hands all steps so far to the journal. */
  emit(): void {
    this.#recorder.emit();
  }

  /** Ends the play where it is. Resolves when the environment is closed. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#clock.cancel();
    // Whoever called `start` has heard of its failure.
    await this.#playing.catch(() => {});
    this.#recorder.emit();
    this.#environment.close();
  }

  async #play(): Promise<void> {
    const { signal } = this.#closing;
    this.#isRunning = true;
    this.#limits.begin();
    if (this.#pauses.isPaused) this.#limits.pause();
    const end = await playEpisode(this.#stage(), signal, this.#tally)
      .catch((error: unknown) => {
        this.#recordEnd({ ...this.#tally, reason: "error" });
        throw error;
      })
      .finally(() => {
        this.#isRunning = false;
        this.#limits.end(this.#tally);
      });
    if (end !== null) await this.#conclude(end);
  }

  #stage(): Stage {
    const { step, timing, show, view, post } = this.parts;
    return {
      environment: this.#environment,
      actors: this.#cast.actors,
      clock: this.#clock,
      timing,
      show,
      recorder: this.#recorder,
      maxSteps: step.max_steps,
      umpire: this.#limits,
      onStep: (startedAt) => this.parts.guard.begin(startedAt, this.#hangAfterMs),
      inspect: () => this.#nan.check(this.#environment),
      onStatus: ({ steps, returns }: Tally) =>
        post({ type: "status", view, episode: this.#episode, steps, returns }),
      // What a turn led to is to be seen at once: the next one may be long in coming.
      statusEveryMs: step.pace === "real_time" ? statusEveryMs : 0,
    };
  }

  async #reset(): Promise<void> {
    const { step, seed: session, seedList } = this.parts;
    const path = this.#path("environment");
    const seed = await seedOf(step, this.#episode, seedList, session, path);
    const info = this.#environment.reset(seed.seed);
    this.#nan.check(this.#environment);
    this.parts.donor?.begin(this.#episode);
    const streams = await this.#cast.begin((purpose) => this.#path(purpose));
    this.#tally = { steps: 0, returns: this.#zeroReturns() };
    this.#recorder.episode(
      this.#episode,
      { pace: step.pace, ...seed, ...streams, actors: this.#cast.names, info },
      this.#environment,
    );
  }

  async #conclude(end: EpisodeEnd): Promise<void> {
    const { view, step, journal, timing, post } = this.parts;
    const { signal } = this.#closing;
    this.#recordEnd(end);
    // Nobody goes on from an episode that is not on disk; its failures are told by the journal.
    await insist(
      () => journal.flush({ durable: true }),
      timing.after,
      retryMs,
      () => {},
    );
    post({ type: "episode_end", view, episode: this.#episode, ...end });
    this.#episode += 1;
    const isOver = this.#limits.isGameOver || this.#episode >= step.episodes;
    if (isOver) return post({ type: "game_end", view });
    await sleep(timing, lastFrameMs, signal);
    if (!signal.aborted) await this.prepare();
  }

  #allowSetup(): void {
    const { guard, timing } = this.parts;
    guard.begin(timing.now(), Math.max(setupMs, this.#hangAfterMs));
  }

  #recordPause(why: PauseReason): void {
    const { step, attempt, journal } = this.parts;
    const place = { step: step.id, attempt, ...this.standing };
    void journal.append({ type: "pause", ...place, ...this.#pauses.told(why) });
  }

  #recordEnd({ steps, returns, reason }: Omit<EpisodeOutcome, "unused_presses">): void {
    const unused_presses = this.#person instanceof TurnBased ? this.#person.unused : null;
    this.#recorder.episodeEnd({ steps, returns, reason, unused_presses });
  }

  #path(purpose: string): string {
    const { step, attempt } = this.parts;
    return `game/${step.id}/${attempt}/${this.#episode}/${purpose}`;
  }

  #zeroReturns(): Record<string, number> {
    return Object.fromEntries([...this.#cast.actors.keys()].map((agent) => [agent, 0]));
  }
}
