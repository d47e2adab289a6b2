/** Shows a model the observation, by the plan that the build made: see contract/policies.py. */

import type { Tensor } from "onnxruntime-web/wasm";
import type { ArrayField, ObservationTensor } from "../generated/contract";
import { elementsOf, type Numbers } from "./layout";
import { FrameReader } from "./policy-frame";
import { fill, type MakeTensor, makeData, setNumbers, type TensorData } from "./policy-tensors";

export class ObservationInput {
  readonly name: string;
  readonly tensor: Tensor;
  /** That of the tensor. */
  readonly data: TensorData;
  readonly #plan: ObservationTensor;
  readonly #reader: FrameReader;
  /** The newest observation, in the order of the tensor; it may be the tensor's own memory. */
  readonly #frame: Numbers;
  /** Of one frame in what lies one behind the other in the tensor, and of all frames there. */
  readonly #run: number;
  readonly #runs: number;
  #isFirst = true;

  constructor(plan: ObservationTensor, layout: readonly ArrayField[], makeTensor: MakeTensor) {
    this.name = plan.name;
    this.#plan = plan;
    const data = makeData(plan.dtype, elementsOf(plan.shape));
    this.data = data;
    this.tensor = makeTensor(plan.dtype, data, plan.shape);
    this.#reader = new FrameReader(plan, layout);
    const isDirect = plan.frames === 1 && this.#reader.isDirect;
    this.#frame =
      isDirect && !(data instanceof BigInt64Array)
        ? data
        : new Float64Array(data.length / plan.frames);
    const last = plan.shape.at(-1) as number;
    this.#runs = plan.stacked === "last" ? last : data.length;
    this.#run = this.#runs / plan.frames;
  }

  /** An episode begins. */
  begin(): void {
    this.#isFirst = true;
    fill(this.data, 0);
  }

  /** @param row a packed observation. @throws on a category that its space does not have */
  show(row: Uint8Array): void {
    this.#reader.read(row, this.#frame);
    if (this.#frame === this.data) return;
    const { frames, padding } = this.#plan;
    const times = this.#isFirst && padding === "first" ? frames : 1;
    for (let time = 0; time < times; time++) this.#push();
    this.#isFirst = false;
  }

  /** The oldest frame goes, the newest comes behind the others. */
  #push(): void {
    const [data, frame, run, runs] = [this.data, this.#frame, this.#run, this.#runs];
    let from = 0;
    for (let begin = 0; begin < data.length; begin += runs) {
      if (runs > run) data.copyWithin(begin, begin + run, begin + runs);
      setNumbers(data, begin + runs - run, frame, from, run);
      from += run;
    }
  }
}
