import { describe, expect, it } from "vitest";
import type { Requires } from "../../src/generated/contract";
import {
  type DeviceFacts,
  type DeviceScope,
  measureDevice,
  shortfallsOf,
} from "../../src/page/device";

const nothing: Requires = {
  fps: null,
  memory_gb: null,
  storage_mb: null,
  width: null,
  height: null,
  pointer: null,
};

/** A device whose screen draws by a clock of its own: one frame after each of these pauses. */
function deviceOf(pauses_ms: Iterable<number>, has: Partial<DeviceScope> = {}): DeviceScope {
  const pauses = pauses_ms[Symbol.iterator]();
  let now = 0;
  return {
    requestAnimationFrame: (run) => {
      now += pauses.next().value ?? 16;
      queueMicrotask(run);
    },
    performance: { now: () => now },
    matchMedia: (query) => ({ matches: query.includes("fine") }),
    innerWidth: 1280,
    innerHeight: 720,
    navigator: {},
    ...has,
  };
}

function* every(pause_ms: number, first: number[] = []): Generator<number> {
  yield* first;
  for (;;) yield pause_ms;
}

const measured = (pauses: Iterable<number>, fps = 50) =>
  measureDevice({ ...nothing, fps }, deviceOf(pauses));

describe("the frame rate", () => {
  it("is that of most frames: one long pause counts for nothing", async () => {
    expect((await measured(every(1000 / 60, [0, 17, 400]))).fps).toBeCloseTo(60, 1);
    expect((await measured(every(50))).fps).toBe(20);
  });

  it("is the best of three tries, as the page may still be loading in the first", async () => {
    const slow = Array.from({ length: 20 }, () => 100);
    const { fps } = await measured(every(20, slow));
    expect(fps).toBe(50);
    expect(shortfallsOf({ ...nothing, fps: 52 }, { ...facts, fps: 50 })).toEqual([]);
    expect(shortfallsOf({ ...nothing, fps: 60 }, { ...facts, fps: 50 })).toEqual(["fps"]);
  });

  it("does not count while nobody sees the page", async () => {
    expect((await measured(every(20, [0, 20, 60_000, 20]))).fps).toBe(50);
  });

  it("is not measured where nobody asks for it", async () => {
    const never = deviceOf([], { requestAnimationFrame: () => expect.unreachable() });
    expect((await measureDevice(nothing, never)).fps).toBeNull();
  });
});

const facts: DeviceFacts = {
  fps: 60,
  memory_gb: 8,
  storage_mb: 5_000,
  width: 1280,
  height: 720,
  mouse: true,
  touch: false,
};

describe("what a device lacks", () => {
  it("is named, all of it", () => {
    const much: Requires = {
      fps: 120,
      memory_gb: 8.5,
      storage_mb: 6_000,
      width: 1281,
      height: 721,
      pointer: "touch",
    };
    expect(shortfallsOf(much, facts)).toEqual(Object.keys(much));
    expect(shortfallsOf({ ...much, ...nothing, pointer: "mouse" }, facts)).toEqual([]);
  });

  it("is not guessed where the browser tells nothing", async () => {
    const estimate = () => Promise.reject(new TypeError("no storage here"));
    const silent = await measureDevice(
      nothing,
      deviceOf([], { navigator: { storage: { estimate } } }),
    );
    expect([silent.memory_gb, silent.storage_mb]).toEqual([null, null]);
    expect(shortfallsOf({ ...nothing, memory_gb: 8, storage_mb: 9_000 }, silent)).toEqual([]);
    const told = async () => ({ quota: 5e9, usage: 1e9 });
    const scope = deviceOf([], { navigator: { deviceMemory: 4, storage: { estimate: told } } });
    const { memory_gb, storage_mb } = await measureDevice(nothing, scope);
    expect([memory_gb, storage_mb]).toEqual([4, 4_000]);
  });
});
