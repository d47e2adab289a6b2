import { describe, expect, it } from "vitest";
import { RealTime, Unthrottled } from "../../src/worker/clock";
import { systemTiming } from "../../src/worker/timing";
import { FakeTiming, settle } from "./fake-timing";

/** Runs a game of `workMs` a step and writes down when each step was due and begun. */
function run(timing: FakeTiming, clock: RealTime, workMs: (step: number) => number) {
  const steps: { due: number; started: number }[] = [];
  clock.start();
  void (async () => {
    for (let step = 0; step < 1000; step++) {
      const due = await clock.next();
      steps.push({ due: due - 1000, started: timing.now() - 1000 });
      timing.busy(workMs(step));
    }
  })();
  return steps;
}

describe("RealTime", () => {
  it("keeps its rate without drift, although timers know only whole milliseconds", async () => {
    const timing = new FakeTiming();
    const steps = run(timing, new RealTime(60, timing), () => 5);
    await timing.advance(10_000);

    expect(steps).toHaveLength(600);
    steps.forEach(({ due, started }, index) => {
      expect(due).toBeCloseTo(((index + 1) * 1000) / 60, 6);
      expect(started - due).toBeGreaterThanOrEqual(0);
      expect(started - due).toBeLessThan(1);
    });
  });

  it("makes up for one late step", async () => {
    const timing = new FakeTiming();
    const steps = run(timing, new RealTime(50, timing), (step) => (step === 2 ? 35 : 1));
    await timing.advance(200);

    expect(steps.map(({ due }) => due)).toEqual([20, 40, 60, 80, 100, 120, 140, 160, 180, 200]);
    expect(steps[3]?.started).toBe(95);
    expect(steps[4]?.started).toBe(100);
  });

  it("slows down with a slow environment: no step is left out, none follows in a hurry", async () => {
    const timing = new FakeTiming();
    const steps = run(timing, new RealTime(100, timing), (step) => (step < 10 ? 25 : 1));
    await timing.advance(300);

    const started = steps.slice(0, 11).map((step) => step.started);
    expect(started).toEqual([10, 35, 60, 85, 110, 135, 160, 185, 210, 235, 260]);
    for (let i = 11; i < steps.length; i++) {
      expect((steps[i]?.due ?? 0) - (steps[i - 1]?.due ?? 0)).toBe(10);
    }
  });

  it("lets input in, however slow the environment is", async () => {
    const clock = new RealTime(1000, systemTiming());
    const { port1, port2 } = new MessageChannel();
    let heard = false;
    port1.onmessage = () => {
      heard = true;
    };
    port2.postMessage("a key");
    clock.start();
    for (let step = 0; step < 50 && !heard; step++) {
      await clock.next();
      const begun = performance.now();
      while (performance.now() - begun < 3); // the environment's own work
    }
    port1.close();
    expect(heard).toBe(true);
  });

  it("stands still while it is paused, and moves the due times by the pause", async () => {
    const timing = new FakeTiming();
    const clock = new RealTime(10, timing);
    const steps = run(timing, clock, () => 0);
    await timing.advance(150);
    clock.pause();
    await timing.advance(5000);
    expect(steps).toHaveLength(1);
    expect(timing.pending).toBe(0);

    clock.resume();
    await timing.advance(150);

    expect(steps.map(({ due }) => due)).toEqual([100, 5200, 5300]);
  });

  it("can be paused while a step is under way, and before it starts", async () => {
    const timing = new FakeTiming();
    const clock = new RealTime(10, timing);
    clock.pause();
    const steps = run(timing, clock, (step) => {
      if (step === 0) clock.pause();
      return 30;
    });
    await timing.advance(500);
    expect(steps).toHaveLength(0);
    clock.resume();
    await timing.advance(1000);
    expect(steps).toEqual([{ due: 600, started: 600 }]);
    clock.resume();
    await timing.advance(99);
    expect(steps).toHaveLength(1);
    await timing.advance(1);
    expect(steps.map(({ due }) => due)).toEqual([600, 1600]);
  });

  it("ends a wait at once when it is cancelled, paused or not", async () => {
    for (const paused of [false, true]) {
      const timing = new FakeTiming();
      const clock = new RealTime(1, timing);
      clock.start();
      let ended = false;
      void clock.next().then(() => {
        ended = true;
      });
      if (paused) clock.pause();
      await settle();
      expect(ended).toBe(false);
      clock.cancel();
      await settle();
      expect(ended).toBe(true);
      expect(timing.pending).toBe(0);
    }
  });
});

describe("Unthrottled", () => {
  it("lets input in every few milliseconds and is due at once otherwise", async () => {
    const timing = new FakeTiming();
    const clock = new Unthrottled(timing);
    for (let step = 0; step < 100; step++) {
      expect(await clock.next()).toBe(timing.now());
      timing.busy(1);
    }
    expect(timing.hops).toBe(Math.ceil(100 / Unthrottled.yieldEveryMs));
  });
});
