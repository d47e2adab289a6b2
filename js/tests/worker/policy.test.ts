import type { InferenceSession } from "onnxruntime-web/wasm";
import { describe, expect, it } from "vitest";
import type {
  Agent,
  ArrayField,
  InputPart,
  ObservationTensor,
  OnnxPolicy,
} from "../../src/generated/contract";
import { elementsIn, rowSize, writeInt64 } from "../../src/worker/layout";
import { Policy } from "../../src/worker/policy";
import type { MakeTensor } from "../../src/worker/policy-tensors";

const field = (dtype: ArrayField["dtype"], shape: number[], path: string[] = []): ArrayField => ({
  path,
  dtype,
  shape,
});

describe("elementsIn", () => {
  it("reads every dtype, from anywhere in memory", () => {
    const dtypes = ["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f4", "<f8"];
    const layout = dtypes.map((dtype) => field(dtype as ArrayField["dtype"], [1], [dtype]));
    const values = [1, -1, 255, -2, 65535, -3, 7, -(2 ** 40), 2 ** 40, 0.5, 0.1];
    const begin = 3;
    const view = new DataView(new ArrayBuffer(begin + rowSize(layout)), begin);
    view.setUint8(0, 1);
    view.setInt8(1, -1);
    view.setUint8(2, 255);
    view.setInt16(3, -2, true);
    view.setUint16(5, 65535, true);
    view.setInt32(7, -3, true);
    view.setUint32(11, 7, true);
    view.setBigInt64(15, -(2n ** 40n), true);
    view.setBigUint64(23, 2n ** 40n, true);
    view.setFloat32(31, 0.5, true);
    view.setFloat64(35, 0.1, true);
    const row = new Uint8Array(view.buffer, begin);
    const read = layout.map((_, index) => {
      const elements = elementsIn(layout, index);
      elements.look(row);
      return elements.at(0);
    });
    expect(read).toEqual(values);
  });

  it("sees a row that has moved, as it does where the heap of wasm grows", () => {
    const elements = elementsIn([field("|u1", [2])], 0);
    elements.look(Uint8Array.of(1, 2));
    expect(elements.at(1)).toBe(2);
    elements.look(Uint8Array.of(3, 4));
    expect(elements.at(1)).toBe(4);
  });
});

describe("writeInt64", () => {
  it.each([0, 1, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53, -(2 ** 53)])(
    "writes %i",
    (value) => {
      const view = new DataView(new ArrayBuffer(8));
      writeInt64(view, 0, value);
      expect(view.getBigInt64(0, true)).toBe(BigInt(value));
    },
  );
});

