import { describe, expect, it } from "vitest";
import type { Factor, Outcome, QuotaSlot } from "../../src/generated/contract";
import { Quotas } from "../../src/page/flow/quota";
import type { PageRecord, QuotaAsk } from "../../src/page/record/recorder";
import { english } from "../../src/page/strings";

const counted = (name: string, more: Partial<Factor> = {}): Factor => ({
  name,
  levels: ["a", "b"],
  weights: [2, 1],
  assign: "quota",
  by: null,
  quota: { if_away: "hash", hold_s: 600 },
  stratify: null,
  ...more,
});
const slot = (levels: Record<string, string>, late = false): QuotaSlot => ({
  kind: "quota",
  levels,
  late,
  filled: 1,
});

type Answer = QuotaSlot | null | Error;

/** @param answers Of the endpoint, one after the other; the last one again and again. */
function quotasOf(factors: Factor[], answers: Answer[], conditions = {}, params = {}) {
  const asked: QuotaAsk[] = [];
  const records: PageRecord[] = [];
  let waited = 0;
  let over = false;
  const quotas = new Quotas({
    manifest: { experiment: "exp", factors },
    facts: {
      facts: { answers: {}, results: {}, conditions, params },
      stored: { answers: {}, results: {}, conditions },
    },
    recorder: {
      quota: async (ask) => {
        const answer = answers[Math.min(asked.length, answers.length - 1)];
        asked.push(ask);
        if (answer instanceof Error) throw answer;
        return answer ?? null;
      },
      record: async (record) => void records.push(record),
    },
    timer: (run) => {
      queueMicrotask(run);
      return () => {};
    },
    strings: english.quota,
    onWaiting: () => {
      waited += 1;
    },
    isOver: () => over,
  });
  const withdraw = () => {
    over = true;
  };
  return { quotas, asked, records, waited: () => waited, withdraw };
}

const away = new Error("no answer");

describe("a condition by quota", () => {
  it("is asked for with all that is crossed with it", async () => {
    const factors = [
      counted("one"),
      counted("two"),
      counted("site", { stratify: ["params", "s"] }),
    ];
    const { quotas, asked } = quotasOf(factors, [slot({ one: "a", two: "b" })]);
    expect(await quotas.take(factors[0] as Factor)).toEqual({ one: "a", two: "b" });
    expect(asked[0]?.factors).toEqual([
      { name: "one", levels: { a: 2, b: 1 } },
      { name: "two", levels: { a: 2, b: 1 } },
    ]);
    expect(asked[0]?.stratum).toBeNull();
  });

  it("is counted in its stratum, of which the endpoint is told no word", async () => {
    const factor = counted("one", { stratify: ["params", "site"] });
    const strata = await Promise.all(
      ["lab", "home", "lab"].map(async (site) => {
        const { quotas, asked } = quotasOf([factor], [slot({ one: "a" })], {}, { site });
        await quotas.take(factor);
        return asked[0]?.stratum;
      }),
    );
    expect(strata[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(strata[2]).toBe(strata[0]);
    expect(strata[1]).not.toBe(strata[0]);
  });

  it("is left to a draw where the endpoint is away, and the record says why", async () => {
    const factor = counted("one");
    const { quotas, asked, records, waited } = quotasOf([factor], [away]);
    expect(await quotas.take(factor)).toBeNull();
    expect(asked).toHaveLength(4);
    expect(waited()).toBe(1);
    expect(records).toMatchObject([{ type: "error", where: "quota", message: "no answer" }]);
  });

  it("is waited for where the study says so", async () => {
    const factor = counted("one", { quota: { if_away: "wait", hold_s: 600 } });
    const answers = [...Array(9).fill(away), slot({ one: "b" })];
    const { quotas, asked } = quotasOf([factor], answers);
    expect(await quotas.take(factor)).toEqual({ one: "b" });
    expect(asked).toHaveLength(10);
  });

  it("ends the visit kindly where the study says so, and can be tried again", async () => {
    const factor = counted("one", { quota: { if_away: "close", hold_s: 600 } });
    const { quotas } = quotasOf([factor], [away]);
    await expect(quotas.take(factor)).rejects.toMatchObject({
      title: english.quota.awayTitle,
      retry: true,
    });
  });
});

describe("who withdraws while the page waits", () => {
  it.each(["wait", "close"] as const)("is not shown another page (%s)", async (if_away) => {
    const factor = counted("one", { quota: { if_away, hold_s: 600 } });
    const { quotas, asked, waited, withdraw } = quotasOf([factor], [away]);
    withdraw();
    expect(await quotas.take(factor)).toBeNull();
    expect([asked.length, waited()]).toEqual([1, 0]);
  });
});

describe("the end of a session", () => {
  const factors = [counted("one"), counted("two", { stratify: ["params", "s"] })];
  const settle = async (outcome: Outcome, answer: Answer, conditions: object) => {
    const parts = quotasOf(factors, [answer], conditions);
    await parts.quotas.settle(outcome);
    return parts;
  };

  it.each([
    ["filled", slot({ one: "a" })],
    ["late", slot({ one: "a" }, true)],
    ["none", null],
    ["unknown", away],
  ])("is recorded: the slot is %s", async (state, answer) => {
    const { records, asked } = await settle("done", answer, { one: "a" });
    expect(records).toEqual([{ type: "quota", factors: ["one"], slot: state }]);
    expect(asked).toMatchObject([{ request: "finish" }]);
  });

  it("gives the slot back where it is another one than the study's own", async () => {
    for (const outcome of ["screened_out", "withdrawn", "failed"] as const) {
      const { records, asked } = await settle(outcome, slot({}), { one: "a", two: "b" });
      await expect.poll(() => asked.map(({ request }) => request)).toEqual(["release", "release"]);
      expect(records).toEqual([]);
    }
  });

  it("concerns nobody who was given nothing", async () => {
    expect((await settle("done", away, {})).asked).toEqual([]);
  });
});
