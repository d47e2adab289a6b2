import { describe, expect, it } from "vitest";
import type {
  BlockNode,
  Expression,
  Factor,
  FlowNode,
  GameStep,
  Manifest,
  SeedLists,
} from "../../src/generated/contract";
import { FactBook } from "../../src/page/flow/facts";
import { Guide } from "../../src/page/flow/guide";
import type { PageRecord } from "../../src/page/record/recorder";

const partner: Factor = {
  name: "partner",
  levels: ["skilled", "naive"],
  weights: [1, 1],
  assign: "hash",
  by: null,
};
const step = (at: number): FlowNode => ({ kind: "step", step: at, when: null });
const block = (id: string, count: number, more: Partial<BlockNode> = {}): BlockNode => ({
  kind: "block",
  id,
  when: null,
  order: "as_written",
  choose: null,
  repeat: null,
  nodes: Array.from({ length: count }, (_, at) => step(at)),
  ...more,
});
const isLevel = (level: string, factor = "partner"): Expression => ({
  kind: "operation",
  operator: "==",
  operands: [
    { kind: "reference", path: ["conditions", factor] },
    { kind: "constant", value: level },
  ],
});

interface Given {
  factors?: Factor[];
  flow?: FlowNode[];
  /** Of the games, one each. */
  lists?: SeedLists[];
  policies?: Record<string, unknown>;
  mode?: Manifest["mode"];
  participant?: string | null;
  params?: Record<string, string>;
  search?: string;
  seed?: string | null;
  /** What an endpoint that counts gives. */
  slot?: Record<string, string> | null;
}

function guideOf(given: Given) {
  const { factors = [partner], flow = [], lists = [], mode = "live", params = {} } = given;
  const records: PageRecord[] = [];
  const participation = { id: [], params: ["n", "arm"], number: "n" };
  const steps = lists.map((seed_lists) => ({ kind: "game", rules: { seed_lists } }));
  const { policies = {} } = given;
  const study = { experiment: "exp", factors, flow, steps, mode, policies };
  const manifest = { ...study, participant: participation };
  const facts = new FactBook(params, new Set());
  const { seed = "ab".repeat(16), participant = null } = given;
  const recorder = {
    taker: { seed, participant, params },
    record: async (record: PageRecord) => void records.push(record),
  };
  const search = new URLSearchParams(given.search);
  const { slot = null } = given;
  const quotas = { take: async () => slot };
  const guide = new Guide(manifest as unknown as Manifest, facts, recorder, search, quotas);
  return { guide, facts, records, recorder };
}

/** The level of each factor, for a participant with this number. */
async function levelsOf(number: number, given: Given): Promise<Record<string, string>> {
  const { guide, facts } = guideOf({ ...given, params: { n: String(number) } });
  for (const { name } of given.factors ?? [partner]) await guide.holds(isLevel("", name));
  return facts.stored.conditions;
}

describe("a game whose cast goes by a condition", () => {
  const levels = { skilled: "expert", naive: "random" };
  const mate = { kind: "condition", sha256: "", factor: "partner", levels };
  const game = (actor: string) => ({ agents: { other: { actor } } }) as unknown as GameStep;

  it("gives it out once, before the game", async () => {
    const { guide, facts, records } = guideOf({ policies: { mate } });
    await guide.cast(game("random"));
    expect(records).toEqual([]);
    await guide.cast(game("mate"));
    await guide.cast(game("mate"));
    expect(records).toMatchObject([{ type: "condition", factor: "partner", by: "hash" }]);
    expect(Object.keys(levels)).toContain(facts.stored.conditions.partner);
  });
});

