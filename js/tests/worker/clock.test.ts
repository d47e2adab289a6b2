import { describe, expect, it, vi } from "vitest";
import { RealTime, type RealTimeOptions, stallMs, Unthrottled } from "../../src/worker/clock";
import { FrameSkipping } from "../../src/worker/frame-skipping";
import { systemTiming } from "../../src/worker/timing";
import type { Frames } from "../../src/worker/view/screen";
import { FakeTiming, settle } from "./fake-timing";

/** Runs a game of `workMs` a step and writes down when each step was due and begun. */
function run(timing: FakeTiming, clock: RealTime, workMs: (step: number) => number) {
  const steps: { due: number; started: number }[] = [];
  clock.start();
  void (async () => {
    for (let step = 0; step < 10_000; step++) {
      const due = await clock.next();
      steps.push({ due: due - 1000, started: timing.now() - 1000 });
      timing.busy(workMs(step));
    }
  })();
  return steps;
}

/** A screen whose frames come 3 ms behind the whole periods of its clock. */
function screenOf(timing: FakeTiming, hz = 60, isMissed = () => false): Frames {
  const period = 1000 / hz;
  return {
    now: timing.now,
    next: (run) => {
      const frame = Math.floor((timing.now() - 3) / period) + (isMissed() ? 2 : 1);
      const due = frame * period + 3;
      return timing.after(() => run(due), Math.ceil(due - timing.now()));
    },
  };
}

/** How long after a frame of that screen. */
function afterFrame(due: number, hz = 60): number {
  const period = 1000 / hz;
  return (((due + 1000 - 3) % period) + period) % period;
}

/** Where the work of a step falls best, from a frame on. */
function bestAfter(fps: number, hz: number, workMs: number): number {
  const frame = 1000 / hz;
  return Math.round(hz / fps) === 1 ? (frame - workMs) / 2 : frame / 2 - workMs;
}

function intervalsOf(steps: readonly { due: number }[]): number[] {
  return steps.slice(1).map(({ due }, at) => due - (steps[at]?.due ?? 0));
}

