import type { Tensor } from "onnxruntime-web/wasm";
import { describe, expect, it } from "vitest";
import { type Actor, absence } from "../../src/worker/actor";
import { Batch, rowOf } from "../../src/worker/batch";
import type { ObservationInput } from "../../src/worker/policy-inputs";
import type { TensorData } from "../../src/worker/policy-tensors";
import { skipping } from "../../src/worker/repeating";

const plan = { inputs: [{ name: "obs", dtype: "float32", shape: [1, 2] }] } as never;

/** Doubles what it is given, and notes the shapes. */
function doubling() {
  const runs: (readonly number[])[] = [];
  const session = {
    run: async ({ obs }: Record<string, Tensor>) => {
      runs.push([...(obs as Tensor).dims]);
      const data = Float32Array.from((obs as Tensor).data as Float32Array, (x) => 2 * x);
      return { out: { data } };
    },
  };
  const makeTensor = (_dtype: unknown, data: TensorData, dims: readonly number[]) =>
    ({ data, dims }) as unknown as Tensor;
  return { runs, batch: new Batch(session as never, plan, makeTensor) };
}

const showing = (...numbers: number[]) =>
  [{ data: Float32Array.from(numbers) }] as unknown as ObservationInput[];

async function rows(batch: Batch, ...joined: number[]): Promise<number[][]> {
  const { out } = (await batch.outputs()) as unknown as { out: { data: Float32Array } };
  return joined.map((row) => [...rowOf(out.data, row, 2)]);
}

describe("Batch", () => {
  it("runs the model once for all that have joined", async () => {
    const { batch, runs } = doubling();
    const joined = [batch.join(showing(1, 2)), batch.join(showing(3, 4))];
    expect(await rows(batch, ...joined)).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(await rows(batch, ...joined)).toHaveLength(2);
    expect(runs).toEqual([[2, 2]]);
  });

  it("begins a round with the first who joins after a run, of as many as act then", async () => {
    const { batch, runs } = doubling();
    for (const numbers of [
      [1, 2],
      [3, 4],
    ] as const)
      batch.join(showing(...numbers));
    await batch.outputs();
    const alone = batch.join(showing(5, 6));
    expect([alone, batch.rows]).toEqual([0, 1]);
    expect(await rows(batch, alone)).toEqual([[10, 12]]);
    batch.join(showing(7, 7));
    batch.join(showing(8, 8));
    expect(await rows(batch, 0, 1)).toEqual([
      [14, 14],
      [16, 16],
    ]);
    expect(runs.map(([count]) => count)).toEqual([2, 1, 2]);
  });

  it("forgets who waited when an episode begins", () => {
    const { batch } = doubling();
    batch.join(showing(1, 2));
    batch.begin();
    expect(batch.join(showing(3, 4))).toBe(0);
  });
});

describe("a frame skip", () => {
  it("lets its actor look only where it decides", async () => {
    const looked: number[] = [];
    const actor: Actor = {
      begin: () => {},
      look: ([at]) => void looked.push(at as number),
      decide: () => ({ ...absence, action: 1 }),
    };
    const skipped = skipping(actor, 3);
    skipped.begin(() => 0, 0);
    for (let step = 0; step < 7; step++) {
      skipped.look?.(Uint8Array.of(step));
      await skipped.decide(Uint8Array.of(step), 0);
    }
    expect(looked).toEqual([0, 3, 6]);
  });
});
