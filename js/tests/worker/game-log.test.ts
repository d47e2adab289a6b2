import { describe, expect, it } from "vitest";
import type { RecordBody } from "../../src/shared/record-line";
import { stallMs } from "../../src/worker/clock";
import { GameLog } from "../../src/worker/game-log";
import { FakeTiming } from "./fake-timing";

function setUp() {
  const timing = new FakeTiming();
  const records: RecordBody[] = [];
  const log = new GameLog({
    place: { step: "main", attempt: 2 },
    agents: {},
    standing: () => ({ episode: 3, steps: 40 }),
    fps: () => 60,
    journal: { append: async (body) => void records.push(body), flush: async () => {} },
    timing,
    frames: null,
    clockOffset: () => null,
    tell: null,
  });
  return { log, records };
}

const place = { step: "main", attempt: 2, episode: 3, steps: 40 };

describe("GameLog", () => {
  it("records where a game stood still, which was no play", () => {
    const { log, records } = setUp();
    expect(log.moved(stallMs, 1234.5)).toBe(true);
    expect(records).toEqual([{ type: "stall", ...place, due: 1234.5, moved_ms: stallMs }]);
  });

  it("sums up by how much a game was slowed down, which was", () => {
    const { log, records } = setUp();
    expect(log.moved(20, 1000)).toBe(false);
    expect(log.moved(30.5, 1100)).toBe(false);
    log.episodeEnd({ steps: 0, returns: {}, reason: "terminated", unused_presses: null });
    const timings = records.filter((record) => record.type === "timing");
    expect(timings).toMatchObject([{ slowed_ms: 50.5, stalls: 0 }]);
  });

  it("records pauses and rates with their place", () => {
    const { log, records } = setUp();
    log.pause({ paused: true, why: "idle", pauses: 1 });
    log.rate(35);
    expect(records).toEqual([
      { type: "pause", ...place, paused: true, why: "idle", pauses: 1 },
      { type: "rate", ...place, fps: 35 },
    ]);
  });
});
