import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Alarm, sleeplessClock, systemClock } from "../../src/shared/timer";
import { FakeTiming } from "../worker/fake-timing";

describe("Alarm", () => {
  let timing: FakeTiming;
  let rang: number[];
  let alarm: Alarm;

  beforeEach(() => {
    timing = new FakeTiming();
    rang = [];
    const begun = timing.now();
    alarm = new Alarm(() => rang.push(timing.now() - begun), timing.after, timing.now);
  });

  it("rings once, when it was first asked to", async () => {
    alarm.within(60);
    await timing.advance(20);
    alarm.within(60);
    await timing.advance(500);
    expect(rang).toEqual([60]);
  });

  it("does not ring when it was called off, and rings for what comes then", async () => {
    alarm.within(60);
    await timing.advance(50);
    alarm.callOff();
    await timing.advance(5);
    alarm.within(60);
    await timing.advance(500);
    expect(rang).toEqual([115]);
  });

  it("leaves its timer to run, so that there is one however often it is called off", () => {
    for (let i = 0; i < 100; i++) {
      alarm.within(60);
      alarm.callOff();
    }
    alarm.within(60);
    expect(timing.pending).toBe(1);
  });

  it("is not late because it was to ring much later before", async () => {
    alarm.within(1000);
    alarm.callOff();
    alarm.within(100);
    await timing.advance(100);
    expect(rang).toEqual([100]);
    await timing.advance(2000);
    expect(rang).toEqual([100]);
  });

  it("believes its timer where the clock stands still, as that of a simulation does", async () => {
    alarm = new Alarm(
      () => rang.push(timing.now()),
      timing.after,
      () => 0,
    );
    alarm.within(60);
    alarm.callOff();
    await timing.advance(50);
    alarm.within(60);
    await timing.advance(500);
    expect(rang).toHaveLength(1);
  });

  it("leaves no timer once it is closed", async () => {
    alarm.within(60);
    alarm.close();
    expect(timing.pending).toBe(0);
    await timing.advance(100);
    expect(rang).toEqual([]);
  });
});

describe("a clock that knows of sleep", () => {
  afterEach(() => void vi.useRealTimers());

  it("goes on where the browser's own stands still, and is never behind it", () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    const clock = sleeplessClock();
    const begun = systemClock();
    vi.advanceTimersByTime(1_000);
    expect(clock()).toBeCloseTo(begun + 1_000, 0);
    vi.setSystemTime(Date.now() + 60_000);
    expect(clock()).toBeCloseTo(begun + 61_000, 0);
    vi.setSystemTime(Date.now() - 600_000);
    expect(clock()).toBeCloseTo(begun + 1_000, 0);
  });
});
