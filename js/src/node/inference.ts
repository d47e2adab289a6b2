/**
 * Times a policy's decision against a bare call of its model: `node inference.mjs ORT_WASM < jobs`.
 *
 * Both are timed in turn, so that what else the machine does meanwhile meets both. A line of the
 * input is a `TimingJob`, one of the output a `Timed`.
 */

import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import * as ort from "onnxruntime-web/wasm";
import type { Agent, OnnxPolicy } from "../generated/contract";
import { fromBase64 } from "../shared/bytes";
import { elementsOf } from "../worker/layout";
import { loadPolicies } from "../worker/policies";
import { absent, siteOf } from "./policy-site";
import { run } from "./run";

export interface TimingJob {
  /** Path of the model, which has one input. */
  model: string;
  policy: OnnxPolicy;
  agent: Agent;
  /** A packed observation in base64. */
  observation: string;
  /** So many samples are taken of each, of so many decisions. */
  samples: number;
  decisions: number;
}

/** Microseconds per decision, or per call of the model with a tensor that is used again. */
export interface Timed {
  decide: number[];
  bare: number[];
}

type Once = () => unknown;

async function main(wasm: string | undefined): Promise<void> {
  if (wasm === undefined) throw new Error("Usage: node inference.mjs ORT_WASM < jobs");
  const bytes = await readFile(wasm);
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await timeAll(JSON.parse(line), bytes))}\n`);
  }
}

async function timeAll(job: TimingJob, bytes: Uint8Array): Promise<Timed> {
  const decide = await deciding(job, bytes);
  const bare = await calling(job);
  for (const once of [decide, bare]) await meanUs(once, job.decisions);
  const timed: Timed = { decide: [], bare: [] };
  for (let sample = 0; sample < job.samples; sample++) {
    timed.decide.push(await meanUs(decide, job.decisions));
    timed.bare.push(await meanUs(bare, job.decisions));
  }
  return timed;
}

async function deciding({ model, policy, agent, ...job }: TimingJob, bytes: Uint8Array) {
  const source = { wasm: { bytes }, read: () => readFile(model) };
  const makePolicy = await loadPolicies(siteOf(agent, policy), source);
  const allows = () => true;
  const actor = makePolicy("player", agent, { player: absent, sample: absent, allows });
  const observation = fromBase64(job.observation);
  actor.begin(() => 0.5, 0);
  return () => actor.decide(observation, 0);
}

async function calling({ model, policy }: TimingJob): Promise<Once> {
  const session = await ort.InferenceSession.create(await readFile(model), {
    executionProviders: ["wasm"],
  });
  const [input] = policy.inputs;
  if (input === undefined) throw new Error("The model has no input.");
  const zeros = new Float32Array(elementsOf(input.shape));
  const feeds = { [input.name]: new ort.Tensor("float32", zeros, input.shape) };
  return () => session.run(feeds);
}

async function meanUs(once: Once, count: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i++) await once();
  return ((performance.now() - start) * 1000) / count;
}

void run(main(process.argv[2]));
