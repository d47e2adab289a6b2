/**
 * Plays recorded episodes again: `node rerun.mjs SITE_DIR < jobs.jsonl > results.jsonl`.
 *
 * Python and policies are the site's own, so that an unchanged recording gives equal bits.
 */

import { createInterface } from "node:readline";
import type { PyodideAPI } from "pyodide";
import type { Agent, GameStep } from "../generated/contract";
import { toBase64 } from "../shared/bytes";
import { Environment, TERMINATED, TRUNCATED } from "../worker/environment";
import { human, type MakePolicy } from "../worker/policies";
import type { Policy } from "../worker/policy";
import { Site } from "./site";

/** A line of the input: one episode as it was recorded. */
export interface Job {
  /** Id of the game step. */
  step: string;
  seed: number;
  actions: number[];
  /** What the choice of each action drew; null where nothing was drawn. */
  uniforms: (number | null)[];
}

/** A line of the output; all bytes in base64, one row per step where nothing else is said. */
export interface Rerun {
  /** The observation after `reset`, packed by the layout. */
  observation0: string;
  observations: string;
  /** f8 */
  rewards: string;
  /** u1 */
  terminated: string;
  /** u1 */
  truncated: string;
  /** What the policy chooses at each state, before the recorded action is taken; null: a person acts. */
  actions: number[] | null;
  /** The policy's outputs, packed by the layout. */
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

async function main(folder: string | undefined): Promise<void> {
  if (folder === undefined) throw new Error("Usage: node rerun.mjs SITE_DIR < jobs > results");
  const site = await Site.open(folder);
  const python = await site.startPython();
  const makePolicy = await site.loadPolicies();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const result = await answer({ site, python, makePolicy }, JSON.parse(line));
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

async function answer(runtime: Runtime, job: Job): Promise<Rerun | Failed> {
  try {
    return await rerun(runtime, job);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function rerun({ site, python, makePolicy }: Runtime, job: Job): Promise<Rerun> {
  const { environment: spec } = site.manifest;
  const { agents, view } = gameOf(site, job.step);
  const [name, agent] = onlyAgent(agents);
  const policy = agent.actor === human ? null : makePolicy(agent.actor, agent);
  const environment = Environment.make(python, { environment: spec, view, agents });
  try {
    return await play(environment, name, policy, job);
  } finally {
    environment.close();
  }
}

async function play(
  environment: Environment,
  agent: string,
  policy: Policy | null,
  { seed, actions, uniforms }: Job,
): Promise<Rerun> {
  const rows: Uint8Array[] = [];
  const outputs: Uint8Array[] = [];
  const rewards = new Float64Array(actions.length);
  const flags = new Uint8Array(actions.length);
  const chosen: number[] = [];
  environment.reset(seed);
  const observation0 = toBase64(environment.observation(agent));
  for (const [index, action] of actions.entries()) {
    if (policy !== null) {
      policy.begin(() => uniforms[index] ?? Number.NaN);
      const decision = await policy.decide(environment.observation(agent));
      chosen.push(decision.action);
      outputs.push(decision.output);
    }
    flags[index] = environment.step(action);
    rewards[index] = environment.reward(agent);
    rows.push(environment.observation(agent).slice());
  }
  return {
    observation0,
    observations: toBase64(Buffer.concat(rows)),
    rewards: toBase64(new Uint8Array(rewards.buffer)),
    terminated: toBase64(flags.map((bits) => (bits & TERMINATED ? 1 : 0))),
    truncated: toBase64(flags.map((bits) => (bits & TRUNCATED ? 1 : 0))),
    actions: policy === null ? null : chosen,
    outputs: toBase64(Buffer.concat(outputs)),
  };
}

function gameOf({ manifest }: Site, id: string): GameStep {
  const step = manifest.steps.find((candidate) => candidate.id === id);
  if (step?.kind !== "game") throw new Error(`The site has no game ${id}.`);
  return step;
}

function onlyAgent(agents: Record<string, Agent>): [string, Agent] {
  const [entry, ...others] = Object.entries(agents);
  if (entry === undefined || others.length > 0) throw new Error("A game has one agent.");
  return entry;
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exitCode = 1;
});
