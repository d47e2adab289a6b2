import { describe, expect, it } from "vitest";
import type { Agent, ArrayField, Rules } from "../../src/generated/contract";
import type { Played } from "../../src/shared/game-progress";
import { plainRules } from "../../src/shared/plain-rules";
import { deriveStream } from "../../src/shared/random";
import type { Actor, Decision } from "../../src/worker/actor";
import { PRESENT } from "../../src/worker/environment";
import { failureOf, StepError } from "../../src/worker/failure";
import { NanGuard } from "../../src/worker/finite";
import { HangGuard } from "../../src/worker/hang";
import { rowSize } from "../../src/worker/layout";
import { Limits } from "../../src/worker/limits";
import { Repeating } from "../../src/worker/repeating";
import { seedOf } from "../../src/worker/seeds";
import { FakeTiming } from "./fake-timing";

describe("limits", () => {
  function setUp(
    change: { [K in "limits" | "total"]?: Partial<Rules[K]> },
    until = false,
    earlier: Played = { steps: 0, seconds: 0, score: 0 },
  ) {
    const timing = new FakeTiming();
    const rules: Rules = {
      ...plainRules,
      limits: { ...plainRules.limits, ...change.limits },
      total: { ...plainRules.total, ...change.total },
    };
    let alarms = 0;
    const limits = new Limits({
      rules,
      scored: "player",
      until: until ? () => true : null,
      timing,
      onTime: () => {
        alarms += 1;
      },
      earlier,
    });
    limits.begin();
    return { limits, timing, alarms: () => alarms };
  }

  const tally = (steps: number, player: number) => ({ steps, returns: { player, other: 99 } });

  it("count the score of the person, reached or passed", () => {
    const { limits } = setUp({ limits: { score: 3 } });
    expect(limits.judge(tally(1, 2.9))).toBeNull();
    expect(limits.judge(tally(2, 3))).toBe("max_score");
    expect(limits.isGameOver).toBe(false);
  });

  it("ask the author's function", () => {
    expect(setUp({}, true).limits.judge(tally(1, 0))).toBe("until");
  });

  it("count time of play only, also while nobody takes a step", async () => {
    const { limits, timing, alarms } = setUp({ limits: { seconds: 2 } });
    await timing.advance(1_500);
    limits.pause();
    await timing.advance(60_000);
    expect(alarms()).toBe(0);
    limits.resume();
    await timing.advance(499);
    expect(limits.stopped(tally(0, 0))).toBeNull();
    await timing.advance(1);
    expect(alarms()).toBe(1);
    expect(limits.stopped(tally(0, 0))).toBe("max_seconds");
    limits.end(tally(1, 0));
    limits.begin();
    expect(limits.stopped(tally(0, 0))).toBeNull();
    expect(timing.pending).toBe(1);
  });

  it("are reached when the timer says so, though the clock is blurred and shows a moment before", async () => {
    const { limits, timing, alarms } = setUp({ limits: { seconds: 2 } });
    const { now } = timing;
    timing.now = () => now() - 1;
    await timing.advance(2_000);
    expect(alarms()).toBe(1);
    expect(limits.stopped(tally(0, 0))).toBe("max_seconds");
    limits.end(tally(1, 0));
    limits.begin();
    expect(limits.stopped(tally(0, 0))).toBeNull();
  });

  it("do not count the time in which the game stood still", async () => {
    const { limits, timing, alarms } = setUp({ limits: { seconds: 2 }, total: { seconds: 5 } });
    await timing.advance(1_000);
    timing.busy(60_000); // the computer slept: the alarms are due, and the loop wakes before them
    limits.forgive(60_000);
    await timing.advance(999);
    expect([limits.stopped(tally(0, 0)), alarms()]).toEqual([null, 0]);
    await timing.advance(1);
    expect([limits.stopped(tally(0, 0)), alarms()]).toEqual(["max_seconds", 1]);
  });

  it("of all episodes together end the game", async () => {
    const { limits, timing } = setUp({ total: { steps: 5, score: 10, seconds: 3 } });
    await timing.advance(2_000);
    limits.end(tally(3, 4));
    limits.begin();
    expect(limits.judge(tally(1, 5.5))).toBeNull();
    expect(limits.judge(tally(1, 6))).toBe("total_score");
    expect(limits.judge(tally(2, 0))).toBe("total_steps");
    await timing.advance(1_000);
    expect(limits.stopped(tally(0, 0))).toBe("total_seconds");
    expect(limits.isGameOver).toBe(true);
  });

  it.each([
    ["steps", { total: { steps: 5 } }, tally(2, 0)],
    ["score", { total: { score: 6 } }, tally(1, 2)],
    [
      "score, reached with the episode's own",
      { limits: { score: 2 }, total: { score: 6 } },
      tally(1, 2),
    ],
  ])(
    "of all episodes together end the game with an episode that ends itself: %s",
    (_, rules, last) => {
      const { limits } = setUp(rules);
      limits.end(tally(3, 4));
      expect(limits.isGameOver).toBe(false);
      limits.begin();
      limits.end(last);
      expect(limits.isGameOver).toBe(true);
    },
  );

  it("of all episodes together end the game with one that ends itself as time is up", async () => {
    const { limits, timing } = setUp({ total: { seconds: 3 } });
    const { now } = timing;
    timing.now = () => now() - 1; // blurred
    await timing.advance(2_900);
    limits.end(tally(3, 4));
    limits.begin();
    expect(limits.isGameOver).toBe(false);
    await timing.advance(101);
    limits.end(tally(1, 0));
    expect(limits.isGameOver).toBe(true);
  });

  it("of all episodes together count those of an attempt that failed", async () => {
    const first = setUp({ total: { steps: 5, seconds: 3 } });
    await first.timing.advance(2_000);
    first.limits.end(tally(3, 4));
    first.limits.begin();
    await first.timing.advance(500);
    const earlier = first.limits.played(tally(1, 0.5));
    expect(earlier).toEqual({ steps: 4, seconds: 2.5, score: 4.5 });
    const { limits, timing } = setUp(
      { total: { steps: 6, score: 10, seconds: 3 } },
      false,
      earlier,
    );
    expect(limits.judge(tally(1, 5))).toBeNull();
    expect(limits.judge(tally(2, 0))).toBe("total_steps");
    expect(limits.judge(tally(1, 5.5))).toBe("total_score");
    await timing.advance(500);
    expect(limits.stopped(tally(0, 0))).toBe("total_seconds");
  });

  it("give way to who stops the episode, or the game with it", () => {
    const { limits } = setUp({});
    limits.stop("reset", false);
    limits.stop("idle", false);
    expect(limits.stopped(tally(0, 0))).toBe("reset");
    limits.end(tally(1, 0));
    limits.begin();
    expect(limits.stopped(tally(0, 0))).toBeNull();
    limits.stop("idle", true);
    expect(limits.isGameOver).toBe(true);
  });
});

