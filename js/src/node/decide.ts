/**
 * Asks policies: `node decide.mjs ORT_WASM < jobs.jsonl > answers.jsonl`, one job and one answer a
 * line.
 *
 * The observations are given, so that a policy can be held against the same one under another
 * runtime, and timed, without its environment.
 */

import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Agent, OnnxPolicy } from "../generated/contract";
import { fromBase64, toBase64 } from "../shared/bytes";
import { type Action, type Actor, type EncodedAction, encodedAction } from "../worker/actor";
import type { Environment } from "../worker/environment";
import { loadPolicies, type MakePolicy } from "../worker/policies";
import { absent, siteOf } from "./policy-site";
import { run } from "./run";

/** A line of the input: consecutive decisions of one policy. */
export interface DecideJob {
  /** Path of the model. */
  model: string;
  policy: OnnxPolicy;
  agent: Agent;
  /** Packed observations in base64, by episode. */
  episodes: string[][];
  /** What it draws, one number after the other. */
  uniforms: number[];
  /** At each decision of all episodes: the actions that are allowed; null: all. */
  allowed: number[][] | null;
  /** Whether all episodes are played at the same time, by agents of one game. */
  together?: boolean;
}

/** A line of the output: one entry for each decision. */
export interface DecideAnswer {
  actions: EncodedAction[];
  /** Packed by the agent's layout, in base64. */
  outputs: string[];
  /** What each decision drew, NaN (as null) where it drew nothing. */
  drawn: number[][];
}

export interface DecideFailure {
  error: string;
}

async function main(wasm: string | undefined): Promise<void> {
  if (wasm === undefined) throw new Error("Usage: node decide.mjs ORT_WASM < jobs");
  const bytes = await readFile(wasm);
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await decideAll(JSON.parse(line), bytes).catch(
      (error: unknown): DecideFailure => ({ error: String(error) }),
    );
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

async function decideAll(job: DecideJob, bytes: Uint8Array): Promise<DecideAnswer> {
  const makePolicy = await loadPolicies(siteOf(job.agent, job.policy), {
    wasm: { bytes },
    read: () => readFile(job.model),
  });
  const game = new Game(job, makePolicy);
  const players = job.episodes.map((_, episode) => episode);
  const rounds = job.together ? [players] : players.map((player) => [player]);
  for (const round of rounds) await game.play(round);
  return game.answer;
}

/** As much of a game as its policies notice: each episode is that of one player. */
class Game implements Pick<Environment, "player" | "allows" | "sample"> {
  readonly player = absent;
  readonly sample = absent;
  readonly #policies: Actor[];
  readonly #answers: DecideAnswer[];
  /** Whose turn it is. */
  #turn = 0;

  constructor(
    private readonly job: DecideJob,
    makePolicy: MakePolicy,
  ) {
    const { episodes, agent, together } = job;
    this.#answers = episodes.map(() => ({ actions: [], outputs: [], drawn: [] }));
    const alone = makePolicy("player", agent, this);
    this.#policies = episodes.map((_, episode) =>
      together ? makePolicy(`player ${episode}`, agent, this) : alone,
    );
  }

  /** One entry for each decision, in the order of the episodes. */
  get answer(): DecideAnswer {
    return {
      actions: this.#answers.flatMap(({ actions }) => actions),
      outputs: this.#answers.flatMap(({ outputs }) => outputs),
      drawn: this.#answers.flatMap(({ drawn }) => drawn),
    };
  }

  allows(_agent: string, action: Action): boolean {
    const { episodes, allowed } = this.job;
    const before = episodes.slice(0, this.#turn).flat().length;
    const decision = before + (this.#answers[this.#turn]?.actions.length ?? 0);
    return allowed?.[decision]?.includes(action as number) ?? true;
  }

  /** These players at the same time, step by step as the loop does it. */
  async play(players: readonly number[]): Promise<void> {
    for (const player of players) this.#begin(player);
    const rows = players.map((player) => (this.job.episodes[player] ?? []).map(fromBase64));
    for (let step = 0; step < Math.max(...rows.map(({ length }) => length)); step++) {
      const acting = players.filter((_, at) => step < (rows[at]?.length ?? 0));
      const seen = (player: number) => rows[players.indexOf(player)]?.[step] as Uint8Array;
      for (const player of acting) this.#policies[player]?.look?.(seen(player));
      for (const player of acting) await this.#decide(player, seen(player));
    }
  }

  /** Each player draws as many numbers as the others. */
  #begin(player: number): void {
    const { uniforms, episodes } = this.job;
    let drawn = (uniforms.length / episodes.length) * player;
    this.#policies[player]?.begin(() => uniforms[drawn++] ?? Number.NaN, 0);
  }

  async #decide(player: number, observation: Uint8Array): Promise<void> {
    this.#turn = player;
    const answer = this.#answers[player] as DecideAnswer;
    const { action, output, uniform } = await (this.#policies[player] as Actor).decide(
      observation,
      0,
    );
    answer.actions.push(encodedAction(action));
    answer.outputs.push(toBase64(output));
    answer.drawn.push(typeof uniform === "number" ? [uniform] : [...uniform]);
  }
}

void run(main(process.argv[2]));
