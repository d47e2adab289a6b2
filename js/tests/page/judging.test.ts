import fc from "fast-check";
import { describe, expect, it } from "vitest";
import cases from "../../../tests/data/comparisons.json" with { type: "json" };
import type { CompareStep, Preference } from "../../src/generated/contract";
import { Course } from "../../src/page/flow/course";
import { FactBook } from "../../src/page/flow/facts";
import { Playback } from "../../src/page/steps/judging/playback";
import { judgingAt } from "../../src/page/steps/judging/progress";
import { scoreOf } from "../../src/page/steps/judging/score";
import { type Trial, trialsOf } from "../../src/page/steps/judging/trials";
import type { StoredCourse } from "../../src/shared/course";
import { deriveStream } from "../../src/shared/random";
import { FakeFrames } from "../worker/fake-frames";

const step: CompareStep = {
  kind: "compare",
  id: "compare",
  html: "",
  speed: 1,
  min_viewing: 1,
  question: "Which?",
  pairs: [],
  draw: 6,
  clips: ["a", "b", "c", "d", "e"],
  tie: true,
  cant_tell: true,
  gold: [{ clips: ["a", "e"], better: "a" }],
  repeats: 3,
};

const draws = async (seed: number) => {
  const stream = await deriveStream(seed.toString(16).padStart(32, "0"), "compare/compare/2");
  return () => stream.uniform();
};
const sorted = (pair: readonly string[]) => [...pair].sort().join();

describe("the trials of a comparison", () => {
  it("are different pairs, a gold one, and repeats with swapped sides after another trial", async () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 });
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const trials = trialsOf(step, await draws(seed));
        expect(trials).toHaveLength(10);
        const first = trials.filter(({ gold, repeatOf }) => gold === null && repeatOf === null);
        expect(new Set(first.map(({ clips }) => sorted(clips))).size).toBe(6);
        expect(trials.filter(({ gold }) => gold === "a").map(({ clips }) => sorted(clips))).toEqual(
          ["a,e"],
        );
        const originals = trials.flatMap(({ clips, repeatOf }, at) => {
          if (repeatOf === null) return [];
          const [one, other] = (trials[repeatOf] as Trial).clips;
          expect(clips).toEqual([other, one]);
          expect(trials[repeatOf]?.gold).toBeNull();
          expect(at - repeatOf).toBeGreaterThanOrEqual(2);
          return [repeatOf];
        });
        expect(new Set(originals).size).toBe(3);
      }),
      { numRuns: 200 },
    );
  });

  it("has another trial before each repeat, though all are repeated", async () => {
    const session = fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
      pairs: fc.integer({ min: 1, max: 8 }),
      golds: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(session, async ({ seed, pairs, golds }) => {
        const known = { clips: ["a", "e"] as [string, string], better: "a" };
        const gold = Array.from({ length: golds }, () => known);
        const trials = trialsOf({ ...step, draw: pairs, gold, repeats: pairs }, await draws(seed));
        const gaps = trials.flatMap(({ repeatOf }, at) =>
          repeatOf === null ? [] : [at - repeatOf],
        );
        expect(gaps).toHaveLength(pairs);
        // A pair that is alone has nothing that could come in between.
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(pairs + golds > 1 ? 2 : 1);
        expect(trials.filter(({ gold }) => gold !== null)).toHaveLength(golds);
        const repeated = trials.flatMap(({ repeatOf }) => (repeatOf === null ? [] : [repeatOf]));
        expect(new Set(repeated).size).toBe(pairs);
      }),
      { numRuns: 1000 },
    );
  });

  it("are the same for the same seed, and others for another one", async () => {
    const [one, again, other] = await Promise.all([3, 3, 4].map(draws));
    const trials = trialsOf(step, one as () => number);
    expect(trialsOf(step, again as () => number)).toEqual(trials);
    expect(trialsOf(step, other as () => number)).not.toEqual(trials);
  });

  it("puts each clip of a pair equally often to either side", async () => {
    const single = {
      ...step,
      draw: null,
      pairs: [["a", "b"] as [string, string]],
      gold: [],
      repeats: 0,
    };
    let left = 0;
    for (let seed = 0; seed < 400; seed++) {
      const [trial] = trialsOf(single, await draws(seed));
      if (trial?.clips[0] === "a") left += 1;
    }
    // Beyond four standard deviations from 200.
    expect(Math.abs(left - 200)).toBeLessThan(40);
  });

  it("draws different pairs of more clips than can be listed", async () => {
    const clips = Array.from({ length: 400 }, (_, index) => `clip-${index}`);
    const trials = trialsOf({ ...step, clips, draw: 500, gold: [], repeats: 0 }, await draws(1));
    expect(new Set(trials.map(({ clips: pair }) => sorted(pair))).size).toBe(500);
    expect(trials.every(({ clips: [one, other] }) => one !== other)).toBe(true);
    const named = new Set(trials.flatMap(({ clips: pair }) => pair));
    expect([...named].every((name) => clips.includes(name))).toBe(true);
  });
});

