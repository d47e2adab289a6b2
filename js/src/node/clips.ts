/**
 * Makes the clips of a study: `node clips.mjs SITE_DIR FOLDER < jobs.jsonl`.
 *
 * SITE_DIR is a site whose games are the clips (`gymbrowser/clips/studio.py`): they are played in the
 * site's own Python by its own policies, so that a clip shows what a game would. Line by line a job is
 * done, and its `Take` is written to FOLDER.
 */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { PyodideAPI } from "pyodide";
import type { GameStep } from "../generated/contract";
import { toBase64 } from "../shared/bytes";
import { messageOf } from "../shared/errors";
import { gameOf } from "../shared/games";
import { type Action, absence, type EncodedAction, encodedAction } from "../worker/actor";
import { Cast } from "../worker/cast";
import { type Donor, donorOf } from "../worker/donor";
import {
  ACTS,
  Environment,
  type Frame,
  gameSpec,
  TERMINATED,
  TRUNCATED,
} from "../worker/environment";
import type { MakePolicy } from "../worker/policies";
import { pixelsIn } from "../worker/view/window";
import { pngOf } from "./png";
import { run } from "./run";
import { Site } from "./site";

/** A line of the input. */
export interface Job {
  /** Id of the studio's game; its file in FOLDER has the job's number. */
  clip: string;
  seed: number;
  /** Environment steps before the clip, and in it at most. */
  first: number;
  steps: number;
}

/** What is written of a clip: base64 where the contract's ClipPictures and ClipData have it. */
export interface Take {
  pictures: Shot[];
  /** Number to pixels: uint8 of shape [height, width, 4]. */
  images: Record<string, { width: number; height: number; rgba: string }>;
  /** After the last step the episode was over. */
  terminated: boolean;
  truncated: boolean;
  /** How many steps the whole episode had, as far as it was played. */
  length: number;
  agents: Record<string, AgentTake>;
}

export type Shot =
  | { kind: "text"; text: string }
  | { kind: "scene" | "window"; scene: unknown }
  /** The bytes of a PNG file. */
  | { kind: "png"; png: string };

export interface AgentTake {
  actor: string;
  observations: string;
  actions: EncodedAction[];
  rewards: string;
  acted: string;
}

async function main(folder?: string, target?: string): Promise<void> {
  if (folder === undefined || target === undefined) {
    throw new Error("Usage: node clips.mjs SITE_DIR FOLDER < jobs");
  }
  const site = await Site.open(folder);
  const python = await site.startPython();
  const makePolicy = await site.loadPolicies();
  let number = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const take = await new Camera(site, python, makePolicy).shoot(JSON.parse(line));
    await writeFile(join(target, `${number++}.json`), JSON.stringify(take));
  }
}

class Camera {
  constructor(
    private readonly site: Site,
    private readonly python: PyodideAPI,
    private readonly makePolicy: MakePolicy,
  ) {}

  /** @throws where the environment or a policy does, by a sentence that names the clip */
  async shoot(job: Job): Promise<Take> {
    const game = gameOf(this.site.manifest, job.clip, "studio");
    const environment = Environment.make(this.python, gameSpec(this.site.manifest, game));
    try {
      return await this.#play(job, game, environment);
    } catch (error) {
      const said = messageOf(error);
      throw new Error(`The clip ${job.clip} cannot be made: ${said}`);
    } finally {
      environment.close();
    }
  }

