/** Tensors of ONNX Runtime over memory that stays where it is, so that a decision makes no garbage. */

import type { Tensor } from "onnxruntime-web/wasm";
import type { FixedTensor, StateTensor } from "../generated/contract";
import { elementsOf, type Numbers } from "./layout";

export type TensorDtype = FixedTensor["dtype"];
export type TensorData = Float32Array | BigInt64Array | Int32Array | Uint8Array;

/** `new ort.Tensor`: this module knows nothing of the runtime itself. */
export type MakeTensor = (dtype: TensorDtype, data: TensorData, shape: readonly number[]) => Tensor;

const arrays = {
  float32: Float32Array,
  int64: BigInt64Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;

/** Zeros. */
export function makeData(dtype: TensorDtype, length: number): TensorData {
  return new arrays[dtype](length);
}

export function isOf(dtype: TensorDtype, data: unknown): data is TensorData {
  return data instanceof arrays[dtype];
}

/**
 * Writes numbers one after the other, from an index of `frame` on.
 *
 * For int64 they are integers within ±2^53.
 */
export function setNumbers(
  data: TensorData,
  begin: number,
  frame: Numbers,
  from: number,
  count: number,
): void {
  if (data instanceof BigInt64Array) {
    for (let i = 0; i < count; i++) data[begin + i] = BigInt(frame[from + i] as number);
  } else {
    for (let i = 0; i < count; i++) data[begin + i] = frame[from + i] as number;
  }
}

export function fill(data: TensorData, value: number): void {
  if (data instanceof BigInt64Array) data.fill(BigInt(value));
  else data.fill(value);
}

/** An input that shows nothing of the environment, at an episode's first decision and later ones. */
export class FixedInput {
  readonly #first: Tensor;
  readonly #later: Tensor;

  constructor({ name, dtype, shape, value, at_first }: FixedTensor, makeTensor: MakeTensor) {
    this.name = name;
    const all = (number: number) => {
      const data = makeData(dtype, elementsOf(shape));
      fill(data, number);
      return makeTensor(dtype, data, shape);
    };
    this.#first = all(at_first);
    this.#later = all(value);
  }

  readonly name: string;

  tensor(isFirst: boolean): Tensor {
    return isFirst ? this.#first : this.#later;
  }
}

/** A recurrent state: what the model gave becomes what it is given, as it is. */
export class State {
  readonly input: string;
  readonly output: string;
  readonly #zeros: Tensor;
  #tensor: Tensor;

  constructor({ input, output, dtype, shape }: StateTensor, makeTensor: MakeTensor) {
    this.input = input;
    this.output = output;
    this.#zeros = makeTensor(dtype, makeData(dtype, elementsOf(shape)), shape);
    this.#tensor = this.#zeros;
  }

  get tensor(): Tensor {
    return this.#tensor;
  }

  begin(): void {
    this.#tensor = this.#zeros;
  }

  /** @throws where the output is of another kind or size than the input */
  keep(given: Tensor | undefined): void {
    const { type, size } = this.#zeros;
    if (given?.type !== type || given.size !== size) {
      throw new Error(`The output ${this.output} is no ${type} tensor of ${size} elements.`);
    }
    this.#tensor = given;
  }
}
