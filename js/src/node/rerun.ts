/**
 * Plays recorded episodes again: `node rerun.mjs SITE_DIR < jobs.jsonl > results.jsonl`.
 * `node rerun.mjs SITE_DIR snapshot` does so in a Python that was restored from the site's snapshot,
 * and `node rerun.mjs SITE_DIR plain VERSION` in an earlier version of the site, the one in `v/VERSION/`.
 *
 * Python and policies are the site's own, so that an unchanged recording gives equal bits.
 */

import { createInterface } from "node:readline";
import type { PyodideAPI } from "pyodide";
import type { ArrayField, GameStep, Recorded } from "../generated/contract";
import { toBase64 } from "../shared/bytes";
import { messageOf } from "../shared/errors";
import { gameOf } from "../shared/games";
import { type Actor, decodedAction, type EncodedAction, encodedAction } from "../worker/actor";
import {
  ACTS,
  Environment,
  gameSpec,
  HAS_INFO,
  PRESENT,
  TERMINATED,
  TRUNCATED,
} from "../worker/environment";
import { ObservationSelector } from "../worker/observations";
import { isPolicy, type MakePolicy } from "../worker/policies";
import { run } from "./run";
import { Site } from "./site";

/** A line of the input: one episode as it was recorded. */
export interface Job {
  /** Id of the game step. */
  step: string;
  seed: number;
  agents: Record<string, AgentJob>;
}

export interface AgentJob {
  /** Who acted; of a population the one that was drawn. What the site says if it is not given. */
  actor?: string;
  /**
   * One per step; where the agent was not in the game, any. That of a Discrete space is its number,
   * any other its packed row in base64.
   */
  actions: EncodedAction[];
  /** What the choice of each action drew, one number or several; null where nothing was drawn. */
  uniforms: (number | null | (number | null)[])[];
  /**
   * For each step whether its policy was asked: with a frame skip it was not asked at all at which it
   * acted. Where nothing is said it was.
   */
  asked?: boolean[];
  /** What its Python policy was reset with; null where none acted. */
  policy_seed: number | null;
  /** What of its observations is to be compared: what was recorded. */
  recorded: Recorded;
}

/** A line of the output. */
export interface Rerun {
  agents: Record<string, AgentRerun>;
  /**
   * Exact JSON: first what `reset` gave, then for each step what it gave, null where that was empty.
   */
  infos: (string | null)[];
}

/** All bytes in base64, one row per step where nothing else is said. */
export interface AgentRerun {
  /** u1, the first of them after `reset`: whether the observation is among `observations`. */
  observed: string;
  /** Those that a recorder would record, packed by the layout of `recorded`. */
  observations: string;
  /** SHA-256 of each observation, the first of them after `reset`; empty where none is recorded. */
  digests: string;
  /** f8 */
  rewards: string;
  /** u1, the first of them after `reset`. */
  present: string;
  /** u1 */
  terminated: string;
  /** u1 */
  truncated: string;
  /**
   * What the policy chooses at each state, before the recorded action is taken, null where the agent
   * is not in the game, or where it was not asked; all null: a person acts, or a donor.
   */
  actions: (EncodedAction | null)[] | null;
  /** The policy's outputs where it chose, packed by the layout. */
  outputs: string;
}

/** Instead of a result: what Python or the policy raised in this episode. */
export interface Failed {
  error: string;
}

interface Runtime {
  site: Site;
  python: PyodideAPI;
  makePolicy: MakePolicy;
}

