/** One game step on one view: its episodes, one after the other. */

import type { GameStep } from "../generated/contract";
import { insist } from "../shared/insist";
import type { InputMessage, ToPage } from "../shared/protocol";
import { deriveStream } from "../shared/random";
import type { Actor } from "./actor";
import type { Runtime } from "./boot";
import { RealTime } from "./clock";
import { Keyboard } from "./controls";
import { Environment, type Frame } from "./environment";
import { type EpisodeEnd, playEpisode, type Stage, type Tally } from "./loop";
import { human } from "./policies";
import { Recorder, type RecordSink } from "./recorder";
import { sleep, type Timing } from "./timing";

/** The last frame of an episode stays for so long: how it ended is to be seen. */
export const lastFrameMs = 800;
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
  readonly #clock: RealTime;
  readonly #closing = new AbortController();
  #episode = 0;
  /** The episode is on show and not begun. */
  #isReady = false;
  #tally: Tally = { steps: 0, returns: {} };
  #playing: Promise<void> = Promise.resolve();

  /** Makes the environment. @throws what the environment's constructor throws */
  constructor(private readonly parts: PlayParts) {
    const { step, attempt, runtime, journal, timing } = parts;
    const { environment } = runtime.manifest;
    const agents = Object.entries(step.agents);
    this.#environment = Environment.make(runtime.python, {
      environment,
      view: step.view,
      agents: step.agents,
    });
    this.#actors = new Map(agents.map(([name]) => [name, actorOf(parts, name)]));
    const layouts = Object.fromEntries(agents.map(([name, { layout }]) => [name, layout]));
    this.#recorder = new Recorder(journal, { step: step.id, attempt }, layouts, timing);
    this.#clock = new RealTime(step.fps, timing);
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
    const actor = this.#actors.get(agent);
    if (!(actor instanceof Keyboard)) return;
    if (down) actor.down(code, timeStamp);
    else actor.up(code);
  }

  release(): void {
    for (const actor of this.#actors.values()) if (actor instanceof Keyboard) actor.releaseAll();
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
      this.#recorder.episodeEnd({ ...this.#tally, reason: "error" });
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
      { seed, streams, actors: this.#actorNames(), info },
      this.#environment,
    );
  }

  /** @returns agent to the path of the random stream that its policy draws from */
  async #beginActors(): Promise<Record<string, string>> {
    const streams: Record<string, string> = {};
    for (const [agent, actor] of this.#actors) {
      const path = this.#path(`policy/${agent}`);
      const stream = await deriveStream(this.parts.seed, path);
      actor.begin(() => stream.uniform());
      if (!(actor instanceof Keyboard)) streams[agent] = path;
    }
    return streams;
  }

  async #conclude(end: EpisodeEnd): Promise<void> {
    const { view, step, journal, timing, post } = this.parts;
    const { signal } = this.#closing;
    this.#recorder.episodeEnd(end);
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

  #path(purpose: string): string {
    const { step, attempt } = this.parts;
    return `game/${step.id}/${attempt}/${this.#episode}/${purpose}`;
  }

  #actorNames(): Record<string, string> {
    const { agents } = this.parts.step;
    return Object.fromEntries(Object.entries(agents).map(([name, { actor }]) => [name, actor]));
  }

  #zeroReturns(): Record<string, number> {
    return Object.fromEntries([...this.#actors.keys()].map((agent) => [agent, 0]));
  }
}

function actorOf({ step, runtime }: PlayParts, name: string): Actor {
  const agent = step.agents[name];
  if (agent === undefined) throw new Error(`The game ${step.id} has no agent ${name}.`);
  if (agent.actor !== human) return runtime.makePolicy(agent.actor, agent);
  if (step.controls === null) throw new Error(`The game ${step.id} has no controls for ${name}.`);
  return new Keyboard(step.controls);
}
