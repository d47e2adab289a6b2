import { describe, expect, it } from "vitest";
import type { Expression, Moment, Probe } from "../../src/generated/contract";
import { deriveStream } from "../../src/shared/random";
import { plainFacts } from "../../src/worker/plain";
import { type Probed, Probes } from "../../src/worker/probes";

const seed = "0123456789abcdef0123456789abcdef";
const draw = (purpose: string) => deriveStream(seed, purpose);
const probe = (name: string, at: Moment, most: number | null = 1): Probe => ({
  name,
  at,
  steps: [name],
  most,
});

/** Plays episodes of ten steps; after which of them which probes came. */
async function asked(probes: Probe[], at: Partial<Play> = {}, episodes = 1) {
  const { after = (): Stepped => ({}), before = () => {}, playedS = () => 0 } = at;
  const found: [steps: number, names: string[]][] = [];
  let step = 0;
  const watched = new Probes({
    probes,
    scored: "player",
    playedS: () => playedS(step),
    freeze: ({ steps }, due) => found.push([steps, due.map((i) => probes[i]?.name ?? "")]),
  });
  for (let episode = 0; episode < episodes; episode++) {
    await watched.begin((purpose) => draw(`${episode}/${purpose}`));
    let sum = 0;
    for (step = 1; step <= 10; step++) {
      before(step, watched);
      const { reward = 0, info = "{}" } = after(step);
      sum += reward;
      const environment: Probed = { reward: () => reward, infoOf: () => info };
      watched.freeze({ steps: step, returns: { player: sum } }, environment);
    }
  }
  return found;
}

interface Stepped {
  reward?: number;
  info?: string;
}

interface Play {
  after: (step: number) => Stepped;
  before: (step: number, probes: Probes) => void;
  playedS: (step: number) => number;
}

const name = (...path: string[]): Expression => ({ kind: "reference", path });
const isAtLeast = (one: Expression, value: number): Expression => ({
  kind: "operation",
  operator: ">=",
  operands: [one, { kind: "constant", value }],
});

describe("a probe", () => {
  it("comes after its step, in every episode", async () => {
    const found = await asked([probe("mood", { kind: "step", step: 3 })], {}, 2);
    expect(found).toEqual([
      [3, ["mood"]],
      [3, ["mood"]],
    ]);
  });

  it("comes after each n-th step, so often as it may", async () => {
    const every = { kind: "every", steps: 3 } as const;
    expect(await asked([probe("a", every, null)])).toEqual([
      [3, ["a"]],
      [6, ["a"]],
      [9, ["a"]],
    ]);
    expect(await asked([probe("a", every, 2)])).toHaveLength(2);
  });

  it("comes once when so much was played", async () => {
    const at = { kind: "time", seconds: 2 } as const;
    const found = await asked([probe("a", at)], { playedS: (step) => step * 0.5 });
    expect(found).toEqual([[4, ["a"]]]);
  });

  it("comes together with others in the study's order", async () => {
    const at = { kind: "step", step: 4 } as const;
    expect(await asked([probe("b", at), probe("a", at)])).toEqual([[4, ["b", "a"]]]);
  });

  it("comes at a step that is drawn for each episode, within its bounds", async () => {
    const at = { kind: "random", low: 2, high: 5 } as const;
    const found = await asked([probe("a", at)], {}, 40);
    expect(found).toHaveLength(40);
    const stream = await draw("7/probe/a");
    expect(found[7]?.[0]).toBe(2 + Math.floor(stream.uniform() * 4));
    expect([...new Set(found.map(([step]) => step))].sort()).toEqual([2, 3, 4, 5]);
  });

  it("comes when its condition becomes true, and not while it stays so", async () => {
    const at = { kind: "when", when: isAtLeast(name("reward"), 1) } as const;
    const rewards = [0, 1, 2, 0, 0, 1, 0, 0, 0, 1];
    const after = (step: number) => ({ reward: rewards[step - 1] ?? 0 });
    expect(await asked([probe("a", at, null)], { after })).toEqual([
      [2, ["a"]],
      [6, ["a"]],
      [10, ["a"]],
    ]);
    const sum = { kind: "when", when: isAtLeast(name("return"), 4) } as const;
    expect(await asked([probe("a", sum, null)], { after })).toEqual([[6, ["a"]]]);
  });

  it("asks for an info only where its condition does", async () => {
    const at = { kind: "when", when: isAtLeast(name("info", "lives"), 2) } as const;
    const after = (step: number) => ({ info: `{"lives":${step}}` });
    expect(await asked([probe("a", at)], { after })).toEqual([[2, ["a"]]]);
    const steps = { kind: "when", when: isAtLeast(name("steps"), 5) } as const;
    const none = () => ({ info: "no JSON" });
    expect(await asked([probe("a", steps)], { after: none })).toEqual([[5, ["a"]]]);
  });

  it("comes behind the step in which Python has called it, or the next one", async () => {
    const at = { kind: "event", event: "lost" } as const;
    const before = (step: number, probes: Probes) => {
      if (step === 4 || step === 8) probes.event("lost");
      if (step === 6) probes.event("won");
    };
    expect(await asked([probe("a", at, null)], { before })).toEqual([
      [4, ["a"]],
      [8, ["a"]],
    ]);
  });
});

describe("what an info says to an expression", () => {
  it("is its plain values and NumPy's numbers", () => {
    const numpy = (dtype: string, bytes: number[], shape = "[]") =>
      `{"$array":["${dtype}",${shape},"${btoa(String.fromCharCode(...bytes))}"]}`;
    const exact = `{"a":1,"b":{"c":"x"},"d":[true,{"e":1}],"f":${numpy("<i4", [5, 0, 0, 0])},
      "g":${numpy("|b1", [1])},"h":${numpy("<f4", [0, 0, 192, 127])},"i":{"$float":"nan"},
      "j":${numpy("|u1", [1, 2], "[2]")},"k":{"$tuple":[1,2]},"l":{"$int":"9007199254740994"},
      "m":${numpy("<U1", [65, 0, 0, 0])}}`;
    expect(plainFacts(exact)).toEqual({
      ...{ a: 1, b: { c: "x" }, d: [true, null], f: 5, g: true, h: null, i: null, j: null },
      ...{ k: [1, 2], l: 9007199254740994, m: null },
    });
  });

  it("is nothing where it is no dict of names", () => {
    expect(plainFacts('{"$repr":"<object>"}')).toEqual({});
    expect(plainFacts("[1]")).toEqual({});
  });
});