describe("frame skip", () => {
  it("asks at every n-th step, and copies what the actor will write over", async () => {
    const shared: Decision = {
      action: 0,
      intended: 0,
      source: "policy",
      inputT: Number.NaN,
      uniform: 0.5,
      output: Uint8Array.of(7),
    };
    let asked = 0;
    const begun: number[] = [];
    const actor: Actor = {
      begin: (_uniform, seed) => void begun.push(seed),
      decide: async () => Object.assign(shared, { action: ++asked }),
    };
    const repeating = new Repeating(actor, 3);
    const seen = [];
    for (const episode of [1, 2]) {
      repeating.begin(() => 0, episode);
      for (let step = 0; step < 4; step++) {
        const { action, source, uniform } = await repeating.decide(new Uint8Array(), 0);
        seen.push([action, source, uniform]);
      }
    }
    expect(seen).toEqual([
      ...[
        [1, "policy", 0.5],
        [1, "repeated", Number.NaN],
        [1, "repeated", Number.NaN],
      ],
      [2, "policy", 0.5],
      ...[
        [3, "policy", 0.5],
        [3, "repeated", Number.NaN],
        [3, "repeated", Number.NaN],
      ],
      [4, "policy", 0.5],
    ]);
    expect(begun).toEqual([1, 2]);
  });
});

describe("Python that does not end", () => {
  function setUp() {
    let now = 0;
    let buffer: ArrayLike<number> = [];
    const python = {
      setInterruptBuffer: (given: ArrayLike<number>) => {
        buffer = given;
      },
    };
    const guard = new HangGuard(python as never, () => now);
    /** Python runs for so long, and looks once a millisecond. */
    const run = (ms: number): number => {
      let struck = 0;
      for (let i = 0; i < ms; i++) {
        now += 1;
        if (buffer[0] === 2) struck += 1;
      }
      return struck;
    };
    const sleep = (ms: number) => {
      now += ms;
    };
    return { guard, run, sleep, now: () => now };
  }

  it("is interrupted once its time is over, and again where it went on", () => {
    const { guard, run, now } = setUp();
    guard.begin(now(), 2_000);
    expect(run(1_900)).toBe(0);
    expect(guard.hasStruck).toBe(false);
    expect(run(200)).toBe(1);
    expect(guard.hasStruck).toBe(true);
    expect(run(1_100)).toBe(1);
  });

  it("may take as long again in its next step", () => {
    const { guard, run, now } = setUp();
    for (let step = 0; step < 5; step++) {
      guard.begin(now(), 2_000);
      expect(run(1_500)).toBe(0);
    }
  });

  it("is not blamed for the time in which the computer slept, nor before it was asked", () => {
    const { guard, run, sleep, now } = setUp();
    expect(run(100_000)).toBe(0);
    guard.begin(now(), 5_000);
    sleep(3_600_000);
    expect(run(1_000)).toBe(0);
  });
});