describe("Policy", () => {
  const agent: Agent = {
    actor: "coach",
    action_space: { n: 2, start: 10 },
    recorded: { rule: { keep: "all", every: 1, downsample: 1 }, layout: [] },
    layout: {
      observation: [field("<f4", [2])],
      action: [field("<i8", [])],
      output: [field("<f4", [2])],
    },
  };
  const obs: ObservationTensor = {
    name: "obs",
    dtype: "float32",
    shape: [1, 2],
    parts: [{ path: [], one_hot: null, channels_first: false }],
    normalize: null,
    frames: 1,
    stacked: "first",
    padding: "first",
  };
  const choice: OnnxPolicy["choice"] = {
    kind: "categorical",
    heads: [2],
    starts: [10],
    choose: "argmax",
    temperature: 1,
    epsilon: 0,
    mask: false,
  };
  const spec: OnnxPolicy = {
    kind: "onnx",
    file: "p.onnx",
    sha256: "",
    inputs: [obs],
    fixed: [],
    states: [],
    outputs: [{ name: "logits", dtype: "float32", size: 2 }],
    choice,
  };
  const row = new Uint8Array(Float32Array.of(1, 2).buffer);
  const none = () => Number.NaN;

  interface Fed {
    type: string;
    data: ArrayLike<number>;
    size: number;
  }

  const makeTensor = ((type: string, data: ArrayLike<number>) => ({
    type,
    data,
    size: data.length,
  })) as unknown as MakeTensor;

  /** A session that gives these outputs, and what it was fed with each time. */
  function make(
    outputs: Record<string, unknown>,
    policy: Partial<OnnxPolicy> = {},
    who: Partial<Agent> = {},
    allows = (_action: unknown) => true,
  ) {
    const fed: Record<string, number[]>[] = [];
    const run = async (feeds: Record<string, Fed>) => {
      fed.push(mapped(feeds, ({ data }) => Array.from(data, Number)));
      return mapped(outputs, (data) => ({
        type: "float32",
        data,
        size: (data as unknown[]).length,
      }));
    };
    const session = { run } as unknown as InferenceSession;
    const made = new Policy(
      session,
      { ...spec, ...policy },
      { ...agent, ...who },
      makeTensor,
      allows,
    );
    return { policy: made, fed };
  }

  function mapped<V, W>(values: Record<string, V>, of: (value: V) => W): Record<string, W> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value)]));
  }

  it("keeps the outputs' bytes", async () => {
    const { policy, fed } = make({ logits: Float32Array.of(0.25, 0.5) });
    const decision = await policy.decide(row);
    expect(fed).toEqual([{ obs: [1, 2] }]);
    expect(decision).toMatchObject({ action: 11, intended: 11, source: "policy" });
    expect([decision.inputT, decision.uniform]).toEqual([Number.NaN, Number.NaN]);
    expect([...decision.output]).toEqual([...new Uint8Array(Float32Array.of(0.25, 0.5).buffer)]);
  });

  it("keeps none where they are not to be recorded", async () => {
    const layout = { ...agent.layout, output: [] };
    const { policy } = make({ logits: Float32Array.of(0.25, 0.5) }, {}, { layout });
    expect(await policy.decide(row)).toMatchObject({ action: 11, output: new Uint8Array() });
  });

  it("draws one number per choice that is sampled", async () => {
    const sampling = { choice: { ...choice, choose: "sample" as const } };
    const { policy } = make({ logits: Float32Array.of(0, 0) }, sampling);
    const numbers = [0.4, 0.6];
    policy.begin(() => numbers.shift() ?? Number.NaN);
    expect(await policy.decide(row)).toMatchObject({ action: 10, uniform: 0.4 });
    expect(await policy.decide(row)).toMatchObject({ action: 11, uniform: 0.6 });
  });

  it("asks which actions are allowed by their own numbers", async () => {
    const masked = { choice: { ...choice, mask: true } };
    const { policy } = make({ logits: Float32Array.of(0, 9) }, masked, {}, (a) => a === 10);
    expect(await policy.decide(row)).toMatchObject({ action: 10 });
  });

  it("packs the numbers of any other space", async () => {
    const several: Partial<OnnxPolicy> = {
      choice: { ...choice, heads: [2, 2], starts: [0, 7], choose: "sample" },
      outputs: [{ name: "logits", dtype: "float32", size: 4 }],
    };
    const layout = { ...agent.layout, action: [field("<i2", [2])], output: [field("<f4", [4])] };
    const who = { action_space: null, layout };
    const { policy } = make({ logits: new Float32Array(4) }, several, who);
    const numbers = [0.1, 0.9];
    policy.begin(() => numbers.shift() ?? Number.NaN);
    const decision = await policy.decide(row);
    expect(decision.action).toBe("\x00\x00\x08\x00");
    expect(decision.uniform).toEqual(Float64Array.of(0.1, 0.9));
  });

  it("gives the model its state again, until the episode ends", async () => {
    const state = Float32Array.of(7);
    const { policy, fed } = make(
      { logits: Float32Array.of(0, 1), hn: state },
      {
        states: [{ input: "h0", output: "hn", dtype: "float32", shape: [1, 1] }],
        fixed: [{ name: "start", dtype: "float32", shape: [1], value: 0, at_first: 1 }],
      },
    );
    for (const _episode of [1, 2]) {
      policy.begin(none);
      await policy.decide(row);
      await policy.decide(row);
    }
    const episode = [
      { obs: [1, 2], h0: [0], start: [1] },
      { obs: [1, 2], h0: [7], start: [0] },
    ];
    expect(fed).toEqual([...episode, ...episode]);
  });

  it("stacks the observations of an episode", async () => {
    const frames = { ...obs, shape: [1, 6], frames: 3 };
    const rows = [row, new Uint8Array(Float32Array.of(3, 4).buffer)];
    async function shown(padding: "first" | "zeros") {
      const { policy, fed } = make(
        { logits: Float32Array.of(0, 1) },
        { inputs: [{ ...frames, padding }] },
      );
      for (const _episode of [1, 2]) {
        policy.begin(none);
        for (const each of rows) await policy.decide(each);
      }
      expect(fed.slice(2)).toEqual(fed.slice(0, 2));
      return fed.slice(0, 2).map((feeds) => feeds.obs);
    }
    expect(await shown("first")).toEqual([
      [1, 2, 1, 2, 1, 2],
      [1, 2, 1, 2, 3, 4],
    ]);
    expect(await shown("zeros")).toEqual([
      [0, 0, 0, 0, 1, 2],
      [0, 0, 1, 2, 3, 4],
    ]);
  });

  it("says which number a space does not have", async () => {
    const one_hot = { sizes: [3], starts: [1] };
    const inputs = [
      { ...obs, shape: [1, 3], parts: [{ ...(obs.parts[0] as InputPart), one_hot }] },
    ];
    const layout = { ...agent.layout, observation: [field("|u1", [])] };
    const { policy, fed } = make({ logits: Float32Array.of(0, 1) }, { inputs }, { layout });
    await policy.decide(Uint8Array.of(3));
    await policy.decide(Uint8Array.of(1));
    expect(fed.map((feeds) => feeds.obs)).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    await expect(policy.decide(Uint8Array.of(4))).rejects.toThrow(
      "cannot show 4: its space has 1 to 3",
    );
  });

  it("refuses outputs of another kind or size", async () => {
    const refused = (logits: unknown) => expect(make({ logits }).policy.decide(row)).rejects;
    await refused(Float32Array.of(1, 2, 3)).toThrow("not float32 of 2 elements");
    await refused([1, 2]).toThrow("output logits of p.onnx");
    await refused(Float32Array.of(1, Number.NaN)).toThrow("gives no action: [1, NaN]");
    const states: OnnxPolicy["states"] = [
      { input: "h", output: "hn", dtype: "float32", shape: [2] },
    ];
    const { policy } = make({ logits: Float32Array.of(0, 1), hn: new Float32Array(3) }, { states });
    await expect(policy.decide(row)).rejects.toThrow("hn is no float32 tensor of 2 elements");
  });
});
