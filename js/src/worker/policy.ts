/** A policy in the ONNX format: observation in, logits out, one action chosen. */

import type { InferenceSession, TypedTensor } from "onnxruntime-web/wasm";
import type { Agent, OnnxPolicy } from "../generated/contract";
import type { Actor, Decision } from "./actor";
import { noOutput } from "./actor";
import { elements, flattener, rowSize } from "./layout";

/** Makes the float32 tensor of shape [1, data.length] over `data`: `onnxruntime-web`'s constructor. */
export type MakeTensor = (data: Float32Array) => TypedTensor<"float32">;

export class Policy implements Actor {
  readonly #flatten: (row: Uint8Array) => void;
  readonly #feeds: Record<string, TypedTensor<"float32">>;
  readonly #outputSize: number;
  readonly #start: number;
  readonly #decision: Decision = {
    action: 0,
    intended: 0,
    source: "policy",
    inputT: Number.NaN,
    uniform: Number.NaN,
    output: noOutput,
  };
  #uniform: () => number = () => {
    throw new Error("The policy was asked before its episode began.");
  };

  constructor(
    private readonly session: InferenceSession,
    private readonly policy: OnnxPolicy,
    agent: Agent,
    makeTensor: MakeTensor,
  ) {
    const { observation, output } = agent.layout;
    const input = new Float32Array(observation.reduce((sum, field) => sum + elements(field), 0));
    this.#flatten = flattener(observation, input);
    this.#feeds = { [policy.input]: makeTensor(input) };
    this.#outputSize = rowSize(output);
    if (agent.action_space === null)
      throw new Error("A model chooses among Discrete actions only.");
    this.#start = agent.action_space.start;
  }

  begin(uniform: () => number): void {
    this.#uniform = uniform;
  }

  /** @throws if the model's output is of another size than the layout says, or holds NaN. */
  async decide(observation: Uint8Array): Promise<Decision> {
    this.#flatten(observation);
    const logits = await this.#run();
    const decision = this.#decision;
    const samples = this.policy.choose === "sample";
    decision.uniform = samples ? this.#uniform() : Number.NaN;
    const index = samples
      ? sample(logits, this.policy.temperature, decision.uniform)
      : argmax(logits);
    decision.action = index + this.#start;
    decision.intended = decision.action;
    decision.output = new Uint8Array(logits.buffer, logits.byteOffset, logits.byteLength);
    return decision;
  }

  async #run(): Promise<Float32Array> {
    // Outputs that are allocated beforehand come back as zeros in onnxruntime-web 1.30.
    const results = await this.session.run(this.#feeds);
    const logits = results[this.policy.output]?.data;
    if (!(logits instanceof Float32Array) || logits.byteLength !== this.#outputSize) {
      const { file, output } = this.policy;
      throw new Error(
        `The output ${output} of ${file} is not float32 of ${this.#outputSize} bytes.`,
      );
    }
    return logits;
  }
}

/** The index of the largest logit; the first of several. @throws on NaN */
export function argmax(logits: Float32Array): number {
  let best = 0;
  for (let i = 0; i < logits.length; i++) {
    if (Number.isNaN(logits[i])) throw notANumber(logits);
    if ((logits[i] as number) > (logits[best] as number)) best = i;
  }
  return best;
}

/**
 * Draws an index with the probabilities softmax(logits / temperature), in float64: the first index
 * whose cumulative probability exceeds `uniform`.
 *
 * @param uniform in [0, 1).
 * @throws on NaN, and where no logit is finite
 */
export function sample(logits: Float32Array, temperature: number, uniform: number): number {
  const top = logits[argmax(logits)] as number;
  const weight = (i: number) => Math.exp(((logits[i] as number) - top) / temperature);
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += weight(i);
  if (Number.isNaN(total)) throw notANumber(logits);
  let left = uniform * total;
  let last = 0;
  for (let i = 0; i < logits.length; i++) {
    const part = weight(i);
    left -= part;
    if (left < 0) return i;
    if (part > 0) last = i;
  }
  // Rounding may leave a crumb over: it belongs to the last index that is possible at all.
  return last;
}

function notANumber(logits: Float32Array): Error {
  return new Error(`The policy's output gives no probabilities: [${logits.join(", ")}].`);
}
