import { describe, expect, it } from "vitest";
import { range, rowOf, rowsOf, shuffled } from "../../src/page/flow/orders";
import { Xoshiro128StarStar } from "../../src/shared/random";

const rowsFor = (order: "latin_square" | "counterbalanced", count: number) =>
  range(rowsOf(order, count)).map((row) => rowOf(order, count, row));

describe.each([1, 2, 3, 4, 5, 6, 7])("a latin square of %i", (count) => {
  const rows = rowsFor("latin_square", count);

  it("has everything in each row once, and at each place equally often", () => {
    for (const row of rows) expect([...row].sort()).toEqual(range(count));
    for (const place of range(count)) {
      const seen = rows.map((row) => row[place]);
      for (const one of range(count)) {
        expect(seen.filter((other) => other === one)).toHaveLength(rows.length / count);
      }
    }
  });

  it("lets everything follow everything else equally often", () => {
    const pairs = rows.flatMap((row) => row.slice(1).map((next, at) => `${row[at]}>${next}`));
    const counts = new Set(
      [...new Set(pairs)].map((pair) => pairs.filter((p) => p === pair).length),
    );
    expect(counts.size).toBeLessThanOrEqual(1);
    expect(new Set(pairs).size).toBe(count * (count - 1));
  });
});

describe("all orders", () => {
  it("are each there once", () => {
    const rows = rowsFor("counterbalanced", 4).map(String);
    expect(rows).toHaveLength(24);
    expect(new Set(rows).size).toBe(24);
  });
});

describe("a drawn order", () => {
  it("is even over all orders", () => {
    const stream = new Xoshiro128StarStar([1, 2, 3, 4]);
    const counts = new Map<string, number>();
    const draws = 6000;
    for (let draw = 0; draw < draws; draw++) {
      const order = String(shuffled(range(3), () => stream.uniform()));
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const expected = draws / 6;
    const chi2 = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    // The 0.999 quantile for 5 degrees of freedom; the stream is fixed, so it always is the same.
    expect(counts.size).toBe(6);
    expect(chi2).toBeLessThan(20.5);
  });
});
