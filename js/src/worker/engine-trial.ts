/** Whether a model runs on the graphics processor: where it is faster there, and decides the same. */

import type { Agent, OnnxPolicy } from "../generated/contract";
import { messageOf } from "../shared/errors";
import { Xoshiro128StarStar } from "../shared/random";
import type { Action } from "./actor";
import { type Engine, type Provided, Relay } from "./engine";
import { numbersOf } from "./hands/packed";
import { Policy } from "./policy";
import { makeUpObservations } from "./trial-observations";
import type { OpenOnWebGpu } from "./webgpu";

/** Decisions of a rehearsal; the first ones, in which shaders are compiled, are not timed. */
const decisions = 16;
const untimed = 4;
/** Of the time on WebAssembly: what saves less than a tenth is not worth another processor. */
const worthwhile = 0.9;
/** Numbers of a Box count as the same up to here, relative to 1 or to themselves. */
const tolerance = 1e-4;

export interface Candidate {
  name: string;
  policy: OnnxPolicy;
  /** One of those that it acts for. */
  agent: Agent;
  model: Uint8Array;
}

export interface Trial {
  open: OpenOnWebGpu;
  now: () => number;
  /** Told once, and again where the graphics processor is lost. */
  tell: (provided: Provided) => void;
}

interface Rehearsal {
  actions: Action[];
  /** Of a decision, the median. */
  ms: number;
}

/** The engine that a model is to run on; never rejects for what WebGPU does. */
export async function chooseEngine(
  candidate: Candidate,
  wasm: Engine,
  { open, now, tell }: Trial,
): Promise<Engine> {
  const stay = (why: string, ms: Partial<Pick<Provided, "wasm_ms" | "webgpu_ms">> = {}) => {
    const { name: policy } = candidate;
    tell({ policy, provider: "wasm", why, wasm_ms: null, webgpu_ms: null, ...ms });
    return wasm;
  };
  let webgpu: Engine;
  let there: Rehearsal;
  try {
    webgpu = await open(candidate.model);
    there = await rehearse(candidate, webgpu, now);
  } catch (error) {
    return stay(messageOf(error));
  }
  const here = await rehearse(candidate, wasm, now);
  const times = { wasm_ms: here.ms, webgpu_ms: there.ms };
  const others = countOthers(candidate, here.actions, there.actions);
  if (others > 0) return stay(`On WebGPU ${others} of ${decisions} decisions are others.`, times);
  if (there.ms > here.ms * worthwhile) return stay("WebGPU is not faster here.", times);
  tell({
    policy: candidate.name,
    provider: "webgpu",
    why: `WebGPU is faster here, and all of ${decisions} decisions are the same.`,
    ...times,
  });
  return new Relay(webgpu, wasm, (error) => stay(`WebGPU has failed: ${messageOf(error)}`, times));
}

async function rehearse(
  { policy, agent }: Candidate,
  { session, makeTensor }: Engine,
  now: () => number,
): Promise<Rehearsal> {
  const player = new Policy(session, policy, agent, makeTensor, () => true);
  const random = new Xoshiro128StarStar([5, 6, 7, 8]);
  player.begin(() => random.uniform());
  const actions: Action[] = [];
  const times: number[] = [];
  for (const observation of makeUpObservations(agent.layout.observation, policy, decisions)) {
    const begun = now();
    actions.push((await player.decide(observation)).action);
    times.push(now() - begun);
  }
  return { actions, ms: median(times.slice(untimed)) };
}

function countOthers(
  { agent }: Candidate,
  here: readonly Action[],
  there: readonly Action[],
): number {
  return here.filter((action, index) => !isSame(action, there[index] as Action, agent)).length;
}

function isSame(one: Action, other: Action, agent: Agent): boolean {
  if (typeof one === "number" || typeof other === "number") return one === other;
  const isFloat = agent.layout.action.some(({ dtype }) => dtype.startsWith("<f"));
  if (!isFloat) return one === other;
  const [these, those] = [one, other].map((packed) => numbersOf({ packed: btoa(packed) }, agent));
  return (these ?? []).every((number, index) => {
    const difference = Math.abs(number - (those?.[index] ?? Number.NaN));
    return difference <= tolerance * Math.max(1, Math.abs(number));
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]] as const;
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
