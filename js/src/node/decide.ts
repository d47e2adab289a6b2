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
import type { Action } from "../worker/actor";
import type { Environment } from "../worker/environment";
import { loadPolicies } from "../worker/policies";
import { absent, siteOf } from "./policy-site";

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
}

/** A line of the output: one entry for each decision. */
export interface DecideAnswer {
  /** The number of an action in a Discrete space; any other as its packed row in base64. */
  actions: (number | string)[];
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
  const answer: DecideAnswer = { actions: [], outputs: [], drawn: [] };
  const makePolicy = await loadPolicies(siteOf(job.agent, job.policy), {
    wasm: { bytes },
    read: () => readFile(job.model),
  });
  const policy = makePolicy("player", job.agent, {
    player: absent,
    sample: absent,
    allows: (_agent: string, action: Action) =>
      job.allowed?.[answer.actions.length]?.includes(action as number) ?? true,
  } satisfies Pick<Environment, "player" | "allows" | "sample">);
  let drawn = 0;
  for (const episode of job.episodes) {
    policy.begin(() => job.uniforms[drawn++] ?? Number.NaN, 0);
    for (const observation of episode) {
      const { action, output, uniform } = await policy.decide(fromBase64(observation), 0);
      answer.actions.push(typeof action === "number" ? action : btoa(action));
      answer.outputs.push(toBase64(output));
      answer.drawn.push(typeof uniform === "number" ? [uniform] : [...uniform]);
    }
  }
  return answer;
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exitCode = 1;
});