  async #play(job: Job, game: GameStep, environment: Environment): Promise<Take> {
    const donor = await this.#donor(game);
    const cast = new Cast({
      step: game,
      people: new Map(),
      makePolicy: (name, agent) => this.makePolicy(name, agent, environment),
      policies: this.site.manifest.policies,
      donor,
    });
    // What policies draw goes by the seed of the clip alone, whatever it is called.
    const { actors } = await cast.begin(`clip/${job.seed}`, (purpose) => purpose);
    donor?.begin(0);
    const film = new Film(Object.keys(game.agents));
    environment.reset(job.seed);
    let [length, flags] = [0, 0];
    while (true) {
      if (length >= job.first) film.see(environment);
      const isOver = (flags & (TERMINATED | TRUNCATED)) !== 0 || donor?.isOver(length, environment);
      if (isOver || length >= job.first + job.steps) break;
      const actions = await decide(cast, environment);
      flags = environment.step(...actions.map((action) => action ?? 0));
      if (length >= job.first) film.keep(environment, actions);
      length += 1;
    }
    return film.take(actors, flags, length);
  }

  #donor(game: GameStep): Promise<Donor | null> {
    return donorOf(game, {
      list: 0,
      session: "",
      read: async ({ file }) => JSON.parse(await readFile(this.site.path(file), "utf8")),
    });
  }
}

/** Null for an agent that does not act. */
async function decide(cast: Cast, environment: Environment): Promise<(Action | null)[]> {
  const actions: (Action | null)[] = [];
  for (const [name, actor] of cast.actors) {
    const acts = environment.flags(name) & ACTS;
    const decision = acts ? await actor.decide(environment.observation(name), Number.NaN) : absence;
    actions.push(acts ? decision.action : null);
  }
  return actions;
}

/** What is seen and done, step by step. */
class Film {
  readonly #pictures: Shot[] = [];
  readonly #images: Take["images"] = {};
  readonly #tracks: Track[];

  constructor(agents: readonly string[]) {
    this.#tracks = agents.map((agent) => new Track(agent));
  }

  see(environment: Environment): void {
    environment.render((frame) => this.#pictures.push(this.#shotOf(frame)));
    for (const track of this.#tracks) track.see(environment);
  }

  keep(environment: Environment, actions: readonly (Action | null)[]): void {
    this.#tracks.forEach((track, index) => {
      track.keep(environment, actions[index] ?? null);
    });
  }

  take(actors: Record<string, string>, flags: number, length: number): Take {
    return {
      pictures: this.#pictures,
      images: this.#images,
      terminated: (flags & TERMINATED) !== 0,
      truncated: (flags & TRUNCATED) !== 0,
      length,
      agents: Object.fromEntries(
        this.#tracks.map((track) => [track.agent, track.take(actors[track.agent] ?? "")]),
      ),
    };
  }

  #shotOf(frame: Frame): Shot {
    switch (frame.kind) {
      case "text":
        return { kind: "text", text: frame.text };
      case "scene":
        return { kind: "scene", scene: structuredClone(frame.scene) };
      case "window":
        for (const number of pixelsIn(frame.scene)) this.#keepImage(number, frame.read);
        return { kind: "window", scene: frame.scene };
      case "rgb":
        return { kind: "png", png: toBase64(pngOf(frame.rgb, frame.width, frame.height)) };
    }
  }

  #keepImage(number: number, read: Extract<Frame, { kind: "window" }>["read"]): void {
    if (this.#images[number] !== undefined) return;
    read(number, ({ rgba, width, height }) => {
      this.#images[number] = { width, height, rgba: toBase64(rgba) };
    });
  }
}

class Track {
  readonly #observations: Uint8Array[] = [];
  readonly #actions: EncodedAction[] = [];
  readonly #rewards: number[] = [];
  readonly #acted: number[] = [];

  constructor(readonly agent: string) {}

  see(environment: Environment): void {
    this.#observations.push(environment.observation(this.agent).slice());
  }

  keep(environment: Environment, action: Action | null): void {
    this.#actions.push(encodedAction(action ?? 0));
    this.#acted.push(action === null ? 0 : 1);
    this.#rewards.push(environment.reward(this.agent));
  }

  take(actor: string): AgentTake {
    return {
      actor,
      observations: toBase64(Buffer.concat(this.#observations)),
      actions: this.#actions,
      rewards: toBase64(new Uint8Array(Float64Array.from(this.#rewards).buffer)),
      acted: toBase64(Uint8Array.from(this.#acted)),
    };
  }
}

void run(main(...process.argv.slice(2)), messageOf);
