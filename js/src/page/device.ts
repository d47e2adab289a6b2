/** What this device can do, and what of it is less than the study needs. */

import type { DeviceRecord, Requires } from "../generated/contract";
import type { BodyOf } from "../shared/record-line";

export type DeviceFacts = Omit<BodyOf<DeviceRecord>, "type">;

/** What a study needs and a device lacks, by the key of `requires`. */
export type Shortfall = keyof Requires;

/** Frames a second are told a little below what a screen has; so much of what is asked for is enough. */
const ENOUGH = 0.95;
/** Of each try: so many frames, or so long. */
const FRAMES = 40;
const TRY_MS = 1_500;
const TRIES = 3;
/** After so long without a frame the page was not seen. */
const UNSEEN_MS = 1_000;

export interface DeviceScope {
  /** Calls back with the next frame that is drawn: not while the page is hidden. */
  requestAnimationFrame(run: () => void): unknown;
  performance: Pick<Performance, "now">;
  matchMedia(query: string): Pick<MediaQueryList, "matches">;
  innerWidth: number;
  innerHeight: number;
  navigator: {
    /** Gigabytes, rounded; Chromium alone tells it. Source: W3C Device Memory. */
    deviceMemory?: number;
    storage?: { estimate?: () => Promise<StorageEstimate> };
  };
}

/** Takes as long as it takes to see enough frames; a page that is hidden is waited for. */
export async function measureDevice(requires: Requires, scope: DeviceScope): Promise<DeviceFacts> {
  const { innerWidth: width, innerHeight: height, navigator } = scope;
  return {
    fps: requires.fps === null ? null : await measureFrames(requires.fps * ENOUGH, scope),
    memory_gb: navigator.deviceMemory ?? null,
    storage_mb: await freeStorage(navigator.storage),
    width,
    height,
    mouse: scope.matchMedia("(any-pointer: fine)").matches,
    touch: scope.matchMedia("(any-pointer: coarse)").matches,
  };
}

/** What is not told is not lacking. */
export function shortfallsOf(requires: Requires, facts: DeviceFacts): Shortfall[] {
  const { fps, memory_gb, storage_mb, width, height, pointer } = requires;
  const lacks: Record<Shortfall, boolean> = {
    fps: isLess(facts.fps, fps === null ? null : fps * ENOUGH),
    memory_gb: isLess(facts.memory_gb, memory_gb),
    storage_mb: isLess(facts.storage_mb, storage_mb),
    width: isLess(facts.width, width),
    height: isLess(facts.height, height),
    pointer: pointer !== null && !facts[pointer],
  };
  return (Object.keys(lacks) as Shortfall[]).filter((name) => lacks[name]);
}

function isLess(there: number | null, needed: number | null): boolean {
  return there !== null && needed !== null && there < needed;
}

/** The best of several tries: the first may fall into the load of the page. */
async function measureFrames(enough: number, scope: DeviceScope): Promise<number> {
  let best = 0;
  for (let tries = 0; tries < TRIES && best < enough; tries++) {
    best = Math.max(best, await frameRate(scope));
  }
  return Math.round(best * 10) / 10;
}

/** Frames a second, by the middle one of the intervals: a single pause counts for nothing. */
async function frameRate(scope: DeviceScope): Promise<number> {
  const intervals: number[] = [];
  let before = await nextFrame(scope);
  for (let spent_ms = 0; intervals.length < FRAMES && spent_ms < TRY_MS; ) {
    const now = await nextFrame(scope);
    if (now - before < UNSEEN_MS) {
      intervals.push(now - before);
      spent_ms += now - before;
    }
    before = now;
  }
  const middle = intervals.sort((a, b) => a - b)[Math.floor(intervals.length / 2)] ?? UNSEEN_MS;
  return 1_000 / Math.max(middle, 1);
}

function nextFrame(scope: DeviceScope): Promise<number> {
  return new Promise((resolve) => {
    scope.requestAnimationFrame(() => resolve(scope.performance.now()));
  });
}

/** Megabytes. A browser that refuses to say lets nothing be judged. */
async function freeStorage(storage: DeviceScope["navigator"]["storage"]): Promise<number | null> {
  const { quota, usage = 0 } = (await storage?.estimate?.().catch(() => null)) ?? {};
  return quota === undefined ? null : Math.floor((quota - usage) / 1e6);
}
