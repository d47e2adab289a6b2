import { describe, expect, it } from "vitest";
import type { OnnxPolicy } from "../../src/generated/contract";
import { argmax, chooserOf, sample } from "../../src/worker/policy-choice";
import { normalQuantile } from "../../src/worker/policy-normal";

const logits = (...values: number[]) => Float64Array.from(values);

describe("argmax", () => {
  it("takes the first of the largest", () => {
    expect(argmax(logits(1, 3, 3, 2))).toBe(1);
    expect(argmax(logits(Number.NEGATIVE_INFINITY, -5))).toBe(1);
    expect(argmax(logits(0))).toBe(0);
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
    expect(() => sample(none, 1, 0.5)).toThrow("no action");
    expect(() => sample(logits(Number.POSITIVE_INFINITY, 0), 1, 0.5)).toThrow("no action");
  });
});

describe("normalQuantile", () => {
  // By mpmath with 30 digits.
  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.2, -0.8416212335729142],
    [1e-5, -4.264890793922825],
    [1e-12, -7.034483825301131],
    [1 - 2 ** -53, 8.209536151601387],
  ])("is exact: %f gives %f", (p, x) => {
    expect(normalQuantile(p)).toBeCloseTo(x, 12);
  });
});

describe("choosers", () => {
  const categorical = {
    kind: "categorical" as const,
    heads: [3],
    starts: [10],
    choose: "argmax" as const,
    temperature: 1,
    epsilon: 0,
    mask: false,
  };
  const continuous = {
    kind: "continuous" as const,
    choose: "gaussian" as const,
    log_std: [0, 0],
    bounds: "clip" as const,
    low: [null, -1],
    high: [null, 1],
  };
  const all = () => true;

  function chosen(
    choice: OnnxPolicy["choice"],
    outputs: (number[] | BigInt64Array)[],
    uniforms: number[] = [],
    allows: (index: number) => boolean = all,
  ) {
    const chooser = chooserOf({
      choice,
      outputs: [{ name: "out", dtype: "float32", size: outputs[0]?.length ?? 0 }],
    } as unknown as OnnxPolicy);
    const data = outputs.map((values) =>
      values instanceof BigInt64Array ? values : Float32Array.from(values),
    );
    chooser.choose(data, () => uniforms.shift() as number, allows);
    return { numbers: [...chooser.numbers], drawn: [...chooser.drawn], left: uniforms.length };
  }

  it("draw nothing for the largest, and refuse NaN", () => {
    const { numbers, drawn } = chosen(categorical, [[1, 3, 2]]);
    expect([numbers, drawn]).toEqual([[11], [Number.NaN]]);
    for (const at of [0, 1, 2]) {
      const broken = [1, 2, 3].with(at, Number.NaN);
      expect(() => chosen(categorical, [broken])).toThrow("gives no action");
    }
  });

  it("choose only what is allowed, whatever the way", () => {
    const allows = (index: number) => index !== 1;
    const masked = { ...categorical, mask: true };
    expect(chosen(masked, [[1, 3, 2]], [], allows).numbers).toEqual([12]);
    expect(chosen(categorical, [[1, 3, 2]], [], allows).numbers).toEqual([11]);
    const drawn = [0, 0.2, 0.4, 0.6, 0.8].map(
      (uniform) =>
        chosen({ ...masked, choose: "sample" }, [[1, 30, 1]], [uniform], allows).numbers[0],
    );
    expect(drawn).toEqual([10, 10, 10, 12, 12]);
  });

  it("explore with one number: below epsilon it says what, too", () => {
    const wavering = { ...categorical, epsilon: 0.3 };
    const numbers = [0, 0.09, 0.11, 0.19, 0.21, 0.29, 0.3, 0.9].map(
      (uniform) => chosen(wavering, [[1, 3, 2]], [uniform]).numbers[0],
    );
    expect(numbers).toEqual([10, 10, 11, 11, 12, 12, 11, 11]);
  });

  it("have a number for each head", () => {
    const choice = { ...categorical, heads: [2, 3], starts: [0, 5], choose: "sample" as const };
    const { numbers, drawn } = chosen(choice, [[0, 0, 9, 0, 0]], [0.7, 0.01]);
    expect([numbers, drawn]).toEqual([
      [1, 5],
      [0.7, 0.01],
    ]);
  });

  it("draw each number of a Box, and cut it to its bounds", () => {
    const { numbers, drawn } = chosen(continuous, [[5, 0]], [0.975, 0.975]);
    expect(numbers[0]).toBeCloseTo(6.959964, 5);
    expect(numbers[1]).toBe(1);
    expect(drawn).toEqual([0.975, 0.975]);
    expect(chosen(continuous, [[5, 0]], [0, 0.5]).numbers[0]).toBeCloseTo(5 - 8.20954, 4);
  });

  it("stretch and squash onto a Box", () => {
    const box = {
      ...continuous,
      choose: "mean" as const,
      log_std: null,
      low: [0, 2],
      high: [4, 3],
    };
    expect(chosen({ ...box, bounds: "scale" }, [[-1, 0.5]]).numbers).toEqual([0, 2.75]);
    expect(chosen({ ...box, bounds: "scale" }, [[-7, 7]]).numbers).toEqual([0, 3]);
    expect(chosen({ ...box, bounds: "tanh" }, [[0, 100]]).numbers).toEqual([2, 3]);
  });

  it("take the deviation from where the plan says", () => {
    const means = [1, -0.5];
    const own = chosen({ ...continuous, log_std: "output" }, [means, [1, 2]], [0.6, 0.4]);
    const half = chosen({ ...continuous, log_std: "half" }, [[...means, 1, 2]], [0.6, 0.4]);
    const said = chosen({ ...continuous, log_std: [1, 2] }, [means], [0.6, 0.4]);
    expect(own).toEqual(said);
    expect(half).toEqual(said);
    expect(said.numbers[0]).toBeCloseTo(1 + Math.E * 0.2533471, 5);
  });

  it("pass on what the model has chosen", () => {
    const given = { kind: "given" as const, size: 2 };
    expect(chosen(given, [BigInt64Array.of(2n, 1n)]).numbers).toEqual([2, 1]);
  });
});