describe("what is counted of answers", () => {
  it.each(cases)("is the same here as where the records are read: $counted", (one) => {
    const trials = one.trials.map(
      ({ clips, gold, repeat_of }) => ({ clips, gold, repeatOf: repeat_of }) as unknown as Trial,
    );
    expect(scoreOf(trials, one.answers as Preference[])).toEqual(one.counted);
  });
});

describe("a playback", () => {
  const begin = (speed = 1) => {
    let now = 0;
    const screen = new FakeFrames(() => now);
    const shown: [number[], number[]] = [[], []];
    const footage = ([frames, fps]: [number, number], index: 0 | 1) => ({
      frames,
      fps,
      show: (frame: number) => shown[index].push(frame),
    });
    const films = [footage([4, 2], 0), footage([3, 1], 1)];
    const playback = new Playback(films, speed, screen, () => {});
    const after = (ms: number) => {
      now += ms;
      screen.come();
    };
    return { playback, screen, shown, after };
  };

  it("shows clips together, each at its own rate, until the longest is over", () => {
    const { playback, shown, after } = begin();
    playback.play();
    for (let count = 0; count < 12; count++) after(250);
    expect(playback.isOver).toBe(true);
    expect(playback.isPlaying).toBe(false);
    expect([playback.plays, playback.viewed_ms, playback.seen]).toEqual([1, 3000, 1]);
    expect([...new Set(shown[0])]).toEqual([0, 1, 2, 3]);
    expect([...new Set(shown[1])]).toEqual([0, 1, 2]);
    expect([playback.frameOf(0), playback.frameOf(1)]).toEqual([3, 2]);
  });

  it("counts no time in which it waited, or the page was not shown", () => {
    const { playback, after } = begin();
    playback.play();
    after(200);
    playback.pause();
    after(5000);
    playback.play();
    after(60_000);
    expect(playback.viewed_ms).toBe(450);
    expect(playback.position_s).toBeCloseTo(0.45);
  });

  it("keeps what was seen when it is begun again, and is twice as fast if asked", () => {
    const { playback, after } = begin(2);
    playback.play();
    for (let count = 0; count < 3; count++) after(250);
    expect(playback.seen).toBeCloseTo(0.5);
    playback.replay();
    expect([playback.plays, playback.share]).toEqual([2, 0]);
    expect(playback.seen).toBeCloseTo(0.5);
  });

  it("waits for no frame once it is held", () => {
    const { playback, screen } = begin();
    playback.play();
    expect(screen.awaited).toBe(1);
    playback.pause();
    expect(screen.awaited).toBe(0);
  });
});

describe("the place within a step", () => {
  it("outlives a reload, and belongs to one entry of the step alone", async () => {
    const kept: [number, StoredCourse][] = [];
    const enterStep = async (index: number, stored: StoredCourse) => {
      kept.push([index, structuredClone(stored)]);
    };
    const course = new Course(0);
    course.advance();
    const judging = judgingAt(course, new FactBook({}, new Set()), { enterStep });
    await judging.keep(["first", "tie"]);
    expect(judging.answers()).toEqual(["first", "tie"]);
    const [index, stored] = kept[0] as [number, StoredCourse];
    const later = new Course(index, stored.decisions);
    const facts = new FactBook({}, new Set(), stored.facts);
    later.advance();
    expect(judgingAt(later, facts, { enterStep }).answers()).toEqual(["first", "tie"]);
    later.advance();
    expect(judgingAt(later, facts, { enterStep }).answers()).toEqual([]);
  });
});