async function main(folder?: string, way?: string, version?: string): Promise<void> {
  if (folder === undefined) {
    throw new Error("Usage: node rerun.mjs SITE_DIR [snapshot | plain [VERSION]] < jobs");
  }
  const site = await Site.open(folder, version);
  const python = await (way === "snapshot" ? site.restorePython() : site.startPython());
  const makePolicy = await site.loadPolicies();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const result = await answer({ site, python, makePolicy }, line);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

async function answer(runtime: Runtime, line: string): Promise<Rerun | Failed> {
  try {
    return await rerun(runtime, JSON.parse(line));
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function rerun({ site, python, makePolicy }: Runtime, job: Job): Promise<Rerun> {
  const { manifest } = site;
  const game = castAs(job, gameOf(manifest, job.step));
  const environment = Environment.make(python, gameSpec(manifest, game));
  try {
    const infos: (string | null)[] = [environment.reset(job.seed)];
    const tracks = Object.entries(game.agents).map(([name, agent]) => {
      // A hook may have taught the Python policies something.
      const isAsked = !game.hook || manifest.policies[agent.actor]?.kind !== "python";
      const choosing = isPolicy(agent.actor) && isAsked;
      const policy = choosing ? makePolicy(name, agent, environment) : null;
      return new Track(environment, name, policy, agentJob(job, name), agent.layout.observation);
    });
    await play(environment, tracks, infos);
    const agents = Object.fromEntries(tracks.map((track) => [track.name, track.result()]));
    return { agents, infos };
  } finally {
    environment.close();
  }
}

async function play(
  environment: Environment,
  tracks: readonly Track[],
  infos: (string | null)[],
): Promise<void> {
  const length = Math.max(...tracks.map(({ job }) => job.actions.length));
  for (let step = 0; step < length; step++) {
    if (tracks.length > 1) for (const track of tracks) track.look(step);
    for (const track of tracks) await track.choose(step);
    const flags = environment.step(
      ...tracks.map(({ job }) => decodedAction(job.actions[step] ?? 0)),
    );
    infos.push(flags & HAS_INFO ? environment.info() : null);
    for (const track of tracks) track.keep(step);
  }
}

/** What one agent sees and would do, step by step. */
class Track {
  readonly #selector: ObservationSelector;
  readonly #observed: number[] = [];
  readonly #rows: Uint8Array[] = [];
  readonly #digests: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  readonly #rewards: Float64Array;
  /** The first of them after `reset`. */
  readonly #flags: number[];
  readonly #chosen: (EncodedAction | null)[] = [];
  /** How many numbers the present choice has drawn. */
  #drawn = 0;

  constructor(
    private readonly environment: Environment,
    readonly name: string,
    private readonly policy: Actor | null,
    readonly job: AgentJob,
    whole: readonly ArrayField[],
  ) {
    this.#selector = new ObservationSelector({ ...job.recorded, whole });
    this.#see();
    this.#flags = [environment.flags(name)];
    this.#rewards = new Float64Array(job.actions.length);
    policy?.begin(() => this.#draw(), job.policy_seed ?? 0);
  }

  /** The numbers of a choice come in the order in which it drew them. */
  #draw(): number {
    const drawn = this.job.uniforms[this.#chosen.length] ?? Number.NaN;
    return (Array.isArray(drawn) ? drawn[this.#drawn++] : drawn) ?? Number.NaN;
  }

  /** As in the loop. */
  look(step: number): void {
    if (this.#isAsked(step)) this.policy?.look?.(this.environment.observation(this.name));
  }

  #isAsked(step: number): boolean {
    return ((this.#flags[step] as number) & ACTS) !== 0 && this.job.asked?.[step] !== false;
  }

  async choose(step: number): Promise<void> {
    if (this.policy === null) return;
    if (!this.#isAsked(step)) {
      this.#chosen.push(null);
      return;
    }
    this.#drawn = 0;
    const decision = await this.policy.decide(this.environment.observation(this.name), Number.NaN);
    this.#chosen.push(encodedAction(decision.action));
    this.#outputs.push(decision.output.slice());
  }

  keep(step: number): void {
    this.#rewards[step] = this.environment.reward(this.name);
    this.#flags.push(this.environment.flags(this.name));
    this.#see();
  }

  #see(): void {
    const kept = this.#selector.take(this.environment.observation(this.name));
    this.#observed.push(kept === null ? 0 : 1);
    if (kept !== null) this.#rows.push(kept.slice());
    this.#digests.push(this.#selector.digest.slice());
  }

  result(): AgentRerun {
    const bit = (mask: number, flags: number[]) =>
      toBase64(Uint8Array.from(flags, (bits) => (bits & mask ? 1 : 0)));
    const after = this.#flags.slice(1);
    return {
      observed: toBase64(Uint8Array.from(this.#observed)),
      observations: toBase64(Buffer.concat(this.#rows)),
      digests: toBase64(Buffer.concat(this.#digests)),
      rewards: toBase64(new Uint8Array(this.#rewards.buffer)),
      present: bit(PRESENT, this.#flags),
      terminated: bit(TERMINATED, after),
      truncated: bit(TRUNCATED, after),
      actions: this.policy === null ? null : this.#chosen,
      outputs: toBase64(Buffer.concat(this.#outputs)),
    };
  }
}

/** The game with those for actors who acted in the episode. */
function castAs(job: Job, game: GameStep): GameStep {
  const agents = Object.entries(game.agents).map(([name, agent]) => [
    name,
    { ...agent, actor: agentJob(job, name).actor ?? agent.actor },
  ]);
  return { ...game, agents: Object.fromEntries(agents) };
}

function agentJob({ agents }: Job, name: string): AgentJob {
  const job = agents[name];
  if (job === undefined) throw new Error(`The episode has no agent ${name}.`);
  return job;
}

void run(main(...process.argv.slice(2)));
