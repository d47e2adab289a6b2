/** Which observations are recorded, and how much of each: the contract's `ObservationRule`. */

import type { ArrayField, ObservationRule } from "../generated/contract";
import { areEqual } from "../shared/bytes";
import { elements, rowSize } from "./layout";
import { digestBytes, Sha256 } from "./sha256";

/** What is recorded of an agent's observations, and what they are like before. */
export interface RecordedObservations {
  rule: ObservationRule;
  /** As the environment packs them. */
  whole: readonly ArrayField[];
  /** As they are recorded. */
  layout: readonly ArrayField[];
}

/** Takes the observations of an episode one after the other; makes no garbage. */
export class ObservationSelector {
  /** SHA-256 of the observation that was taken last; empty where none is recorded. */
  readonly digest: Uint8Array;
  readonly #rule: ObservationRule;
  readonly #sha256 = new Sha256();
  /** Null: an observation is recorded as it is. */
  readonly #sampler: Sampler | null;
  /** Whose bytes the next one must differ from; empty where nothing is compared. */
  #last: Uint8Array;
  /** Of the next observation in the episode. */
  #index = 0;

  constructor({ rule, whole, layout }: RecordedObservations) {
    this.#rule = rule;
    this.digest = new Uint8Array(rule.keep === "key_frames" ? digestBytes : 0);
    this.#sampler = rule.downsample === 1 ? null : new Sampler(whole, layout, rule.downsample);
    this.#last = new Uint8Array(rule.keep === "changed" ? rowSize(layout) : 0);
  }

  /** An episode begins: the next observation is that of `reset`. */
  begin(): void {
    this.#index = 0;
  }

  /**
   * @param observation packed by its layout.
   * @returns the bytes to record, good until the environment is called or the next one is taken;
   *   null where this one is not recorded.
   */
  take(observation: Uint8Array): Uint8Array | null {
    const index = this.#index++;
    const { keep, every } = this.#rule;
    if (keep === "key_frames") this.#sha256.digest(observation, this.digest);
    if (keep === "none" || index % every !== 0) return null;
    const sample = this.#sampler?.sample(observation) ?? observation;
    if (keep !== "changed") return sample;
    if (index > 0 && areEqual(sample, this.#last)) return null;
    if (this.#last.length !== sample.length) this.#last = new Uint8Array(sample.length);
    this.#last.set(sample);
    return sample;
  }
}

/** Takes every k-th row and column of the arrays of pixels in an observation. */
class Sampler {
  readonly #sample: Uint8Array;
  /** Where each byte of the sample lies in the observation. */
  readonly #sources: Uint32Array;
  /** Where the tail of an observation begins, which is taken as it is. */
  readonly #fixed: number;

  constructor(whole: readonly ArrayField[], layout: readonly ArrayField[], k: number) {
    this.#fixed = rowSize(whole);
    this.#sources = Uint32Array.from(sourcesOf(whole, layout, k));
    this.#sample = new Uint8Array(this.#sources.length);
  }

  sample(observation: Uint8Array): Uint8Array {
    for (let i = 0; i < this.#sources.length; i += 1) {
      this.#sample[i] = observation[this.#sources[i] as number] as number;
    }
    if (observation.length === this.#fixed) return this.#sample;
    const tail = observation.subarray(this.#fixed);
    const sample = new Uint8Array(this.#sample.length + tail.length);
    sample.set(this.#sample);
    sample.set(tail, this.#sample.length);
    return sample;
  }
}

function* sourcesOf(
  whole: readonly ArrayField[],
  layout: readonly ArrayField[],
  k: number,
): Iterable<number> {
  let start = 0;
  for (const [i, field] of whole.entries()) {
    if (field.dtype === "exact") return; // all that follow are in the tail
    const sampled = (layout[i] as ArrayField).shape;
    const itemBytes = rowSize([field]) / elements(field) || 1;
    const strides = stridesOf(field.shape, itemBytes).map((stride, axis) =>
      // An axis that kept its length was not sampled, or has one element alone.
      sampled[axis] === field.shape[axis] ? stride : stride * k,
    );
    for (const offset of offsetsOf(sampled, strides)) {
      for (let byte = 0; byte < itemBytes; byte += 1) yield start + offset + byte;
    }
    start += rowSize([field]);
  }
}

/** Bytes from one element of an axis to the next, in C order. */
function stridesOf(shape: readonly number[], itemBytes: number): number[] {
  const strides: number[] = [];
  let stride = itemBytes;
  for (const length of shape.toReversed()) {
    strides.unshift(stride);
    stride *= length;
  }
  return strides;
}

function* offsetsOf(
  [length, ...shape]: readonly number[],
  [stride = 0, ...strides]: readonly number[],
): Iterable<number> {
  if (length === undefined) {
    yield 0;
    return;
  }
  for (let i = 0; i < length; i += 1) {
    for (const offset of offsetsOf(shape, strides)) yield i * stride + offset;
  }
}
