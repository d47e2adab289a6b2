/** One game step on one view: its episodes, one after the other. */

import type { Agent, GameStep } from "../generated/contract";
import { insist } from "../shared/insist";
import type { InputMessage, ToPage } from "../shared/protocol";
import { deriveStream } from "../shared/random";
import type { Actor, Person } from "./actor";
import type { Runtime } from "./boot";
import { type Clock, RealTime } from "./clock";
import { Keyboard } from "./controls";
import { Environment, type Frame, gameSpec } from "./environment";
import { type EpisodeEnd, playEpisode, type Stage, type Tally } from "./loop";
import { human } from "./policies";
import { PythonPolicy } from "./python-policy";
import {
  type EpisodeOutcome,
  type EpisodeStart,
  Recorder,
  type RecordSink,
  rowsOf,
} from "./recorder";
import { sleep, type Timing } from "./timing";
import { TurnBased } from "./turns";

/** The last frame of an episode stays for so long: how it ended is to be seen. */
export const lastFrameMs = 800;
/** Between two messages on how a real-time game stands. */
const statusEveryMs = 100;
/** After a commit that failed. */
const retryMs = 1000;

/** What a play is given. */
export interface PlayParts {
  view: string;
  step: GameStep;
  attempt: number;
  /** 128 bits in hexadecimal: the session's. */
  seed: string;
  runtime: Pick<Runtime, "manifest" | "python" | "makePolicy">;
  show: (frame: Frame) => void;
  journal: RecordSink;
  timing: Timing;
  post: (message: ToPage) => void;
}

export class Play {
  readonly #environment: Environment;
  readonly #actors: Map<string, Actor>;
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  /** Null: all that act are policies. */
  readonly #person: Person | null;
  readonly #closing = new AbortController();
  #episode = 0;
  /** The episode is on show and not begun. */
  #isReady = false;
  #tally: Tally = { steps: 0, returns: {} };
  #playing: Promise<void> = Promise.resolve();

  /** Makes the environment. @throws what the environment's constructor throws */
  constructor(private readonly parts: PlayParts) {
    const { step, attempt, runtime, journal, timing } = parts;
    ({ clock: this.#clock, person: this.#person } = paceOf(step, timing));
    const agents = Object.entries(step.agents);
    this.#environment = Environment.make(runtime.python, gameSpec(runtime.manifest, step));
    this.#actors = new Map(agents.map(([name, agent]) => [name, this.#actorOf(name, agent)]));
    const rows = Object.fromEntries(agents.map(([name, agent]) => [name, rowsOf(agent)]));
    this.#recorder = new Recorder(journal, { step: step.id, attempt }, rows, timing);
  }

  /** Resets the environment for the episode that is due, and shows it. */
  async prepare(): Promise<void> {
    const { view, show, post } = this.parts;
    await this.#reset();
    this.#environment.render(show);
    this.#isReady = true;
    post({ type: "episode_ready", view, episode: this.#episode });
  }

  /** Plays the episode that is on show; then prepares the next one, or tells that all are over. */
  start(): Promise<void> {
    // Pressed twice, a button still begins one episode.
    if (!this.#isReady) return this.#playing;
    this.#isReady = false;
    this.#playing = this.#play();
    return this.#playing;
  }

  input({ agent, code, down, timeStamp }: InputMessage): void {
    const person = this.#person;
    if (person === null || this.#actors.get(agent) !== person) return;
    if (down) person.down(code, timeStamp);
    else person.up(code);
  }

  release(): void {
    this.#person?.releaseAll();
  }

  pause(): void {
    this.#clock.pause();
    this.#recorder.emit();
  }

  resume(): void {
    this.#clock.resume();
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
    const end = await playEpisode(this.#stage(), signal, this.#tally).catch((error: unknown) => {
      this.#recordEnd({ ...this.#tally, reason: "error" });
      throw error;
    });
    if (end !== null) await this.#conclude(end);
  }

  #stage(): Stage {
    const { step, timing, show, view, post } = this.parts;
    return {
      environment: this.#environment,
      actors: this.#actors,
      clock: this.#clock,
      timing,
      show,
      recorder: this.#recorder,
      maxSteps: step.max_steps,
      onStatus: ({ steps, returns }: Tally) =>
        post({ type: "status", view, episode: this.#episode, steps, returns }),
      // What a turn led to is to be seen at once: the next one may be long in coming.
      statusEveryMs: step.pace === "turn_based" ? 0 : statusEveryMs,
    };
  }

  async #reset(): Promise<void> {
    const { step, seed: sessionSeed } = this.parts;
    const path = this.#path("environment");
    const seed = step.seeds?.[this.#episode] ?? (await deriveStream(sessionSeed, path)).seed32;
    const info = this.#environment.reset(seed);
    const streams = await this.#beginActors();
    this.#tally = { steps: 0, returns: this.#zeroReturns() };
    this.#recorder.episode(
      this.#episode,
      { pace: step.pace, seed, ...streams, actors: this.#actorNames(), info },
      this.#environment,
    );
  }

  /** @returns what is recorded of the random streams that the policies draw from */
  async #beginActors(): Promise<Pick<EpisodeStart, "streams" | "policy_seeds">> {
    const streams: Record<string, string> = {};
    const policy_seeds: Record<string, number> = {};
    for (const [agent, actor] of this.#actors) {
      const path = this.#path(`policy/${agent}`);
      const stream = await deriveStream(this.parts.seed, path);
      actor.begin(() => stream.uniform(), stream.seed32);
      if (actor !== this.#person) streams[agent] = path;
      if (actor instanceof PythonPolicy) policy_seeds[agent] = stream.seed32;
    }
    return { streams, policy_seeds };
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
    if (this.#episode >= step.episodes) return post({ type: "game_end", view });
    await sleep(timing, lastFrameMs, signal);
    if (!signal.aborted) await this.prepare();
  }

  #recordEnd({ steps, returns, reason }: Omit<EpisodeOutcome, "unused_presses">): void {
    const unused_presses = this.#person instanceof TurnBased ? this.#person.unused : null;
    this.#recorder.episodeEnd({ steps, returns, reason, unused_presses });
  }

  #path(purpose: string): string {
    const { step, attempt } = this.parts;
    return `game/${step.id}/${attempt}/${this.#episode}/${purpose}`;
  }

  #actorNames(): Record<string, string> {
    const { agents } = this.parts.step;
    return Object.fromEntries(Object.entries(agents).map(([name, { actor }]) => [name, actor]));
  }

  #actorOf(name: string, agent: Agent): Actor {
    const { step, runtime } = this.parts;
    if (agent.actor !== human) return runtime.makePolicy(name, agent, this.#environment);
    if (this.#person === null) throw new Error(`The game ${step.id} has no controls for ${name}.`);
    return this.#person;
  }

  #zeroReturns(): Record<string, number> {
    return Object.fromEntries([...this.#actors.keys()].map((agent) => [agent, 0]));
  }
}

/** What makes a step due, and the person who acts. */
function paceOf(
  { id, pace, fps, controls }: GameStep,
  timing: Timing,
): { clock: Clock; person: Person | null } {
  if (pace === "turn_based") {
    if (controls === null) throw new Error(`Nobody can take a turn in the game ${id}.`);
    const turns = new TurnBased(controls, timing);
    return { clock: turns, person: turns };
  }
  if (fps === null) throw new Error(`The game ${id} has no frame rate.`);
  return { clock: new RealTime(fps, timing), person: controls && new Keyboard(controls) };
}
