import { describe, expect, it } from "vitest";
import { Spread } from "../../src/worker/spread";

function spreadOf(durations: readonly number[]): Spread {
  const spread = new Spread();
  for (const ms of durations) spread.add(ms);
  return spread;
}

describe("Spread", () => {
  it("says nothing of nothing", () => {
    const empty = { count: 0, p50: null, p95: null, p99: null, max: null };
    expect(spreadOf([]).summary()).toEqual(empty);
  });

  it("gives quantiles by nearest rank", () => {
    const durations = Array.from({ length: 200 }, (_, index) => 200 - index);
    const summary = { count: 200, p50: 100, p95: 190, p99: 198, max: 200 };
    expect(spreadOf(durations).summary()).toEqual(summary);
    expect(spreadOf([7]).summary()).toEqual({ count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
  });

  it("rounds up to 0.1 ms, but not the noise of a difference of two times", () => {
    expect(spreadOf([16.61]).summary().max).toBe(16.7);
    expect(spreadOf([1017.3 - 1000.6]).summary().max).toBe(16.7);
    expect(spreadOf([-3]).summary()).toMatchObject({ p50: 0, max: 0 });
  });

  it("counts what is longer than a second as the longest", () => {
    const summary = spreadOf([1, 1, 5000, 90_000]).summary();
    expect(summary).toEqual({ count: 4, p50: 1, p95: 90_000, p99: 90_000, max: 90_000 });
  });

  it("takes over what others have counted", () => {
    const all = new Spread();
    for (const part of [[1, 2], [], [3, 4000]]) all.merge(spreadOf(part));
    expect(all.summary()).toEqual(spreadOf([1, 2, 3, 4000]).summary());
  });
});
