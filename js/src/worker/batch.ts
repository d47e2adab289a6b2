/** Several agents, one model: those that act at the same time are decided for in one run. */

import type { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import type { OnnxPolicy } from "../generated/contract";
import { elementsOf } from "./layout";
import type { ObservationInput } from "./policy-inputs";
import { type MakeTensor, makeData, type TensorData } from "./policy-tensors";

/** Of so many rows, the tensors that the model is given. */
interface Table {
  feeds: Record<string, Tensor>;
  /** By input. */
  data: TensorData[];
}

/**
 * A round: everybody who is to decide joins it, then each of them asks for its row.
 *
 * Only for models of which the build has seen that each row of a batch comes out as it does alone.
 */
export class Batch {
  #joined: (readonly ObservationInput[])[] = [];
  #running: Promise<InferenceSession.OnnxValueMapType> | null = null;
  readonly #tables = new Map<number, Table>();

  constructor(
    private readonly session: Pick<InferenceSession, "run">,
    private readonly policy: Pick<OnnxPolicy, "inputs">,
    private readonly makeTensor: MakeTensor,
  ) {}

  /** An episode begins: nobody waits any more. */
  begin(): void {
    this.#joined = [];
    this.#running = null;
  }

  /** @param inputs which show what the agent observes. @returns its row */
  join(inputs: readonly ObservationInput[]): number {
    if (this.#running !== null) this.begin();
    return this.#joined.push(inputs) - 1;
  }

  /** How many have joined the round. */
  get rows(): number {
    return this.#joined.length;
  }

  /** What the model gave for all rows. It runs once in a round, when the first of them asks. */
  outputs(): Promise<InferenceSession.OnnxValueMapType> {
    this.#running ??= this.session.run(this.#filled());
    return this.#running;
  }

  #filled(): Record<string, Tensor> {
    const { feeds, data } = this.#table(this.rows);
    for (const [row, inputs] of this.#joined.entries()) {
      for (const [at, { data: shown }] of inputs.entries()) copy(shown, data[at], row);
    }
    return feeds;
  }

  #table(rows: number): Table {
    const known = this.#tables.get(rows);
    if (known !== undefined) return known;
    const data = this.policy.inputs.map(({ dtype, shape }) =>
      makeData(dtype, rows * elementsOf(shape)),
    );
    const tensors = this.policy.inputs.map(({ name, dtype, shape: [, ...one] }, at) => {
      const tensor = this.makeTensor(dtype, data[at] as TensorData, [rows, ...one]);
      return [name, tensor] as const;
    });
    const table = { feeds: Object.fromEntries(tensors), data };
    this.#tables.set(rows, table);
    return table;
  }
}

/** The batches of a game: one for each model. */
export class Batches {
  readonly #known = new Map<string, Batch>();

  of(model: string, make: () => Batch): Batch {
    const batch = this.#known.get(model) ?? make();
    this.#known.set(model, batch);
    return batch;
  }
}

/** One of the rows in which all of them stand one after the other. */
export function rowOf<D extends TensorData>(data: D, row: number, size: number): D {
  return data.subarray(row * size, (row + 1) * size) as D;
}

/** Of the same dtype: both are made by the same plan. */
function copy(from: TensorData, to: TensorData | undefined, row: number): void {
  (to as { set(data: TensorData, offset: number): void }).set(from, row * from.length);
}
