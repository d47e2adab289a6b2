/**
 * One long session in virtual time: the product's own recorder, journal, sealer, outbox and uploader,
 * from the worker's step to the store's answer. Only the browser, the store and the game are made up.
 */

import type { Manifest } from "../generated/contract";
import { nodeBrowser } from "../node-page/browser";
import { journalOf, openOnlyRecorder } from "../node-page/recording";
import { nextTask, VirtualTime } from "../node-page/time";
import type { Browser } from "../page/record/browser";
import type { Recorder as PageRecorder } from "../page/record/recorder";
import { Connection, databaseName } from "../shared/database";
import type { Journal } from "../shared/journal";
import { type Decision, noOutput } from "../worker/actor";
import type { Observed } from "../worker/columns";
import { PRESENT } from "../worker/environment";
import { GameLog } from "../worker/game-log";
import { rowSize } from "../worker/layout";
import type { Frames } from "../worker/view/screen";
import { AGENT, agentOf, manifestOf, type Plan, policy } from "./study";

/** How things stand after some minutes. */
export interface Sample {
  minutes: number;
  steps: number;
  /** In IndexedDB: bytes of chunks, and characters of the journal. */
  stored: number;
  /** Of the same, what waits to be sealed. */
  journal: number;
  /** That the store has acknowledged, after gzip. */
  uploaded: number;
}

const EPISODE_S = 60;
const ROOT = new URL("https://study.test/");

/** @param onSample is told how things stand, and waited for. */
export async function playFor(plan: Plan, onSample: (sample: Sample) => unknown): Promise<void> {
  const time = new VirtualTime(1_800_000_000_000);
  const store = new Store(plan.online);
  const manifest = manifestOf(plan);
  const page = await open(manifest, browserOf(time, store));
  const { identity } = await page.begin();
  const { clock, timer } = time;
  const journal = journalOf(identity, (made) => page.gameJournaled(made), { clock, timer });
  const game = new Game(plan, journal, time);
  const connection = new Connection(databaseName(manifest.experiment, ROOT.pathname));
  for (let minute = 1; minute <= plan.minutes; minute += 1) {
    for (let second = 0; second < 60; second += 1) {
      await game.playSecond();
      await catchUp(page, plan.online);
    }
    if (minute % plan.sample_minutes !== 0) continue;
    const held = await measure(connection);
    await onSample({ minutes: minute, steps: game.steps, ...held, uploaded: store.bytes });
  }
}

/** More than the 15 s between two seals make, at one record in 60 ms. */
const UNSEALED = 400;

/** Real machines seal within milliseconds of their own time; here no virtual time passes meanwhile. */
async function catchUp(page: PageRecorder, online: boolean): Promise<void> {
  await nextTask();
  const isBehind = () => {
    const { unsealedRecords, pendingChunks } = page.status.get();
    return unsealedRecords > UNSEALED || (online && pendingChunks > 0);
  };
  while (isBehind()) await nextTask();
}

async function open(manifest: Manifest, browser: Browser): Promise<PageRecorder> {
  const options = {
    manifest,
    siteHash: "5".repeat(64),
    root: ROOT,
    search: new URLSearchParams(),
    flushWorker: () => Promise.resolve(),
  };
  return openOnlyRecorder(options, browser);
}

async function measure(connection: Connection): Promise<Pick<Sample, "stored" | "journal">> {
  return connection.use(async (database) => {
    let chunks = 0;
    for (const key of await database.getAllKeys("chunks")) {
      chunks += (await database.get("chunks", key))?.bytes.length ?? 0;
    }
    let journal = 0;
    for (const { lines } of await database.getAll("journal")) {
      for (const line of lines) journal += line.length;
    }
    return { stored: chunks + journal, journal };
  });
}

/** Pixels that no archive makes smaller, and a person who holds a key for half a second. */
class Game implements Observed {
  steps = 0;
  readonly #log: GameLog;
  readonly #pixels: Uint8Array<ArrayBuffer>;
  readonly #decisions: Map<string, Decision>;
  readonly #decision = pressed();
  #second = 0;

