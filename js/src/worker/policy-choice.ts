/** How a model's outputs become an action, by the plan that the build made. */

import type { Categorical, Continuous, OnnxPolicy } from "../generated/contract";
import { normalQuantile } from "./policy-normal";
import type { TensorData } from "./policy-tensors";

/** Stands for a random number of 0, at which a normal distribution has no quantile. */
const smallest = 2 ** -53;

/** Whether the i-th action may be taken now. */
export type Allows = (index: number) => boolean;

export interface Chooser {
  /** The numbers of the last action: integers, but of a Box. Reused. */
  readonly numbers: Float64Array;
  /** The random numbers in [0, 1) that it used, NaN where it drew none. Reused. */
  readonly drawn: Float64Array;
  /**
   * @param outputs those that the plan names.
   * @param uniform draws a number in [0, 1).
   * @throws where the outputs give no action
   */
  choose(outputs: readonly TensorData[], uniform: () => number, allows: Allows): void;
}

export function chooserOf({ choice, outputs }: OnnxPolicy): Chooser {
  switch (choice.kind) {
    case "categorical":
      return new Heads(choice);
    case "continuous":
      return new Numbers(choice);
    case "given":
      return new Same(outputs[0]?.size ?? 0);
  }
}

/** The model has chosen. */
class Same implements Chooser {
  readonly numbers: Float64Array;
  readonly drawn = Float64Array.of(Number.NaN);

  constructor(size: number) {
    this.numbers = new Float64Array(size);
  }

  choose([given]: readonly TensorData[]): void {
    for (let i = 0; i < this.numbers.length; i++) this.numbers[i] = Number(given?.[i]);
  }
}

/** One choice for each head. */
class Heads implements Chooser {
  readonly numbers: Float64Array;
  readonly drawn: Float64Array;
  readonly #heads: Float64Array[];

  constructor(private readonly choice: Categorical) {
    this.numbers = new Float64Array(choice.heads.length);
    this.drawn = new Float64Array(choice.heads.length).fill(Number.NaN);
    this.#heads = choice.heads.map((size) => new Float64Array(size));
  }

  choose([logits]: readonly TensorData[], uniform: () => number, allows: Allows): void {
    let from = 0;
    let at = 0;
    for (const head of this.#heads) {
      for (let i = 0; i < head.length; i++) head[i] = Number(logits?.[from++]);
      refuseNaN(head);
      if (this.choice.mask) mask(head, allows);
      this.numbers[at] = (this.choice.starts[at] as number) + this.#choose(head, at, uniform);
      at += 1;
    }
  }

  #choose(head: Float64Array, at: number, uniform: () => number): number {
    const { choose, temperature, epsilon } = this.choice;
    const draws = choose === "sample" || epsilon > 0;
    const number = draws ? uniform() : Number.NaN;
    this.drawn[at] = number;
    if (choose === "sample") return sample(head, temperature, number);
    return number < epsilon ? explore(head, number / epsilon) : argmax(head);
  }
}

/** The numbers of a Box. */
class Numbers implements Chooser {
  readonly numbers: Float64Array;
  readonly drawn: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;

  constructor(private readonly choice: Continuous) {
    const { low, high, log_std } = choice;
    this.numbers = new Float64Array(low.length);
    this.drawn = new Float64Array(log_std === null ? 1 : low.length).fill(Number.NaN);
    this.#low = Float64Array.from(low, (bound) => bound ?? Number.NEGATIVE_INFINITY);
    this.#high = Float64Array.from(high, (bound) => bound ?? Number.POSITIVE_INFINITY);
  }

  choose(outputs: readonly TensorData[], uniform: () => number): void {
    for (let i = 0; i < this.numbers.length; i++) {
      const mean = Number(outputs[0]?.[i]);
      const value = this.choice.log_std === null ? mean : this.#around(mean, i, outputs, uniform);
      this.numbers[i] = this.#bounded(value, i);
    }
    refuseNaN(this.numbers);
  }

  #around(mean: number, i: number, outputs: readonly TensorData[], uniform: () => number): number {
    const number = uniform();
    this.drawn[i] = number;
    return mean + Math.exp(this.#logStd(i, outputs)) * normalQuantile(number || smallest);
  }

  #logStd(i: number, outputs: readonly TensorData[]): number {
    const { log_std } = this.choice;
    if (log_std === "output") return Number(outputs[1]?.[i]);
    if (log_std === "half") return Number(outputs[0]?.[this.numbers.length + i]);
    return log_std?.[i] ?? Number.NaN;
  }

  #bounded(value: number, i: number): number {
    const low = this.#low[i] as number;
    const high = this.#high[i] as number;
    const { bounds } = this.choice;
    const squashed = bounds === "tanh" ? Math.tanh(value) : value;
    const placed = bounds === "clip" ? squashed : low + ((squashed + 1) / 2) * (high - low);
    return Math.min(high, Math.max(low, placed));
  }
}

/** The index of the largest number; the first of several. */
export function argmax(numbers: Float64Array): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) {
    if ((numbers[i] as number) > (numbers[best] as number)) best = i;
  }
  return best;
}

/**
 * Draws an index with the probabilities softmax(logits / temperature), in float64: the first index
 * whose cumulative probability exceeds `uniform`.
 *
 * @param uniform in [0, 1).
 * @throws where no logit is finite
 */
export function sample(logits: Float64Array, temperature: number, uniform: number): number {
  const top = logits[argmax(logits)] as number;
  const weight = (i: number) => Math.exp(((logits[i] as number) - top) / temperature);
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += weight(i);
  if (Number.isNaN(total)) throw noProbabilities(logits);
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

/** One of those that are not ruled out, all being equally likely. @param uniform in [0, 1). */
function explore(logits: Float64Array, uniform: number): number {
  const isPossible = (value: number) => value !== Number.NEGATIVE_INFINITY;
  let left = Math.floor(uniform * logits.filter(isPossible).length);
  return logits.findIndex((value) => isPossible(value) && left-- === 0);
}

function mask(logits: Float64Array, allows: Allows): void {
  for (let i = 0; i < logits.length; i++) if (!allows(i)) logits[i] = Number.NEGATIVE_INFINITY;
}

function refuseNaN(numbers: Float64Array): void {
  for (let i = 0; i < numbers.length; i++) {
    if (Number.isNaN(numbers[i])) throw noProbabilities(numbers);
  }
}

function noProbabilities(numbers: Float64Array): Error {
  return new Error(`The policy's output gives no action: [${numbers.join(", ")}].`);
}
