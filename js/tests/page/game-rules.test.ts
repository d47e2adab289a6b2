import { describe, expect, it } from "vitest";
import type { OnError, Rules } from "../../src/generated/contract";
import { Countdown } from "../../src/page/steps/countdown";
import { GamePauses } from "../../src/page/steps/game-pauses";
import { Recovery } from "../../src/page/steps/game-recovery";
import { IdleWatch } from "../../src/page/steps/idle";
import { plainRules } from "../../src/shared/plain-rules";
import { ManualTime } from "../record/support";
import { controlsOf } from "../worker/some-controls";

describe("the way on after an error", () => {
  const rules: OnError = { way: "retry", retries: 2, otherwise: "end", hang_after: 15 };
  const ways = (change: Partial<OnError>, causes: ("error" | "hang" | "load")[]) => {
    const recovery = new Recovery({ ...rules, ...change });
    return causes.map((cause) => recovery.after({ cause }));
  };

  it("is a retry, until there were enough of them", () => {
    expect(ways({}, ["error", "hang", "error"])).toEqual(["retry", "retry", "end"]);
    expect(ways({ otherwise: "skip" }, ["error", "hang", "error"]).at(-1)).toBe("skip");
  });

  it("is what the study says where it wants no retry", () => {
    expect(ways({ way: "skip" }, ["error"])).toEqual(["skip"]);
    expect(ways({ way: "end" }, ["hang"])).toEqual(["end"]);
  });

  it("is to load again what did not load, for as long as it takes", () => {
    const causes = Array.from({ length: 9 }, () => "load" as const);
    expect(new Set(ways({ way: "end" }, causes))).toEqual(new Set(["retry"]));
  });
});

describe("a countdown", () => {
  it("tells every second, and can be taken back", () => {
    const time = new ManualTime();
    const told: (number | string)[] = [];
    const countdown = new Countdown(3, time.timer);
    const run = () =>
      countdown.run(
        (left) => told.push(left),
        () => told.push("go"),
      );
    run();
    expect(told).toEqual([3]);
    for (let i = 0; i < 3; i++) time.advance(1_000);
    expect(told).toEqual([3, 2, 1, "go"]);
    run();
    time.advance(1_000);
    countdown.cancel();
    for (let i = 0; i < 3; i++) time.advance(1_000);
    expect(told.slice(4)).toEqual([3, 2]);
    expect(time.waits).toEqual([]);
  });

  it("of nothing begins at once", () => {
    const told: unknown[] = [];
    new Countdown(0, new ManualTime().timer).run(
      (left) => told.push(left),
      () => told.push("go"),
    );
    expect(told).toEqual(["go"]);
  });
});

describe("who does nothing", () => {
  function setUp(afterS: number | null = 10) {
    const time = new ManualTime();
    let idle = 0;
    const watch = new IdleWatch(afterS, time.timer, () => {
      idle += 1;
    });
    return { watch, time, idle: () => idle };
  }

  it("is noticed while the game runs, and again after as long", () => {
    const { watch, time, idle } = setUp();
    time.advance(20_000);
    expect(idle()).toBe(0);
    watch.watch(true);
    time.advance(9_999);
    watch.watch(true);
    time.advance(1);
    expect(idle()).toBe(1);
    time.advance(10_000);
    expect(idle()).toBe(2);
    watch.watch(false);
    time.advance(60_000);
    expect(idle()).toBe(2);
  });

  it("has done something by a press, and does as long as the key is held", () => {
    const { watch, time, idle } = setUp();
    watch.watch(true);
    time.advance(9_000);
    watch.hear({ kind: "down", code: "KeyA" });
    time.advance(60_000);
    watch.hear({ kind: "up", code: "KeyA" });
    time.advance(9_000);
    expect(idle()).toBe(0);
    watch.hear({ kind: "down", code: "KeyA" });
    watch.releaseAll();
    time.advance(10_000);
    expect(idle()).toBe(1);
  });

  it("does something by what is held as the game begins", () => {
    const { watch, time, idle } = setUp();
    watch.hear({ kind: "down", code: "KeyA" });
    watch.watch(true);
    time.advance(60_000);
    expect(idle()).toBe(0);
    watch.watch(false);
    watch.watch(true);
    time.advance(10_000);
    expect(idle()).toBe(1);
  });

  it("does something while a stick is off its middle, but not while it only trembles", () => {
    const { watch, time, idle } = setUp();
    const stick = (value: number) => watch.hear({ kind: "axis", name: "stick:left_x", value });
    watch.watch(true);
    stick(0.9);
    time.advance(60_000);
    stick(0.05);
    time.advance(9_000);
    expect(idle()).toBe(0);
    stick(0.04);
    time.advance(1_000);
    expect(idle()).toBe(1);
  });

  it("does something by moving the pointer, and while it is pressed", () => {
    const { watch, time, idle } = setUp();
    const point = (phase: "down" | "move" | "up") =>
      watch.hear({ kind: "point", phase, x: 0, y: 0 });
    watch.watch(true);
    time.advance(9_000);
    point("move");
    time.advance(9_000);
    point("down");
    time.advance(60_000);
    point("up");
    time.advance(9_000);
    expect(idle()).toBe(0);
    time.advance(1_000);
    expect(idle()).toBe(1);
  });

  it("is not noticed where the study does not ask", () => {
    const { watch, time } = setUp(null);
    watch.watch(true);
    expect(time.waits).toEqual([]);
  });
});

describe("pauses", () => {
  const controls = { player: controlsOf({ KeyA: 0 }, { default: 0 }) };
  const make = (pauses: Rules["pauses"], pace: "real_time" | "turn_based" = "real_time") =>
    new GamePauses({ pace, controls, rules: { ...plainRules, pauses } });

  it("are counted whatever they are for, and capped", () => {
    const pauses = make({ hidden: "pause", at_most: 2 });
    expect([pauses.take("participant"), pauses.isLeft]).toEqual([true, true]);
    expect([pauses.take("hidden"), pauses.isLeft]).toEqual([true, false]);
    expect([pauses.take("idle"), pauses.take("hidden")]).toEqual([false, false]);
  });

  it("are none for a hidden tab where the study wants the game to go on", () => {
    const pauses = make({ hidden: "go_on", at_most: null });
    expect(pauses.take("hidden")).toBe(false);
    expect(pauses.take("participant")).toBe(true);
  });

  it("need a press to end where the clock runs", () => {
    const asks = { hidden: "pause", at_most: null } as const;
    expect(make(asks).endsWhenShown("hidden")).toBe(false);
    expect(make(asks, "turn_based").endsWhenShown("hidden")).toBe(true);
    expect(make(asks, "turn_based").endsWhenShown("idle")).toBe(false);
  });
});