describe("a condition by hash", () => {
  it("is that of the participant, whatever the session", async () => {
    const levels = await Promise.all(
      ["0".repeat(32), "1".repeat(32)].map(async (seed) => {
        const { guide } = guideOf({ participant: "P1", seed });
        return guide.holds(isLevel("skilled"));
      }),
    );
    expect(levels[0]).toBe(levels[1]);
  });

  it("is drawn once, when it is asked for first, and recorded", async () => {
    const { guide, records } = guideOf({ participant: "P1" });
    await guide.holds({ kind: "constant", value: true });
    expect(records).toEqual([]);
    const first = await guide.holds(isLevel("skilled"));
    expect(await guide.holds(isLevel("naive"))).toBe(!first);
    const level = first ? "skilled" : "naive";
    expect(records).toEqual([{ type: "condition", factor: "partner", level, by: "hash" }]);
  });

  it("is as frequent as its weight, over many sets of participants", async () => {
    const factor = { ...partner, levels: ["a", "b", "c"], weights: [3, 2, 1] };
    let chi2 = 0;
    const [sets, people] = [100, 60];
    for (let set = 0; set < sets; set++) {
      const counts: Record<string, number> = { a: 0, b: 0, c: 0 };
      for (let person = 0; person < people; person++) {
        const { guide, facts } = guideOf({ factors: [factor], participant: `${set}-${person}` });
        await guide.holds(isLevel("a"));
        const level = facts.stored.conditions.partner ?? "";
        counts[level] = (counts[level] ?? 0) + 1;
      }
      for (const [at, level] of factor.levels.entries()) {
        const expected = (people * (factor.weights[at] ?? 0)) / 6;
        chi2 += ((counts[level] ?? 0) - expected) ** 2 / expected;
      }
    }
    // 2 degrees of freedom a set: mean 200, and the 0.001 and 0.999 quantiles of the sum.
    expect(chi2).toBeGreaterThan(143.8);
    expect(chi2).toBeLessThan(267.5);
  });

  it("is refused before the session has begun", async () => {
    const { guide } = guideOf({ seed: null });
    await expect(guide.holds(isLevel("naive"))).rejects.toThrow("before the session has begun");
  });
});

describe("a condition of the address", () => {
  const named: Factor = { ...partner, assign: "param", by: "arm" };

  it("is the level that it names", async () => {
    const { guide, records } = guideOf({ factors: [named], params: { arm: "naive" } });
    expect(await guide.holds(isLevel("naive"))).toBe(true);
    expect(records).toMatchObject([{ level: "naive", by: "param" }]);
  });

  it("is drawn where it names none", async () => {
    const { guide, records } = guideOf({ factors: [named], params: { arm: "clever" } });
    await guide.holds(isLevel("naive"));
    expect(records).toMatchObject([{ by: "hash" }]);
  });

  it("can be chosen for a test, but not in a live study", async () => {
    for (const [mode, by] of [
      ["pilot", "override"],
      ["live", "hash"],
    ] as const) {
      const { guide, records } = guideOf({ mode, search: "condition.partner=naive" });
      await guide.holds(isLevel("naive"));
      expect(records).toMatchObject([{ by }]);
    }
  });
});

describe("a condition by quota", () => {
  const counted: Factor = { ...partner, assign: "quota" };

  it("is what the endpoint gives, once", async () => {
    const given = { factors: [counted], slot: { partner: "naive" } };
    const { guide, records } = guideOf(given);
    expect(await guide.holds(isLevel("naive"))).toBe(true);
    await guide.holds(isLevel("skilled"));
    expect(records).toEqual([
      { type: "condition", factor: "partner", level: "naive", by: "quota" },
    ]);
  });

  it("is drawn where it gives nothing", async () => {
    const { guide, records } = guideOf({ factors: [counted], participant: "P1" });
    await guide.holds(isLevel("naive"));
    expect(records).toMatchObject([{ by: "hash" }]);
  });
});

describe("a participant's number", () => {
  const factors: Factor[] = [
    { ...partner, assign: "number", weights: [2, 1] },
    { ...partner, name: "map", levels: ["open", "walled"], assign: "number" },
  ];
  const flow = [block("games", 3, { order: "latin_square" })];

  it("gives every combination once in each block of participants", async () => {
    const size = 3 * 2 * 6;
    for (const first of [0, size, 7 * size]) {
      const cells: string[] = [];
      for (let number = first; number < first + size; number++) {
        const params = { n: String(number) };
        const { guide, facts, records } = guideOf({ factors, flow, params });
        for (const { name } of factors) await guide.holds(isLevel("", name));
        const order = await guide.order(flow[0] as BlockNode, 0);
        expect(records.map((record) => "by" in record && record.by)).toEqual(
          Array(3).fill("number"),
        );
        cells.push(`${Object.values(facts.stored.conditions)} ${order}`);
      }
      const skilled = cells.filter((cell) => cell.startsWith("skilled"));
      expect(skilled).toHaveLength((size * 2) / 3);
      // The weight 2 stands for two of the same.
      expect(new Set(cells).size).toBe(size - size / 3);
    }
  });

  it("is counted anew in each stratum", async () => {
    const stratified = factors.map((factor) => ({ ...factor, stratify: ["params", "site"] }));
    const orders = await Promise.all(
      ["lab", "home"].map(async (site) => {
        const levels = [];
        for (let number = 0; number < 6; number++) {
          const params = { n: String(number), site };
          const { guide, facts } = guideOf({ factors: stratified, params });
          for (const { name } of factors) await guide.holds(isLevel("", name));
          levels.push(Object.values(facts.stored.conditions).join());
        }
        expect(levels.filter((level) => level.startsWith("skilled"))).toHaveLength(4);
        return levels.join(" ");
      }),
    );
    expect(orders[0]).not.toBe(orders[1]);
  });

  it("takes them in another order in each block", async () => {
    const orders = await Promise.all(
      [0, 6].map(async (first) => {
        const levels = [];
        for (let at = 0; at < 6; at++) levels.push(await levelsOf(first + at, { factors }));
        return JSON.stringify(levels);
      }),
    );
    expect(orders[0]).not.toBe(orders[1]);
  });

  it("is not needed: then all is drawn", async () => {
    const { guide, records } = guideOf({ factors, flow, params: { n: "twelve" } });
    await guide.holds(isLevel("naive"));
    await guide.order(flow[0] as BlockNode, 0);
    expect(records).toMatchObject([{ by: "hash" }, { by: "drawn" }]);
  });
});

