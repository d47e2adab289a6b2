import { describe, expect, it } from "vitest";
import cases from "../../../tests/data/bonus.json" with { type: "json" };
import type { Bonus, Manifest } from "../../src/generated/contract";
import { bonusNow, bonusOf, sayBonus, withBonus } from "../../src/page/flow/bonus";
import { FactBook } from "../../src/page/flow/facts";
import { wantedFacts } from "../../src/page/flow/references";

const perPoint: Bonus = {
  amount: { kind: "reference", path: ["results", "main", "return"] },
  cap: 5,
  currency: "EUR",
  decimals: 2,
};
const results = { episodes: 1, steps: 9, return: 3, last: 3, best: 3, mean: 3 };

describe("a bonus", () => {
  it("is the same number here as where the records are read", () => {
    for (const { value, cap, decimals, amount } of cases) {
      const constant = { kind: "constant", value } as const;
      expect(bonusOf({ amount: constant, cap, currency: "EUR", decimals }, {})).toBe(amount);
    }
  });

  it("follows what is known, and outlasts it once the session is over", () => {
    const book = new FactBook({}, new Set());
    expect(bonusNow(perPoint, book)).toBe(0);
    book.played("main", results);
    const stored = withBonus({ bonus: perPoint }, book);
    expect(stored.bonus).toBe(3);
    const later = new FactBook({}, new Set(), { ...stored, results: {} });
    expect(bonusNow(perPoint, later)).toBe(3);
    // Between two visits nothing is settled: what was known then may not be all.
    const resumed = new FactBook({}, new Set(), stored);
    resumed.played("main", { ...results, return: 4 });
    expect(bonusNow(perPoint, resumed)).toBe(4);
  });

  it.each(["scores", "checks"] as const)("of %s alone goes on following them", (root) => {
    const amount = { kind: "reference" as const, path: [root, "quiz", "points"] };
    const bonus: Bonus = { ...perPoint, amount };
    const book = new FactBook({}, new Set([`${root}.quiz.points`]));
    const stored = { ...withBonus({ bonus }, book), [root]: { quiz: { points: 2 } } };
    expect(bonusNow(bonus, new FactBook({}, new Set(), stored))).toBe(2);
  });

  it("is 0 where a result is no number", () => {
    const book = new FactBook({}, new Set());
    book.played("main", { ...results, return: Number.NaN });
    expect(bonusNow(perPoint, book)).toBe(0);
  });

  it("leaves no trace in a study that has none", () => {
    const book = new FactBook({}, new Set());
    expect(withBonus({ bonus: null }, book)).toBe(book.stored);
  });

  it("keeps the answers that it asks for", () => {
    const amount = { kind: "reference", path: ["answers", "you", "age"] } as const;
    const bonus: Bonus = { ...perPoint, amount: { ...amount, path: [...amount.path] } };
    const study: Pick<Manifest, "flow" | "factors" | "steps"> = {
      flow: [],
      factors: [],
      steps: [],
    };
    expect([...wantedFacts({ ...study, bonus })]).toEqual(["answers.you.age"]);
  });

  it("reads as people write money", () => {
    expect(sayBonus(perPoint, 1.5, "en")).toBe("€1.50");
    expect(sayBonus({ ...perPoint, currency: "JPY", decimals: 0 }, 120, "en")).toBe("¥120");
  });
});
