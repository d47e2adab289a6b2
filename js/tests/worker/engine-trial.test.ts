import { describe, expect, it } from "vitest";
import type { Agent, ArrayField, OnnxPolicy } from "../../src/generated/contract";
import type { Engine, Provided } from "../../src/worker/engine";
import { type Candidate, chooseEngine } from "../../src/worker/engine-trial";
import { makeUpObservations } from "../../src/worker/trial-observations";

const field = (dtype: ArrayField["dtype"], shape: number[]): ArrayField => ({
  path: [],
  dtype,
  shape,
});

const agent: Agent = {
  actor: "coach",
  action_space: { n: 2, start: 0 },
  recorded: { rule: { keep: "all", every: 1, downsample: 1 }, layout: [] },
  layout: { observation: [field("<f4", [2])], action: [field("<i8", [])], output: [], uniforms: 1 },
};

const policy = {
  kind: "onnx",
  inputs: [
    {
      name: "obs",
      dtype: "float32",
      shape: [1, 2],
      parts: [{ path: [], one_hot: null, channels_first: false }],
      normalize: null,
      frames: 1,
      stacked: "first",
      padding: "first",
    },
  ],
  fixed: [],
  states: [],
  outputs: [{ name: "logits", dtype: "float32", size: 2 }],
  choice: {
    kind: "categorical",
    heads: [2],
    starts: [0],
    choose: "argmax",
    temperature: 1,
    epsilon: 0,
    mask: false,
  },
} as unknown as OnnxPolicy;

const candidate: Candidate = { name: "coach", policy, agent, model: Uint8Array.of(7) };

/** Time that passes only where an engine works. */
class Stopped {
  at = 0;
  now = () => this.at;
}

/** Its logits are the observation, or the other way round; it takes so long, in ms, for each. */
function engineOf(time: Stopped, ms: number, { turned = false, failsAfter = Infinity } = {}) {
  const engine = {
    runs: 0,
    makeTensor: (_dtype: unknown, data: unknown) => ({ data }),
    session: {
      run: async ({ obs }: Record<string, { data: Float32Array }>) => {
        if (engine.runs++ >= failsAfter) throw new Error("The device is lost.");
        time.at += ms;
        const [one = 0, other = 0] = obs?.data ?? [];
        return { logits: { data: Float32Array.from(turned ? [other, one] : [one, other]) } };
      },
    },
  };
  return engine as unknown as Engine & { runs: number };
}

async function choose(wasm: Engine, webgpu: Engine | Error, time: Stopped) {
  const told: Provided[] = [];
  const chosen = await chooseEngine(candidate, wasm, {
    open: async (model) => {
      expect(model).toBe(candidate.model);
      if (webgpu instanceof Error) throw webgpu;
      return webgpu;
    },
    now: time.now,
    tell: (provided) => told.push(provided),
  });
  return { chosen, told };
}

/** One decision more, for the logits [1, 2]. */
async function run({ session, makeTensor }: Engine): Promise<unknown> {
  const obs = makeTensor("float32", Float32Array.of(1, 2), [1, 2]);
  return (await session.run({ obs })).logits?.data;
}

describe("chooseEngine", () => {
  it("takes WebGPU where it is faster and decides the same", async () => {
    const time = new Stopped();
    const [wasm, webgpu] = [engineOf(time, 10), engineOf(time, 4)];
    const { chosen, told } = await choose(wasm, webgpu, time);
    expect(told).toEqual([
      {
        policy: "coach",
        provider: "webgpu",
        why: "WebGPU is faster here, and all of 16 decisions are the same.",
        wasm_ms: 10,
        webgpu_ms: 4,
      },
    ]);
    const before = [wasm.runs, webgpu.runs];
    await run(chosen);
    expect([wasm.runs, webgpu.runs]).toEqual([before[0], (before[1] ?? 0) + 1]);
  });

  it("stays on WebAssembly where a tenth or less is saved", async () => {
    const time = new Stopped();
    const wasm = engineOf(time, 10);
    const { chosen, told } = await choose(wasm, engineOf(time, 9.5), time);
    expect(chosen).toBe(wasm);
    expect(told).toEqual([
      {
        policy: "coach",
        provider: "wasm",
        why: "WebGPU is not faster here.",
        wasm_ms: 10,
        webgpu_ms: 9.5,
      },
    ]);
  });

  it("stays there where decisions differ", async () => {
    const time = new Stopped();
    const wasm = engineOf(time, 10);
    const { chosen, told } = await choose(wasm, engineOf(time, 1, { turned: true }), time);
    expect(chosen).toBe(wasm);
    expect(told[0]?.why).toBe("On WebGPU 16 of 16 decisions are others.");
  });

  it("stays there where WebGPU does not take the model, or fails at a decision", async () => {
    const time = new Stopped();
    const wasm = engineOf(time, 10);
    const refused = await choose(wasm, new Error("This browser has no WebGPU."), time);
    expect(refused.chosen).toBe(wasm);
    expect(refused.told[0]).toMatchObject({ why: "This browser has no WebGPU.", wasm_ms: null });
    const failing = await choose(wasm, engineOf(time, 1, { failsAfter: 3 }), time);
    expect(failing.chosen).toBe(wasm);
    expect(failing.told[0]?.why).toBe("The device is lost.");
  });

  it("goes on with WebAssembly, for good, when the graphics processor is lost", async () => {
    const time = new Stopped();
    const [wasm, webgpu] = [engineOf(time, 10), engineOf(time, 1, { failsAfter: 17 })];
    const { chosen, told } = await choose(wasm, webgpu, time);
    expect(told).toHaveLength(1);
    const before = wasm.runs;
    const answers = [await run(chosen), await run(chosen), await run(chosen)];
    expect(answers).toEqual(Array(3).fill(Float32Array.of(1, 2)));
    expect(wasm.runs - before).toBe(2);
    expect(webgpu.runs).toBe(18);
    expect(told.slice(1)).toEqual([
      {
        policy: "coach",
        provider: "wasm",
        why: "WebGPU has failed: The device is lost.",
        wasm_ms: 10,
        webgpu_ms: 1,
      },
    ]);
  });
});

describe("makeUpObservations", () => {
  it("draws within what each kind of number can be", () => {
    const layout = [field("<f4", [3]), { ...field("<i8", [2]), path: ["seat"] }, field("|b1", [4])];
    const seats = {
      inputs: [{ parts: [{ path: ["seat"], one_hot: { sizes: [2, 3], starts: [5, -1] } }] }],
    };
    const made = makeUpObservations(layout, seats as unknown as OnnxPolicy, 200);
    const views = made.map((row) => new DataView(row.buffer));
    const floats = views.flatMap((row) => [0, 4, 8].map((at) => row.getFloat32(at, true)));
    expect(Math.min(...floats)).toBeLessThan(-0.9);
    expect(Math.max(...floats)).toBeGreaterThan(0.9);
    expect(floats.every((number) => number >= -1 && number <= 1)).toBe(true);
    const seen = (at: number) => new Set(views.map((row) => Number(row.getBigInt64(at, true))));
    expect(seen(12)).toEqual(new Set([5, 6]));
    expect(seen(20)).toEqual(new Set([-1, 0, 1]));
    expect(new Set(views.map((row) => row.getUint8(28)))).toEqual(new Set([0, 1]));
  });
});
