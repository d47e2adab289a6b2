/** The ONNX policies of a site, and the runtime that they need. */

import * as ort from "onnxruntime-web/wasm";
import type { Agent, GameStep, Manifest, OnnxPolicy } from "../generated/contract";
import { Policy } from "./policy";

/** Where the policies' bytes come from: a server, or a folder under Node. */
export interface PolicySource {
  /** The runtime's wasm: its address, or its bytes. */
  wasm: { address: string } | { bytes: Uint8Array };
  read(policy: OnnxPolicy): Promise<Uint8Array>;
}

/** Makes an actor for an agent, of the policy of that name. @throws where there is none */
export type MakePolicy = (name: string, agent: Agent) => Policy;

export const human = "human";

/** Names of the policies that act in any game of the study. */
export function usedPolicies(manifest: Manifest): string[] {
  const games = manifest.steps.filter((step): step is GameStep => step.kind === "game");
  const actors = games.flatMap((game) => Object.values(game.agents).map((agent) => agent.actor));
  return [...new Set(actors)].filter((actor) => actor !== human);
}

/** Starts a session for every policy that is used; without one, nothing is downloaded at all. */
export async function loadPolicies(manifest: Manifest, source: PolicySource): Promise<MakePolicy> {
  const names = usedPolicies(manifest);
  if (names.length > 0) configure(source.wasm);
  const sessions = new Map<string, ort.InferenceSession>();
  // One after the other: the first session starts the runtime.
  for (const name of names)
    sessions.set(name, await startSession(policyOf(manifest, name), source));
  return (name, agent) => {
    const session = sessions.get(name);
    if (session === undefined) throw new Error(`The policy ${name} is not loaded.`);
    return new Policy(session, policyOf(manifest, name), agent, makeTensor);
  };
}

function policyOf({ policies }: Manifest, name: string): OnnxPolicy {
  const policy = policies[name];
  if (policy === undefined) throw new Error(`The site has no policy ${name}.`);
  return policy;
}

function configure(wasm: PolicySource["wasm"]): void {
  // Threads need headers that static hosts do not send; a small policy gains nothing by them.
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  if ("address" in wasm) ort.env.wasm.wasmPaths = { wasm: wasm.address };
  else ort.env.wasm.wasmBinary = wasm.bytes;
}

async function startSession(
  policy: OnnxPolicy,
  source: PolicySource,
): Promise<ort.InferenceSession> {
  const bytes = await source.read(policy);
  return ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
}

function makeTensor(data: Float32Array): ort.TypedTensor<"float32"> {
  return new ort.Tensor("float32", data, [1, data.length]);
}