describe("RealTime on a screen", () => {
  it.each([60, 30, 20])("begins %d steps a second 4 ms after a frame", async (fps) => {
    const timing = new FakeTiming();
    timing.busy(11);
    const clock = new RealTime(fps, timing, { frames: screenOf(timing) });
    const steps = run(timing, clock, () => 2);
    await timing.advance(3000);
    expect(steps.length).toBeGreaterThan(2.9 * fps);
    expect(afterFrame(steps[0]?.due ?? 0)).toBeCloseTo(4, 1);
    expect(afterFrame(steps.at(-1)?.due ?? 0)).toBeCloseTo(bestAfter(fps, 60, 2), 0);
    expect(steps[0]?.due).toBeLessThan(11 + 2 * clock.periodMs + 0.1);
  });

  it("finds its place again after a pause", async () => {
    const timing = new FakeTiming();
    const clock = new RealTime(60, timing, { frames: screenOf(timing) });
    const steps = run(timing, clock, () => 1);
    await timing.advance(300);
    clock.pause();
    await timing.advance(1007);
    const before = steps.length;
    clock.resume();
    await timing.advance(300);
    expect(steps.length).toBeGreaterThan(before + 15);
    expect(afterFrame(steps[before]?.due ?? 0)).toBeCloseTo(4, 1);
  });

  it("finds it bit by bit after a delay, without a gap and without a hurry", async () => {
    const timing = new FakeTiming();
    const clock = new RealTime(60, timing, { frames: screenOf(timing) });
    const steps = run(timing, clock, (step) => (step === 20 ? 40 : 1));
    await timing.advance(2000);
    const after = steps.slice(22);
    const intervals = intervalsOf(after);
    expect(Math.min(...intervals)).toBeCloseTo(1000 / 60, 1);
    expect(Math.max(...intervals)).toBeLessThan((1.05 * 1000) / 60 + 0.01);
    for (const { due } of after.slice(60)) {
      expect(Math.abs(afterFrame(due) - bestAfter(60, 60, 1))).toBeLessThan(0.6);
    }
  });

  it.each([
    [60, 59.94, 0.5],
    [60, 60.06, 0.5],
    [30, 59.94, 0.5],
    [20, 60.06, 0.5],
    [60, 119.88, 0.5],
    [2, 59.94, 1.5], // which hears of a frame before its last wait
  ])("of %d steps a second follows one of %d Hz", async (fps, hz, slackMs) => {
    const timing = new FakeTiming();
    const clock = new RealTime(fps, timing, { frames: screenOf(timing, hz) });
    const steps = run(timing, clock, () => 1);
    await timing.advance(60_000);
    expect(steps.length).toBeGreaterThan(59 * fps);
    for (const { due } of steps.slice(4 * fps)) {
      expect(Math.abs(afterFrame(due, hz) - bestAfter(fps, hz, 1))).toBeLessThan(slackMs);
    }
    for (const interval of intervalsOf(steps)) {
      expect(Math.abs((interval * fps) / 1000 - 1)).toBeLessThan(0.005001);
    }
  });

  it.each([
    [60, 8],
    [30, 12],
    [30, 25],
  ])("leaves time on both sides of the work of %d steps a second, %d ms", async (fps, workMs) => {
    const timing = new FakeTiming();
    const clock = new RealTime(fps, timing, { frames: screenOf(timing) });
    const steps = run(timing, clock, (step) => (step === fps ? 40 * workMs : workMs));
    await timing.advance(10_000);
    const best = afterFrame(bestAfter(fps, 60, workMs) - 1000 + 3);
    for (const { due } of steps.slice(6 * fps)) {
      expect(Math.abs(afterFrame(due) - best)).toBeLessThan(0.5);
    }
  });

  it("stays at its place although a browser leaves out calls for frames", async () => {
    const timing = new FakeTiming();
    let asked = 0;
    const frames = screenOf(timing, 60, () => ++asked % 4 === 0);
    const steps = run(timing, new RealTime(30, timing, { frames }), () => 1);
    await timing.advance(20_000);
    expect(asked).toBeGreaterThan(200);
    for (const { due } of steps.slice(120)) {
      expect(Math.abs(afterFrame(due) - bestAfter(30, 60, 1))).toBeLessThan(1);
    }
  });

  it.each([
    [60, 75],
    [60, 144],
    [24, 60],
    [120, 60],
  ])("keeps to its %d steps a second where the screen has %d Hz", async (fps, hz) => {
    const timing = new FakeTiming();
    const clock = new RealTime(fps, timing, { frames: screenOf(timing, hz) });
    const steps = run(timing, clock, () => 1);
    await timing.advance(5000);
    expect(steps.length).toBeGreaterThan(4.9 * fps);
    for (const interval of intervalsOf(steps)) expect(interval).toBeCloseTo(1000 / fps, 6);
  });

  it("never leaves its rate by more than half a percent", async () => {
    const timing = new FakeTiming();
    const steps = run(timing, new RealTime(60, timing, { frames: screenOf(timing, 61) }), () => 1);
    await timing.advance(60_000);
    for (const interval of intervalsOf(steps)) {
      expect(Math.abs((interval * 60) / 1000 - 1)).toBeLessThan(0.005001);
    }
  });

  it("keeps the rate of a slow environment", async () => {
    const timing = new FakeTiming();
    const clock = new RealTime(60, timing, { frames: screenOf(timing) });
    const steps = run(timing, clock, () => 20);
    await timing.advance(2000);
    expect(steps.length).toBeGreaterThan(95);
  });

  it("begins without its frames where none come", async () => {
    const timing = new FakeTiming();
    const frames: Frames = { now: timing.now, next: () => () => {} };
    const steps = run(timing, new RealTime(60, timing, { frames }), () => 1);
    await timing.advance(200);
    expect(steps.length).toBeGreaterThanOrEqual(10);
    expect(timing.pending).toBe(1);
  });
});

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

  it("lets the screen's frames in, which wait for a timer, but quick steps need not wait", async () => {
    for (const [workMs, timers] of [
      [40, 20],
      [5, 13],
    ] as const) {
      const timing = new FakeTiming();
      let count = 0;
      const after: typeof timing.after = (run, delayMs) => {
        if (delayMs === 0) count += 1;
        return timing.after(run, delayMs);
      };
      const clock = new RealTime(1000, { now: timing.now, hop: timing.hop, after });
      clock.start();
      for (let step = 0; step < 20; step += 1) {
        const next = clock.next();
        await timing.advance(1);
        await next;
        timing.busy(workMs);
      }
      expect(count).toBeGreaterThanOrEqual(timers - 5);
      expect(count).toBeLessThanOrEqual(timers);
    }
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

describe("RealTime, when the device is too slow", () => {
  /**
   * Plays for so long; a step takes 1 ms.
   *
   * @returns what was drawn, and when
   */
  async function draw(fps: number, frameMs: number, skips: boolean, playedMs: number) {
    const timing = new FakeTiming();
    const moved: number[] = [];
    const options: RealTimeOptions = { onMoved: (ms) => void moved.push(ms) };
    if (skips) options.catchUpMs = FrameSkipping.catchUpMs;
    const clock = new RealTime(fps, timing, options);
    const skipping = skips ? new FrameSkipping(() => clock.periodMs) : null;
    const steps: { due: number; started: number; drawn: boolean }[] = [];
    clock.start();
    void (async () => {
      while (timing.now() < 1000 + playedMs) {
        const due = await clock.next();
        const started = timing.now();
        timing.busy(1);
        const drawn = skipping?.hasTime({ due, stepped: timing.now() }) ?? true;
        if (drawn) timing.busy(frameMs);
        steps.push({ due: due - 1000, started: started - 1000, drawn });
      }
    })();
    // Bit by bit: a game that is always late waits for no timer, by which time could pass at once.
    while (timing.now() < 1000 + playedMs) await timing.advance(1);
    return { steps, moved };
  }

  it("slows down and says by how much", async () => {
    const { steps, moved } = await draw(50, 29, false, 3000);
    expect(steps).toHaveLength(100); // of 150
    const slowedMs = moved.reduce((sum, ms) => sum + ms, 0);
    expect(steps.at(-1)?.due).toBeCloseTo(100 * 20 + slowedMs, 6);
    expect(Math.max(...moved)).toBeLessThan(stallMs);
  });

  it("or keeps its rate, and leaves out frames but no step", async () => {
    const { steps, moved } = await draw(50, 29, true, 3000);
    expect(steps.length).toBeGreaterThan(147);
    steps.forEach(({ due }, index) => void expect(due).toBeCloseTo(20 * (index + 1), 6));
    expect(moved).toEqual([]);
    const drawn = steps.filter((step) => step.drawn).length;
    expect(drawn).toBeGreaterThan(0.55 * steps.length);
    expect(drawn).toBeLessThan(0.75 * steps.length);
  });

  it("draws every step of a game that has the time", async () => {
    const { steps } = await draw(50, 10, true, 2000);
    expect(steps.every((step) => step.drawn)).toBe(true);
  });

  it("draws ten frames a second of a game whose frames take very long", async () => {
    const { steps } = await draw(60, 90, true, 5000);
    expect(steps.length).toBeGreaterThan(0.95 * 300);
    const shown = steps.filter((step) => step.drawn).map(({ started }) => started);
    const gaps = shown.slice(1).map((at, index) => at - (shown[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(FrameSkipping.longestMs + 90 + 17);
  });
});

describe("RealTime, when the game stands still", () => {
  function play(workMs: (step: number) => number = () => 1) {
    const timing = new FakeTiming();
    const moved: [ms: number, due: number][] = [];
    const clock = new RealTime(50, timing, { onMoved: (ms, due) => void moved.push([ms, due]) });
    return { timing, moved, steps: run(timing, clock, workMs) };
  }

  it("goes on after a sleep as if it had not been, and takes no step in a hurry", async () => {
    const { timing, steps, moved } = play();
    await timing.advance(100);
    timing.busy(3_600_000); // the computer slept: no timer ran, and the clock went on
    await timing.advance(100);
    expect(moved).toEqual([[3_600_000 + 101 - 120, 1120]]);
    const due = steps.slice(5).map((step) => step.due);
    expect(due).toEqual([3_600_101, 3_600_121, 3_600_141, 3_600_161, 3_600_181, 3_600_201]);
    steps.forEach(({ due: at, started }) => void expect(started - at).toBeLessThan(1));
  });

  it("goes on after a clock that stood still during the sleep: then there was none", async () => {
    const { timing, steps, moved } = play();
    await timing.advance(200);
    expect([steps.length, moved]).toEqual([10, []]);
  });

  it("takes a step of long seconds for a stall, too", async () => {
    const { timing, steps, moved } = play((step) => (step === 4 ? 5000 : 1));
    await timing.advance(5200);
    expect(moved).toEqual([[4980, 1120]]);
    expect(steps[5]).toEqual({ due: 5100, started: 5100 });
    expect((steps[6]?.due ?? 0) - 5100).toBe(20);
  });

  it("runs at the rate of the timers that a hidden tab is held back to: one a second", async () => {
    const timing = new FakeTiming();
    const late: typeof timing.after = (run, delayMs) => timing.after(run, Math.max(1000, delayMs));
    const moved: number[] = [];
    const throttled = { now: timing.now, after: late, hop: timing.hop };
    const clock = new RealTime(50, throttled, { onMoved: (ms) => void moved.push(ms) });
    const steps = run(timing, clock, () => 1);
    await timing.advance(10_000);
    expect(steps.length).toBeGreaterThanOrEqual(9);
    expect(steps.length).toBeLessThanOrEqual(10);
    for (let index = 1; index < steps.length; index += 1) {
      expect(steps[index]?.due).toBeGreaterThan(steps[index - 1]?.due ?? 0);
    }
    expect(moved.length).toBeGreaterThanOrEqual(Math.floor(steps.length / 2));
  });

  it("does not look at the time of day", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 0 });
    try {
      const { timing, steps, moved } = play();
      await timing.advance(100);
      vi.setSystemTime(10 ** 12);
      await timing.advance(100);
      vi.setSystemTime(0);
      await timing.advance(100);
      expect([steps.length, moved]).toEqual([15, []]);
    } finally {
      vi.useRealTimers();
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