describe("what an environment gave", () => {
  const agentOf = (observation: ArrayField[]) => ({ layout: { observation } }) as unknown as Agent;
  const layout: ArrayField[] = [
    { path: ["code"], dtype: "<i4", shape: [] },
    { path: ["place", "0"], dtype: "<f4", shape: [3] },
    { path: ["speed"], dtype: "<f8", shape: [] },
  ];

  function check(place: number[], speed: number, flags = PRESENT): void {
    const bytes = new Uint8Array(24);
    const view = new DataView(bytes.buffer);
    view.setInt32(0, -1, true); // as bits of a float, NaN
    for (const [i, value] of place.entries()) view.setFloat32(4 + 4 * i, value, true);
    view.setFloat64(16, speed, true);
    const guard = new NanGuard({ cook: agentOf(layout) }, rowSize);
    guard.check({ observation: () => bytes, flags: () => flags });
  }

  it("may be infinite, and an integer of any bits", () => {
    expect(() => check([1, Number.POSITIVE_INFINITY, 0], -1e300)).not.toThrow();
  });

  it("is refused where it is NaN, with its place", () => {
    expect(() => check([0, 0, Number.NaN], 0)).toThrow(
      'The observation of the agent cook is NaN in "place.0", at index 2 of 3: no Box contains it.',
    );
    expect(() => check([0, 0, 0], Number.NaN)).toThrow('NaN in "speed", at index 0 of 1');
  });

  it("is nothing where the agent is not in the game", () => {
    expect(() => check([Number.NaN, 0, 0], 0, 0)).not.toThrow();
  });
});

it("a step that failed says what it was called with, below its whole traceback", () => {
  const cause = Object.assign(new Error("Traceback\nValueError: no\n"), { name: "PythonError" });
  expect(failureOf(new StepError(cause, [3, 0]), "Sorry.")).toEqual({
    message: "Sorry.",
    detail:
      "Traceback\nValueError: no\nThe step was called with the actions [3,0], in the order of the agents.",
  });
  expect(failureOf(cause, "Sorry.", "hang").detail).toMatch(/^Python did not come to an end/);
});

describe("seeds", () => {
  const session = "0123456789abcdef0123456789abcdef";
  const path = "game/main/1/1/environment";
  const lists = {
    lists: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    by: "group",
    donors: null,
    actions: null,
  };
  const game = (seeds: number[] | null, seed_lists: Rules["seed_lists"]) => ({
    id: "main",
    seeds,
    rules: { ...plainRules, seed_lists },
  });

  it("are the same for all, or drawn from the session's", async () => {
    expect(await seedOf(game([7, 8], null), 1, null, session, path)).toEqual({
      seed: 8,
      seed_from: "same",
      seed_list: null,
      donor: null,
    });
    const { seed32 } = await deriveStream(session, path);
    expect(await seedOf(game(null, null), 1, null, session, path)).toMatchObject({
      seed: seed32,
      seed_from: "per_session",
    });
  });

  it("are those of the group that the address names", async () => {
    expect(await seedOf(game(null, lists), 1, 2, session, path)).toEqual({
      seed: 6,
      seed_from: "counterbalanced",
      seed_list: 2,
      donor: null,
    });
  });

  it.each([null, 3, -1, 1.5])("are those of a drawn group where it names none: %s", async (by) => {
    const first = await seedOf(game(null, lists), 0, by, session, path);
    const second = await seedOf(game(null, lists), 1, by, session, "game/main/2/1/environment");
    expect(second.seed).toBe(first.seed + 1);
    const drawn = new Set<number>();
    for (let i = 0; i < 40; i++) {
      const other = i.toString(16).padStart(32, "0");
      drawn.add((await seedOf(game(null, lists), 0, by, other, path)).seed);
    }
    expect(drawn).toEqual(new Set([1, 3, 5]));
  });

  it("are those of one drawn group in all games that have equally many lists", async () => {
    for (let i = 0; i < 20; i++) {
      const other = i.toString(16).padStart(32, "0");
      const first = await seedOf(game(null, lists), 0, null, other, path);
      const second = { ...game(null, lists), id: "second" };
      expect(await seedOf(second, 0, null, other, "game/second/1/1/environment")).toEqual(first);
    }
  });

  it("are none of the study's after a reload, but for a donor's", async () => {
    const { seed32 } = await deriveStream(session, path);
    const reserve = { seed: seed32, seed_from: "reserve", seed_list: null, donor: null };
    for (const design of [game([7, 8], null), game(null, null), game(null, lists)]) {
      expect(await seedOf(design, 1, 2, session, path, true)).toEqual(reserve);
    }
    const yoked = game(null, { ...lists, donors: ["a", "b", "c"] });
    expect(await seedOf(yoked, 0, 1, session, path, true)).toMatchObject({
      seed: 3,
      seed_from: "yoked",
    });
  });

  it("are a donor's, who is named", async () => {
    const donors = ["a", "b", "c"];
    expect(await seedOf(game(null, { ...lists, donors }), 0, 1, session, path)).toEqual({
      seed: 3,
      seed_from: "yoked",
      seed_list: 1,
      donor: "b",
    });
  });
});
