import { describe, expect, it } from "vitest";
import { fromBase64 } from "../../src/shared/bytes";
import type { TimingQuality } from "../../src/shared/protocol";
import type { RecordBody } from "../../src/shared/record-line";
import { type Decision, noOutput } from "../../src/worker/actor";
import { FrameLog } from "../../src/worker/frame-log";
import { Timekeeper } from "../../src/worker/timekeeper";
import { FakeFrames } from "./fake-frames";
import { FakeTiming } from "./fake-timing";

const nan = Number.NaN;
/** Of the two clocks. */
const offsetMs = 500;

function setUp({
  fps = 50 as number | null,
  hasFrames = true,
  offset = offsetMs as number | null,
} = {}) {
  const timing = new FakeTiming();
  const frames = new FakeFrames(timing.now);
  const records: RecordBody[] = [];
  const told: [number | null, TimingQuality][] = [];
  const keeper = new Timekeeper({
    place: { step: "main", attempt: 1 },
    journal: { append: async (body) => void records.push(body) },
    timing,
    frames: hasFrames ? frames : null,
    fps: () => fps,
    clockOffset: () => offset,
    tell: (episode, quality) => void told.push([episode, quality]),
  });
  /** A step that is due now and begins `late` ms later; it takes 1 ms, and so does its drawing. */
  const step = ({ late = 0, inputT = nan, drawn = true } = {}) => {
    const due = timing.now();
    timing.busy(late);
    const started = timing.now();
    timing.busy(2);
    const times = { due, started, stepped: started + 1, drawn: drawn ? started + 2 : nan };
    keeper.step(times, new Map([["player", decisionOf(inputT)]]));
  };
  /** The rest of the period, after which the screen's frame comes. */
  const passed = (ms: number) => {
    timing.busy(ms);
    frames.come();
  };
  return { keeper, timing, frames, records, told, step, passed };
}

function decisionOf(inputT: number): Decision {
  return { action: 1, intended: 1, source: "device", inputT, uniform: nan, output: noOutput };
}

function paintedOf(records: RecordBody[]): number[] {
  return records
    .filter((record) => record.type === "frames")
    .flatMap(({ painted, count }) => {
      const bytes = fromBase64(painted);
      expect(bytes.length).toBe(8 * count);
      return [...new Float64Array(bytes.buffer)];
    });
}

function timingOf(records: RecordBody[], episode: number | null = 0) {
  const found = records.find((record) => record.type === "timing" && record.episode === episode);
  if (found?.type !== "timing") throw new Error("There is no such timing record.");
  return found;
}

