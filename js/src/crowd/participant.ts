/** One of the crowd: agrees, plays at the study's pace, answers, and waits until all is stored. */

import type { GameStep, Manifest } from "../generated/contract";
import { nodeBrowser } from "../node-page/browser";
import { journalOf, openOnlyRecorder } from "../node-page/recording";
import type { Recorder as PageRecorder } from "../page/record/recorder";
import type { Journal, WriterIdentity } from "../shared/journal";
import type { RecordBody } from "../shared/record-line";
import { systemClock } from "../shared/timer";
import { type Decision, noOutput } from "../worker/actor";
import type { Observed } from "../worker/columns";
import { PRESENT } from "../worker/environment";
import { rowSize } from "../worker/layout";
import { Recorder, type RecordSink, rowsOf } from "../worker/recorder";
import { systemTiming } from "../worker/timing";

/** What this participant has made, counted where it was made. */
export interface Witnessed {
  participant: string;
  /** Environment steps. */
  steps: number;
  /** Records of the game's writer. */
  records: number;
  answers: string;
}

export interface Study {
  manifest: Manifest;
  siteHash: string;
  origin: string;
  play_s: number;
}

/** The steps of so long are recorded at once: a thousand loops would be a benchmark of Node.js. */
const TICK_MS = 1000;
const EPISODE_TICKS = 10;
const timing = systemTiming();

export class Participant {
  readonly #name: string;
  readonly #step: GameStep;
  /** Steps in a second. */
  readonly #fps: number;
  readonly #observed: Noise;
  readonly #decisions: Map<string, Decision>;
  #journal: Journal | null = null;
  #records = 0;
  #steps = 0;

  constructor(
    private readonly number: number,
    private readonly study: Study,
    private readonly request: typeof fetch,
  ) {
    this.#name = `crowd-${number}`;
    this.#step = gameOf(study.manifest);
    this.#fps = this.#step.fps ?? 0;
    const agents = Object.entries(this.#step.agents);
    this.#observed = new Noise(
      Object.fromEntries(agents.map(([name, { layout }]) => [name, rowSize(layout.observation)])),
    );
    this.#decisions = new Map(agents.map(([name]) => [name, pressed()]));
  }

  async takePart(): Promise<Witnessed> {
    const recorder = await this.#open();
    const { identity } = await recorder.begin();
    const step = this.#step.id;
    await recorder.record({ type: "enter", step, index: 0 });
    await this.#play(recorder, identity);
    await recorder.record({ type: "leave", step, index: 0, duration_ms: 0 });
    await recorder.sealStep();
    const answers = `It was fun, said ${this.#name}.`;
    const form = { type: "answers", step: "form", answers: { fun: answers }, duration_ms: 0 };
    await recorder.record(form as RecordBody & { type: "answers" }, { durable: true });
    await recorder.finish("done");
    await recorder.settled();
    return { participant: this.#name, steps: this.#steps, records: this.#records, answers };
  }

  async #open(): Promise<PageRecorder> {
    const { manifest, siteHash, origin } = this.study;
    const root = new URL(`/${this.#name}/`, origin);
    const search = new URLSearchParams({ participant: this.#name });
    const flushWorker = () => this.#journal?.flush() ?? Promise.resolve();
    const browser = nodeBrowser({
      fetch: this.request,
      clock: systemClock,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      userAgent: "gymbrowser-crowd/1",
      timeOrigin: () => performance.timeOrigin,
    });
    return openOnlyRecorder({ manifest, siteHash, root, search, flushWorker }, browser);
  }

  async #play(page: PageRecorder, identity: WriterIdentity): Promise<void> {
    const journal = journalOf(identity, (message) => page.gameJournaled(message));
    this.#journal = journal;
    const rows = Object.entries(this.#step.agents).map(([name, agent]) => [name, rowsOf(agent)]);
    const place = { step: this.#step.id, attempt: 1 };
    const recorder = new Recorder(this.#counting(journal), place, Object.fromEntries(rows), timing);
    // Not all at the same time of a second.
    await pause((this.number * 7919) % TICK_MS);
    for (let tick = 0; tick < this.study.play_s; tick++) {
      const isLast = tick === this.study.play_s - 1;
      this.#playTick(recorder, tick, isLast || tick % EPISODE_TICKS === EPISODE_TICKS - 1);
      await pause(TICK_MS);
    }
    await journal.flush();
  }

  /** All that was appended is committed together, once a second. */
  #counting(journal: Journal): RecordSink {
    return {
      append: (body) => {
        this.#records += 1;
        return journal.append(body);
      },
      flush: () => Promise.resolve(),
    };
  }

  #playTick(recorder: Recorder, tick: number, isLast: boolean): void {
    const episode = Math.floor(tick / EPISODE_TICKS);
    if (tick % EPISODE_TICKS === 0) {
      const start = { pace: this.#step.pace, seed: tick, streams: {}, policy_seeds: {} };
      const agents = Object.entries(this.#step.agents);
      const actors = Object.fromEntries(agents.map(([name, { actor }]) => [name, actor]));
      recorder.episode(episode, { ...start, actors, info: "{}" }, this.#observed);
    }
    const begun = timing.now();
    for (let index = 0; index < this.#fps; index++) {
      const due = begun + (index * TICK_MS) / this.#fps;
      this.#observed.next();
      const times = { due, started: due + 0.1, stepped: due + 0.2, drawn: due + 0.9 };
      recorder.step(times, this.#decisions, 0, this.#observed);
    }
    this.#steps += this.#fps;
    if (!isLast) return;
    const steps = ((tick % EPISODE_TICKS) + 1) * this.#fps;
    const returns = Object.fromEntries([...this.#decisions.keys()].map((agent) => [agent, steps]));
    recorder.episodeEnd({ steps, returns, reason: "truncated", unused_presses: null });
  }
}

/** Observations that no archive makes smaller than real ones: random bytes. */
class Noise implements Observed {
  readonly #rows: Record<string, Uint8Array<ArrayBuffer>>;

  constructor(sizes: Record<string, number>) {
    const rows = Object.entries(sizes).map(([name, size]) => [name, new Uint8Array(size)]);
    this.#rows = Object.fromEntries(rows);
  }

  next(): void {
    for (const row of Object.values(this.#rows)) crypto.getRandomValues(row);
  }

  observation(agent: string): Uint8Array {
    return this.#rows[agent] ?? new Uint8Array();
  }

  /** So that a return is the number of steps. */
  reward(): number {
    return 1;
  }

  flags(): number {
    return PRESENT;
  }

  info(): string {
    return "{}";
  }
}

function gameOf({ steps }: Manifest): GameStep {
  const game = steps.find((step) => step.kind === "game" && step.pace === "real_time");
  if (game?.kind !== "game") throw new Error("The site has no game in real time.");
  return game;
}

function pressed(): Decision {
  const inputT = Number.NaN;
  const uniform = Number.NaN;
  return { action: 1, intended: 1, source: "device", inputT, uniform, output: noOutput };
}

function pause(duration_ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration_ms));
}
