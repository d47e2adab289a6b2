/** One game step on one view: its episodes, one after the other. */

import type { Agent, EndReason } from "../generated/contract";
import { insist } from "../shared/insist";
import type { InputMessage, ReleaseMessage, SignalMessage } from "../shared/protocol";
import { type Back, bringBack } from "./bring-back";
import { Cast } from "./cast";
import { type Clock, RealTime } from "./clock";
import { Environment, gameSpec } from "./environment";
import { startEpisode } from "./episode-start";
import { NanGuard } from "./finite";
import type { FrameSkipping } from "./frame-skipping";
import type { GameLog } from "./game-log";
import { rowSize } from "./layout";
import type { Limits } from "./limits";
import { type EpisodeEnd, playEpisode, type Stage, type Tally } from "./loop";
import { paceOf } from "./pace";
import { ownReasons, type PauseReason, Pauses, pageReasons } from "./pauses";
import { limitsOf, openLog, type PlayParts, probesOf, type Replay } from "./play-parts";
import type { Probes } from "./probes";
import type { EpisodeOutcome } from "./recorder";
import { Signals } from "./signals";
import { sleep } from "./timing";
import type { Standing } from "./ui";

/** The last frame of an episode stays for so long: how it ended is to be seen. */
export const lastFrameMs = 800;
/** Between two messages on how a real-time game stands. */
const statusEveryMs = 100;
/** After a commit that failed. */
const retryMs = 1000;
/** Making an environment, and its `reset`, may take so long in any case. */
const setupMs = 60_000;

export class Play {
  readonly #environment: Environment;
  readonly #cast: Cast;
  readonly #log: GameLog;
  readonly #signals: Signals;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #limits: Limits;
  readonly #probes: Probes;
  readonly #nan: NanGuard;
  /** Null: every step is drawn. */
  readonly #skipping: FrameSkipping | null;
  readonly #hangAfterMs: number;
  readonly #pauses = new Pauses();
  #episode: number;
  /** The episode is on show and not begun. */
  #isReady = false;
  #isRunning = false;
  #tally: Tally = { steps: 0, returns: {} };
  /** Where the episode that is on show was brought back to; null: it begins. */
  #back: Back | null = null;
  #isReplaying = false;
  #playing: Promise<void> = Promise.resolve();