describe("Timekeeper", () => {
  it("says when each frame was painted: in the screen's next frame after it was drawn", async () => {
    const { keeper, records, step, passed } = setUp();
    keeper.begin(0);
    for (let index = 0; index < 3; index += 1) {
      step();
      passed(18);
    }
    keeper.end();
    expect(paintedOf(records)).toEqual([1020, 1040, 1060]);
    const { steps, interval, frame_interval, missed, late } = timingOf(records);
    expect({ steps, missed, late }).toEqual({ steps: 3, missed: 0, late: 0 });
    expect([interval.p50, interval.count]).toEqual([20, 2]);
    expect([frame_interval.max, frame_interval.count]).toEqual([20, 2]);
  });

  it("knows frames that nobody saw: a newer one came before the screen's, or none was drawn", () => {
    const { keeper, records, step, passed } = setUp();
    keeper.begin(0);
    step();
    step();
    passed(16);
    step({ drawn: false });
    passed(18);
    step();
    keeper.end();
    expect(paintedOf(records)).toEqual([nan, 1020, nan, nan]);
    expect(timingOf(records)).toMatchObject({ skipped: 1, missed: 2 });
  });

  it("has no painted frames in a browser whose workers have no animation frames", async () => {
    const { keeper, records, step } = setUp({ hasFrames: false });
    keeper.begin(0);
    step();
    await keeper.settle();
    keeper.end();
    expect(paintedOf(records)).toEqual([nan]);
    expect(timingOf(records).frame_interval.count).toBe(0);
  });

  it("waits for an episode's last frame, but not for ever", async () => {
    const { keeper, timing, frames, records, step } = setUp();
    keeper.begin(0);
    step();
    let settled = false;
    void keeper.settle().then(() => {
      settled = true;
    });
    await timing.advance(50);
    expect(settled).toBe(false);
    await timing.advance(60);
    expect(settled).toBe(true);
    keeper.end();
    expect(paintedOf(records)).toEqual([nan]);
    expect(frames.awaited).toBe(0);
  });

  it("counts late steps and delays, but no interval over a rest or a stall", () => {
    const { keeper, records, timing, step, passed } = setUp();
    keeper.begin(0);
    step();
    passed(18);
    step({ late: 12 }); // 32 ms after the one before, of a period of 20
    passed(6);
    keeper.rest();
    timing.busy(60_000);
    step();
    passed(18);
    timing.busy(5000);
    keeper.stalled();
    step();
    passed(18);
    step();
    passed(18);
    keeper.slowed(7);
    keeper.end();
    const quality = timingOf(records);
    expect(quality).toMatchObject({ steps: 5, late: 1, stalls: 1, slowed_ms: 7, missed: 0 });
    expect([quality.interval.count, quality.interval.max]).toEqual([2, 32]);
    expect([quality.delay.count, quality.delay.max]).toEqual([5, 12]);
    expect(quality.frame_interval.count).toBe(2);
  });

  it("measures from an input to the first frame that shows its effect, once for each input", () => {
    const { keeper, records, timing, step, passed } = setUp();
    keeper.begin(0);
    step({ inputT: 1000 - offsetMs - 30 }); // held since before the first step
    passed(18);
    const pressed = timing.now() - offsetMs - 5; // on the page's clock
    step({ inputT: pressed, drawn: false });
    passed(18);
    step({ inputT: pressed });
    passed(18);
    const later = timing.now() - offsetMs - 1;
    step({ inputT: later });
    passed(18);
    step({ inputT: pressed }); // the later key came up: the earlier one decides again
    passed(18);
    keeper.end();
    const { input_to_paint } = timingOf(records);
    expect(input_to_paint).toEqual({ count: 2, p50: 21, p95: 45, p99: 45, max: 45 });
  });

  it("knows no time from input to frame before the clocks were compared", () => {
    const { keeper, records, timing, step, passed } = setUp({ offset: null });
    keeper.begin(0);
    step();
    step({ inputT: timing.now() - offsetMs });
    passed(18);
    keeper.end();
    expect(timingOf(records).input_to_paint.count).toBe(0);
  });

  it("has no intervals where no clock makes steps due", () => {
    const { keeper, records, step, passed } = setUp({ fps: null });
    keeper.begin(0);
    for (let index = 0; index < 3; index += 1) {
      step();
      passed(500);
    }
    keeper.end();
    expect(timingOf(records)).toMatchObject({ fps: null, late: 0, late_frames: 0 });
    expect(timingOf(records).interval.count).toBe(0);
  });

  it("sums all episodes up", () => {
    const { keeper, records, step, passed } = setUp();
    for (let episode = 0; episode < 3; episode += 1) {
      keeper.begin(episode);
      for (let index = 0; index <= episode; index += 1) {
        step();
        passed(18);
      }
      keeper.end();
    }
    keeper.conclude();
    const all = timingOf(records, null);
    expect([all.steps, all.interval.count, all.frame_interval.count]).toEqual([6, 3, 3]);
    expect(timingOf(records, 2).steps).toBe(3);
  });

  it("writes frames once a second, but for the one that may still be painted", () => {
    const { keeper, records, step, passed } = setUp();
    keeper.begin(0);
    for (let index = 0; index < 120; index += 1) {
      step();
      passed(18);
    }
    const written = records.filter((record) => record.type === "frames");
    expect(written.map(({ first, count }) => [first, count])).toEqual([
      [0, 50],
      [50, 50],
    ]);
    keeper.end();
    expect(paintedOf(records)).toHaveLength(120);
    expect(paintedOf(records).every((at) => at > 0)).toBe(true);
  });

  it("loses no frame of a game that is faster than its records are long", () => {
    const { keeper, records, step } = setUp();
    keeper.begin(0);
    const count = 3 * FrameLog.maxRows;
    for (let index = 0; index < count; index += 1) step();
    keeper.end();
    expect(paintedOf(records)).toHaveLength(count);
  });

  it("tells whoever looks how it goes, twice a second, and at the end", () => {
    const { keeper, told, step, passed } = setUp();
    keeper.begin(0);
    for (let index = 0; index < 100; index += 1) {
      step();
      passed(18);
    }
    expect(told.map(([, { steps }]) => steps)).toEqual([1, 26, 51, 76]);
    expect(told[3]?.[1].missed).toBe(0);
    keeper.end();
    keeper.conclude();
    expect(told.slice(4).map(([episode, { steps }]) => [episode, steps])).toEqual([
      [0, 100],
      [null, 100],
    ]);
  });
});
