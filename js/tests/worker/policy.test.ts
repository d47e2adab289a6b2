import type { InferenceSession } from "onnxruntime-web/wasm";
import { describe, expect, it } from "vitest";
import type { Agent, ArrayField, OnnxPolicy } from "../../src/generated/contract";
import { flattener, rowSize, writeInt64 } from "../../src/worker/layout";
import { argmax, Policy, sample } from "../../src/worker/policy";

const logits = (...values: number[]) => new Float32Array(values);

describe("argmax", () => {
  it("takes the first of the largest", () => {
    expect(argmax(logits(1, 3, 3, 2))).toBe(1);
    expect(argmax(logits(Number.NEGATIVE_INFINITY, -5))).toBe(1);
    expect(argmax(logits(0))).toBe(0);
  });

  it("refuses NaN", () => {
    expect(() => argmax(logits(1, Number.NaN))).toThrow("no probabilities: [1, NaN]");
    expect(() => argmax(logits(Number.NaN, 1))).toThrow("no probabilities");
  });
});

describe("sample", () => {
  // softmax([1, 2, 3]) by mpmath: 0.0900305731703805, 0.244728471054798, 0.665240955774822
  it.each([
    [0, 0],
    [0.09003057317, 0],
    [0.09003057318, 1],
    [0.33475904422, 1],
    [0.33475904423, 2],
    [1 - 2 ** -53, 2],
  ])("draws by the cumulative probabilities: %f gives %i", (uniform, index) => {
    expect(sample(logits(1, 2, 3), 1, uniform)).toBe(index);
  });

  // softmax([0, 1] / 0.5): 0.119202922022118; softmax([0, 1] / 2): 0.377540668798145
  it.each([
    [0.5, 0.1192029],
    [2, 0.3775406],
  ])("divides by the temperature %f", (temperature, first) => {
    expect(sample(logits(0, 1), temperature, first - 1e-6)).toBe(0);
    expect(sample(logits(0, 1), temperature, first + 1e-6)).toBe(1);
  });

  it("does not overflow, and never draws what is impossible", () => {
    expect(sample(logits(1000, 1000), 0.01, 0.7)).toBe(1);
    const masked = logits(0, Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY);
    expect(sample(masked, 1, 0.5)).toBe(2);
    expect(sample(masked, 1, 1 - 2 ** -53)).toBe(2);
  });

  it("refuses logits that give no probabilities", () => {
    const none = logits(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY);
    expect(() => sample(none, 1, 0.5)).toThrow("no probabilities");
    expect(() => sample(logits(Number.POSITIVE_INFINITY, 0), 1, 0.5)).toThrow("no probabilities");
    expect(() => sample(logits(Number.NaN, 0), 1, 0.5)).toThrow("no probabilities");
  });
});

const field = (dtype: ArrayField["dtype"], shape: number[], path: string[] = []): ArrayField => ({
  path,
  dtype,
  shape,
});

describe("flattener", () => {
  it("turns every dtype into float32, in the order of the layout", () => {
    const dtypes = ["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f4", "<f8"];
    const layout = dtypes.map((dtype) => field(dtype as ArrayField["dtype"], [1], [dtype]));
    const bytes = [1, -1, 255, -2, 65535, -3, 7, -(2 ** 40), 2 ** 40, 0.5, 0.1];
    const view = new DataView(new ArrayBuffer(rowSize(layout)));
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
    const target = new Float32Array(dtypes.length);
    flattener(layout, target)(new Uint8Array(view.buffer));
    expect([...target]).toEqual(bytes.map(Math.fround));
  });

  it("copies float32 as it is, from anywhere in memory", () => {
    const target = new Float32Array(4);
    const memory = new Uint8Array(3 + 16);
    memory.set(new Uint8Array(Float32Array.of(1, -2, 3, 0.1).buffer), 3);
    flattener([field("<f4", [2, 2])], target)(memory.subarray(3));
    expect([...target]).toEqual([1, -2, 3, Math.fround(0.1)]);
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
  const spec: OnnxPolicy = {
    kind: "onnx",
    file: "p.onnx",
    sha256: "",
    input: "obs",
    output: "logits",
    choose: "argmax",
    temperature: 1,
  };
  const row = new Uint8Array(Float32Array.of(1, 2).buffer);

  function make(output: unknown, choose: OnnxPolicy["choose"] = "argmax"): Policy {
    const run = async ({ obs }: Record<string, { data: Float32Array }>) => {
      expect([...(obs?.data ?? [])]).toEqual([1, 2]);
      return { logits: { data: output } };
    };
    const session = { run } as unknown as InferenceSession;
    return new Policy(session, { ...spec, choose }, agent, (data) => ({ data }) as never);
  }

  it("adds the action space's start, and keeps the output's bytes", async () => {
    const decision = await make(logits(0.25, 0.5)).decide(row);
    expect(decision).toMatchObject({ action: 11, intended: 11, source: "policy" });
    expect(decision.inputT).toBeNaN();
    expect(decision.uniform).toBeNaN();
    expect([...decision.output]).toEqual([...new Uint8Array(Float32Array.of(0.25, 0.5).buffer)]);
  });

  it("draws one number per choice that is sampled", async () => {
    const policy = make(logits(0, 0), "sample");
    const numbers = [0.4, 0.6];
    policy.begin(() => numbers.shift() ?? Number.NaN);
    expect(await policy.decide(row)).toMatchObject({ action: 10, uniform: 0.4 });
    expect(await policy.decide(row)).toMatchObject({ action: 11, uniform: 0.6 });
  });

  it("refuses outputs of another kind or size", async () => {
    await expect(make(logits(1, 2, 3)).decide(row)).rejects.toThrow("not float32 of 8 bytes");
    await expect(make([1, 2]).decide(row)).rejects.toThrow("output logits of p.onnx");
  });
});