  /** Makes the environment. @throws what the environment's constructor throws */
  constructor(private readonly parts: PlayParts) {
    const { step, runtime, timing, frames, donor } = parts;
    this.#episode = parts.episode;
    this.#hangAfterMs = step.rules.on_error.hang_after * 1000;
    this.#allowSetup();
    const { clock, people, skipping } = paceOf(step, timing, () => this.#environment, {
      onMoved: (ms, due) => this.#moved(ms, due),
      frames,
      thinkingMs: (acts) => this.#cast.thinkingMs(acts),
    });
    this.#clock = clock;
    this.#skipping = skipping;
    this.#environment = Environment.make(runtime.python, gameSpec(runtime.manifest, step), {
      hooks: runtime.hooks,
      tell: (name, data, after) => this.#log.hook(name, data, after),
    });
    const makePolicy = (name: string, agent: Agent) =>
      runtime.makePolicy(name, agent, this.#environment);
    const { policies } = runtime.manifest;
    this.#cast = new Cast({ step, people, makePolicy, policies, donor });
    this.#log = openLog(parts, clock, () => this.standing);
    this.#signals = new Signals({
      hook: this.#environment.hook,
      log: this.#log,
      timing,
      donor,
      onBegin: () => this.#watch(timing.now()),
      hold: (holds) => this.hold("hook", holds),
      closing: this.#closing.signal,
    });
    this.#nan = new NanGuard(step.agents, rowSize);
    this.#limits = limitsOf(parts, this.#environment, () => this.#clock.cancel());
    this.#probes = probesOf(parts, this.#limits, () => this.#freeze());
  }

  /**
   * Resets the environment for the episode that is due, brings it back where a reload has interrupted
   * it, and shows it.
   *
   * @throws NotReplayed where it can't be brought back; the play is to be closed then
   */
  async prepare(): Promise<void> {
    const { view, show, post, replay } = this.parts;
    const isBack = this.#episode === this.parts.episode;
    await this.#signals.rest();
    this.#allowSetup();
    if (isBack) replay?.sink.hold();
    await this.#reset();
    if (isBack && replay) this.#back = await this.#bringBack(replay);
    this.#environment.render(show);
    this.#isReady = true;
    const back = this.#back && { ...this.#tally };
    post({ type: "episode_ready", view, episode: this.#episode, back });
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

  /** Whether the steps before a reload are taken again, or could not be. */
  get isReplaying(): boolean {
    return this.#isReplaying;
  }

  input({ agent, input, timeStamp }: InputMessage): void {
    const receivedAt = this.parts.timing.now();
    const isHeard = this.#cast.receive(agent, input, timeStamp, receivedAt);
    if (isHeard) this.#log.input(agent, input, timeStamp, receivedAt);
  }

  /** Resolves when the hook has done what it began for it. @throws what the hook raises */
  signal(message: SignalMessage): Promise<void> {
    return this.#signals.hear(message);
  }

  /** Python says that something has happened that a probe may ask about. */
  event(name: string): void {
    this.#probes.event(name);
  }

  release({ timeStamp }: ReleaseMessage): void {
    if (!this.#cast.hasPeople) return;
    const receivedAt = this.parts.timing.now();
    this.#log.release(timeStamp, receivedAt);
    this.#cast.release(timeStamp, receivedAt);
  }

  /** Waits as long as anything holds it; each beginning and end of that is recorded. */
  hold(why: PauseReason, holds: boolean): void {
    // The page may not know yet that the episode is over, and would never end such a pause.
    if (holds && !this.#isRunning && ownReasons.includes(why)) return;
    if (!this.#pauses.hold(why, holds)) return;
    if (this.#pauses.isPaused) {
      this.#clock.pause();
      this.#limits.pause();
      this.emit();
    } else {
      this.#clock.resume();
      if (this.#isRunning) this.#limits.resume();
    }
    if (this.#isRunning) this.#log.pause(this.#pauses.told(why));
  }

  /** Ends the running episode before its next step, and with it the game where so asked. */
  stop(reason: EndReason, game: boolean): void {
    if (!this.#isRunning) return;
    this.#limits.stop(reason, game);
    this.#clock.cancel();
  }

  /** Changes the frame rate of a real-time game, within what the study allows. */
  setRate(fps: number): void {
    const range = this.parts.step.rules.allow.fps;
    if (range === null || !(this.#clock instanceof RealTime)) return;
    this.#clock.fps = Math.min(range.max, Math.max(range.min, fps));
    this.#log.rate(this.#clock.fps);
  }

  /** Hands all steps so far to the journal. */
  emit(): void {
    // Meanwhile records are kept back, and as long as those that they are compared with.
    if (!this.#isReplaying) this.#log.emit();
  }

  /** Ends the play where it is. Resolves when the environment is closed. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#clock.cancel();
    // Whoever called `start` has heard of its failure.
    await this.#playing.catch(() => {});
    this.#log.close();
    this.#environment.close();
  }

  async #play(): Promise<void> {
    const back = this.#back;
    this.#back = null;
    this.#isRunning = true;
    this.#limits.begin(back?.seconds);
    if (this.#pauses.isPaused) this.#limits.pause();
    if (back !== null && back.over === null) this.#probes.goOn(this.#tally, back.answered);
    const end = await this.#playOn(back?.over ?? null)
      .finally(() => this.#endPagePauses())
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

  /** @param over what the last step before a reload ended the episode with; null: it goes on */
  async #playOn(over: EpisodeEnd["reason"] | null): Promise<EpisodeEnd | null> {
    if (over !== null) return { ...this.#tally, reason: over };
    return playEpisode(this.#stage(), this.#closing.signal, this.#tally);
  }

  async #bringBack(replay: Replay): Promise<Back> {
    this.#isReplaying = true;
    const back = await bringBack(replay, {
      agents: this.parts.step.agents,
      environment: this.#environment,
      cast: this.#cast,
      log: this.#log,
      limits: this.#limits,
      probes: this.#probes,
      timing: this.parts.timing,
      stage: this.#stage(),
      tally: this.#tally,
      signal: this.#closing.signal,
      onBegin: (at) => this.#watch(at),
    });
    this.#isReplaying = false;
    return back;
  }

  #stage(): Stage {
    const { step, timing, show, view, post } = this.parts;
    return {
      environment: this.#environment,
      actors: this.#cast.actors,
      clock: this.#clock,
      timing,
      show,
      hasTime: (times) => this.#skipping?.hasTime(times) ?? true,
      recorder: this.#log,
      maxSteps: step.max_steps,
      umpire: this.#limits,
      onStep: (startedAt) => {
        const told = this.#signals.repeat(this.#tally.steps);
        if (told === null) this.#watch(startedAt);
        return told?.then(() => this.#watch(timing.now())) ?? null;
      },
      freeze: (tally) => this.#probes.freeze(tally, this.#environment),
      inspect: () => this.#nan.check(this.#environment),
      onStatus: (tally: Tally) => {
        const played = this.#limits.played(tally);
        post({ type: "status", view, episode: this.#episode, ...tally, played });
      },
      // What a turn led to is to be seen at once: the next one may be long in coming.
      statusEveryMs: step.pace === "real_time" ? statusEveryMs : 0,
    };
  }

  async #reset(): Promise<void> {
    const start = await startEpisode(this.parts, this.#episode, {
      environment: this.#environment,
      cast: this.#cast,
      probes: this.#probes,
      nan: this.#nan,
    });
    this.#tally = { steps: 0, returns: this.#cast.zeroReturns() };
    this.#log.episode(this.#episode, start, this.#environment);
  }

  async #conclude(end: EpisodeEnd): Promise<void> {
    const { view, step, journal, timing, post } = this.parts;
    const { signal } = this.#closing;
    await this.#log.settle();
    this.#recordEnd(end);
    await this.#signals.repeat(end.steps);
    await this.#signals.end(end.reason);
    const isOver = this.#limits.isGameOver || this.#episode + 1 >= step.episodes;
    if (isOver) this.#log.conclude();
    // Nobody goes on from an episode that is not on disk; its failures are told by the journal.
    await insist(
      () => journal.flush({ durable: true }),
      timing.after,
      retryMs,
      () => {},
    );
    const played = this.#limits.played(null);
    post({ type: "episode_end", view, episode: this.#episode, ...end, played });
    if (isOver) return post({ type: "game_end", view });
    await sleep(timing, lastFrameMs, signal);
    if (signal.aborted) return;
    this.#episode += 1;
    await this.prepare();
  }

  /** Until the page has asked. */
  #freeze(): number {
    this.hold("probe", true);
    return this.#episode;
  }

  /** One that came during the last step ends with the episode. */
  #endPagePauses(): void {
    if (this.#closing.signal.aborted) return;
    for (const why of pageReasons) this.hold(why, false);
  }

  /** A stretch of Python begins. */
  #watch(at: number): void {
    this.parts.guard.begin(at, this.#hangAfterMs);
  }

  #allowSetup(): void {
    const { guard, timing } = this.parts;
    guard.begin(timing.now(), Math.max(setupMs, this.#hangAfterMs));
  }

  /** The clock says that all is due so much later. */
  #moved(ms: number, due: number): void {
    if (this.#log.moved(ms, due)) this.#limits.forgive(ms);
  }

  #recordEnd({ steps, returns, reason }: Omit<EpisodeOutcome, "unused_presses">): void {
    const unused_presses = this.#cast.unusedPresses();
    this.#log.episodeEnd({ steps, returns, reason, unused_presses });
  }
}