  constructor(
    private readonly plan: Plan,
    private readonly journal: Journal,
    private readonly time: VirtualTime,
  ) {
    const agent = agentOf(plan);
    this.#pixels = new Uint8Array(rowSize(agent.layout.observation));
    this.#log = new GameLog({
      place: { step: "main", attempt: 1 },
      agents: { [AGENT]: agent },
      standing: () => ({ episode: this.#second / EPISODE_S, steps: this.steps }),
      fps: () => plan.fps,
      clockOffset: () => 0,
      frames: screenOf(time),
      tell: null,
      journal,
      timing: time,
    });
    this.#decisions = new Map([[AGENT, this.#decision]]);
  }

  async playSecond(): Promise<void> {
    if (this.#second % EPISODE_S === 0) this.#begin();
    const { fps } = this.plan;
    for (let i = 0; i < fps; i += 1) {
      this.#step();
      this.time.advance(1000 / fps);
    }
    this.#second += 1;
    if (this.#second % EPISODE_S === 0) this.#end();
    await this.journal.flush();
  }

  #begin(): void {
    this.#draw();
    const start = { pace: "real_time", seed: this.#second, streams: {}, policy_seeds: {} } as const;
    const episode = this.#second / EPISODE_S;
    this.#log.episode(episode, { ...start, actors: { [AGENT]: "human" }, info: "{}" }, this);
  }

  #step(): void {
    const due = this.time.now();
    this.#draw();
    if (this.steps % (this.plan.fps / 2) === 0) this.#press(due - 3.1);
    // As exact as a browser gives them: 0.1 ms.
    const started = Math.ceil(due * 10 + 3 * Math.random()) / 10;
    const stepped = Math.ceil(started * 10 + 20 * Math.random()) / 10;
    const times = { due, started, stepped, drawn: Math.ceil(stepped * 10 + 9) / 10 };
    this.#log.step(times, this.#decisions, 0, this);
    this.steps += 1;
  }

  /** A key goes down, and the one before it comes up. */
  #press(at: number): void {
    this.#decision.inputT = at;
    for (const [kind, code] of [
      ["down", "ArrowLeft"],
      ["up", "ArrowRight"],
    ] as const) {
      this.#log.input(AGENT, { kind, code }, at, at + 2.2);
    }
  }

  #end(): void {
    const steps = EPISODE_S * this.plan.fps;
    const returns = { [AGENT]: steps };
    this.#log.episodeEnd({ steps, returns, reason: "truncated", unused_presses: null });
  }

  #draw(): void {
    crypto.getRandomValues(this.#pixels);
  }

  observation(): Uint8Array {
    return this.#pixels;
  }

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

/** A frame of the screen follows on every picture, half a period later. */
function screenOf({ now, after }: VirtualTime): Frames {
  return { now, next: (run) => after(() => run(now()), 8) };
}

function pressed(): Decision {
  const uniform = Number.NaN;
  return { action: 1, intended: 1, source: "device", inputT: 0, uniform, output: noOutput };
}

/** The site's `upload.json`, and a bucket that keeps nothing but how much it was sent. */
class Store {
  bytes = 0;

  constructor(readonly online: boolean) {}

  readonly fetch: typeof fetch = async (_input, options) => {
    if (!this.online) throw new TypeError("Failed to fetch");
    const form = options?.body;
    if (!(form instanceof FormData)) return Response.json(policy);
    this.bytes += (form.get("file") as File).size;
    return new Response(null, { status: 204 });
  };
}

function browserOf({ clock, timer }: VirtualTime, store: Store): Browser {
  const browser = nodeBrowser({
    fetch: store.fetch,
    clock,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    userAgent: "gymbrowser-endurance/1",
    timeOrigin: clock,
  });
  return { ...browser, timer, isOnline: () => store.online };
}