describe("the list of seeds", () => {
  const factors: Factor[] = [{ ...partner, assign: "number" }];
  const two: SeedLists = { lists: [[1], [2]], by: null, donors: null, actions: null };
  const three = { ...two, lists: [[1], [2], [3]] };

  it("is crossed with conditions, and shared by games that have equally many", async () => {
    const cells: string[] = [];
    for (let number = 0; number < 12; number++) {
      const params = { n: String(number) };
      const { guide, facts } = guideOf({ factors, lists: [three, two, two], params });
      await guide.holds(isLevel("naive"));
      const [a, b, c] = await Promise.all([two, three, { ...two }].map((of) => guide.seedList(of)));
      expect(c).toBe(a);
      cells.push(`${facts.stored.conditions.partner} ${a} ${b}`);
    }
    expect(new Set(cells).size).toBe(12);
  });

  it("is the one that its own parameter names, and is no part of the combinations then", async () => {
    const named = { ...two, by: "group" };
    const take = (search: string) =>
      guideOf({ lists: [named], search, params: { n: "0" } }).guide.seedList(named);
    expect(await take("group=1")).toBe(1);
    expect(await take("group=-1")).toBeNull();
    expect(await take("")).toBeNull();
    const levels = async (lists: SeedLists[]) =>
      Promise.all([0, 1, 2, 3].map((number) => levelsOf(number, { factors, lists })));
    expect(await levels([named])).toEqual(await levels([]));
  });

  it.each([
    ["there is none", null],
    ["nobody is numbered", two],
    ["they are donors'", { ...two, donors: ["a", "b"] }],
  ])("is left to be drawn where %s", async (why, lists) => {
    const params: Record<string, string> = why === "nobody is numbered" ? {} : { n: "1" };
    expect(await guideOf({ lists: [two], params }).guide.seedList(lists)).toBeNull();
  });
});

describe("a decision", () => {
  it("counts only when its record is kept: a page that is killed before decides anew", async () => {
    const { guide, facts, recorder } = guideOf({ participant: "P1" });
    const order: string[] = [];
    recorder.record = async () => {
      await new Promise((resolve) => setTimeout(resolve));
      order.push(`kept, ${Object.keys(facts.stored.conditions).length} decided`);
    };
    await guide.holds(isLevel("naive"));
    order.push(`${Object.keys(facts.stored.conditions).length} decided`);
    expect(order).toEqual(["kept, 0 decided", "1 decided"]);
  });
});

describe("the order of a block", () => {
  it("is drawn anew in each pass, from the session's seed", async () => {
    const shuffledBlock = block("trials", 6, { order: "shuffled" });
    const orders = await Promise.all(
      [0, 1, 2].map((pass) => guideOf({}).guide.order(shuffledBlock, pass)),
    );
    expect(new Set(orders.map(String)).size).toBe(3);
    expect(await guideOf({}).guide.order(shuffledBlock, 1)).toEqual(orders[1]);
    expect(await guideOf({ seed: "cd".repeat(16) }).guide.order(shuffledBlock, 1)).not.toEqual(
      orders[1],
    );
  });

  it("keeps the order of the steps that are chosen", async () => {
    const { guide, records } = guideOf({});
    const chosen = await guide.order(block("some", 8, { choose: 3 }), 0);
    expect(chosen).toHaveLength(3);
    expect([...chosen].sort((a, b) => a - b)).toEqual(chosen);
    expect(records).toEqual([
      { type: "order", block: "some", pass: 0, order: chosen, by: "drawn" },
    ]);
  });
});
