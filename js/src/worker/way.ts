/** In which way Python is started: what a visit has, and what is best with that. */

import type { Manifest } from "../generated/contract";
import type { Way } from "../shared/protocol";
import { systemTimer, type Timer } from "../shared/timer";

export interface Choice {
  way: Way;
  /** One sentence. */
  why: string;
}

/** What of a visit decides. */
export interface Visit {
  /** What the address asks for, where the site allows that. */
  wanted: Way | null;
  userAgent: string;
  /** As the browser rounds it; null where it does not say. */
  memoryGb: number | null;
  /** Whoever uses this browser has asked it to download little. */
  savesData: boolean;
  /** Whether the snapshot is here already. */
  isKept(): Promise<boolean>;
  /**
   * What a download gave, once it has ended; null where that tells nothing.
   *
   * @param patience_ms a download that takes longer is not waited for: it is "slow"
   */
  link(patience_ms: number): Promise<Link | "slow" | null>;
}

export interface Link {
  /** Of what is sent, compressed or not. */
  bytesPerSecond: number;
  /** Of what was sent to what it unpacks to. */
  ratio: number;
}

/** What a start from a snapshot saves on a fast computer, and more on a slow one. */
const savedS = 0.5;
/** Where a snapshot is hardly larger than what it replaces, any link will do. */
const mostPatienceMs = 10_000;
/** A phone that gives so little to a page may end it while both copies of the memory are there. */
const littleMemoryGb = 2;

export async function chooseWay({ runtime }: Manifest, visit: Visit): Promise<Choice> {
  const { python, snapshot } = runtime;
  if (!python) return { way: "plain", why: "The site leaves it to Pyodide." };
  if (!snapshot) return { way: "pyc", why: "The site has no snapshot." };
  if (visit.wanted === "pyc" || visit.wanted === "snapshot") {
    return { way: visit.wanted, why: "The address asks for it." };
  }
  const obstacle = obstacleOf(visit);
  if (obstacle !== null) return { way: "pyc", why: obstacle };
  if (await visit.isKept()) return { way: "snapshot", why: "It was kept from an earlier visit." };
  const link = await visit.link(patienceMs(runtime));
  if (link === null) return { way: "pyc", why: "Nothing is known of the link." };
  if (link === "slow") return { way: "pyc", why: "On this link a snapshot takes too long." };
  const mbits = Math.round((link.bytesPerSecond * 8) / 1e6);
  const extraS = (extraBytes(runtime) * link.ratio) / link.bytesPerSecond;
  return extraS < savedS
    ? { way: "snapshot", why: `On this link (${mbits} Mbit/s) it costs less time than it saves.` }
    : {
        way: "pyc",
        why: `On this link (${mbits} Mbit/s) a snapshot costs more time than it saves.`,
      };
}

function obstacleOf({ userAgent, memoryGb, savesData }: Visit): string | null {
  if (isOldWebKit(userAgent))
    return "Nothing is known of how this WebKit lays out the interpreter.";
  if (memoryGb !== null && memoryGb <= littleMemoryGb) {
    return `The browser says that there are only ${memoryGb} GB of memory.`;
  }
  return savesData ? "The browser is set to save data." : null;
}

/** The version of Safari whose engine was tried. */
const knownWebKit = 26;

/** Spares a download: another layout would be noticed in any case, when it is compared. */
function isOldWebKit(userAgent: string): boolean {
  if (!/AppleWebKit/.test(userAgent) || /Chrom(e|ium)\//.test(userAgent)) return false;
  // Other browsers on an iPhone have its WebKit, and do not say which that is.
  return Number(/Version\/(\d+)/.exec(userAgent)?.[1] ?? 0) < knownWebKit;
}

/** After so long without the first file no speed is left that it could have, and suit a snapshot. */
function patienceMs(runtime: Manifest["runtime"]): number {
  const measured = runtime.files.find(({ path }) => path === runtime.snapshot?.early[0]);
  const share = (measured?.size ?? 0) / Math.max(1, extraBytes(runtime));
  return Math.min(mostPatienceMs, 1000 * savedS * besides * share);
}

/** What is to be downloaded more than for a start from files, before compression. */
function extraBytes({ files, python, snapshot }: Manifest["runtime"]): number {
  if (!python || !snapshot) return 0;
  const spared = python.early.filter((path) => !snapshot.early.includes(path));
  const sizes = files.filter(({ path }) => spared.includes(path)).map(({ size }) => size);
  return snapshot.file.size - sizes.reduce((sum, size) => sum + size, 0);
}

/** A file that is downloaded in any case, by which the link is measured. */
export interface Measured {
  /** Absolute. */
  address: string;
  /** Of the file as it is, in bytes. */
  size: number;
  /** When it is here. */
  arrived: Promise<unknown>;
}

/** What of a worker's global scope tells about a visit. */
export interface VisitScope {
  navigator: {
    userAgent: string;
    deviceMemory?: number;
    connection?: { saveData?: boolean };
  };
  caches: Pick<CacheStorage, "match">;
  performance: Pick<Performance, "getEntriesByType">;
}

/** @param snapshot absolute address */
export function thisVisit(
  { navigator, caches, performance }: VisitScope,
  wanted: Way | null,
  snapshot: string,
  measured: Measured,
  timer: Timer = systemTimer,
): Visit {
  return {
    wanted,
    userAgent: navigator.userAgent,
    memoryGb: navigator.deviceMemory ?? null,
    savesData: navigator.connection?.saveData ?? false,
    isKept: () => isKept(snapshot, caches),
    link: async (patience_ms) => {
      const isHere = measured.arrived.then(() => true);
      if (!(await Promise.race([isHere, after(patience_ms, timer)]))) return "slow";
      const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      const names = [measured.address, `${measured.address}.gz`];
      const entry = entries.findLast(({ name }) => names.includes(name));
      if (entry === undefined || !hidesSizes(entry)) return linkOf(entry);
      return (await isKept(measured.address, caches))
        ? null
        : linkOf(guessed(entry, measured.size));
    },
  };
}

function after(delay_ms: number, timer: Timer): Promise<false> {
  return new Promise((resolve) => timer(() => resolve(false), delay_ms));
}

/** In whatever form; a browser that refuses its caches, as some do in private windows, has kept none. */
async function isKept(address: string, caches: VisitScope["caches"]): Promise<boolean> {
  const places = [address, `${address}.gz`];
  try {
    const found = await Promise.all(
      places.map((place) => caches.match(place, { ignoreVary: true })),
    );
    return found.some((response) => response !== undefined);
  } catch {
    return false;
  }
}

type Timing = Pick<
  PerformanceResourceTiming,
  "startTime" | "responseEnd" | "transferSize" | "encodedBodySize" | "decodedBodySize" | "name"
>;

/** Beside the file came the interpreter, which is larger, so that each had half of the link. */
const besides = 2;

/** WebKitGTK tells of no file how large it was, not even of those of the page's own host. */
function hidesSizes({ transferSize, encodedBodySize, decodedBodySize }: Timing): boolean {
  return transferSize === 0 && encodedBodySize === 0 && decodedBodySize === 0;
}

/** As if the file had been compressed as files of Python are. */
function guessed({ name, startTime, responseEnd }: Timing, size: number): Timing {
  const sent = typicalRatio * size;
  const sizes = { transferSize: sent, encodedBodySize: sent, decodedBodySize: size };
  return { name, startTime, responseEnd, ...sizes };
}

/** What the download of a file says of the link; nothing where it came from a cache. */
export function linkOf(timing: Timing | undefined): Link | null {
  if (timing === undefined || timing.transferSize === 0) return null;
  const { startTime, responseEnd, encodedBodySize, decodedBodySize, name } = timing;
  const seconds = (responseEnd - startTime) / 1000;
  if (seconds <= 0 || encodedBodySize === 0) return null;
  const ratio = name.endsWith(".gz") ? typicalRatio : encodedBodySize / decodedBodySize;
  return { bytesPerSecond: (besides * encodedBodySize) / seconds, ratio };
}

/** Of gzip: what is in the file, the browser does not know. */
const typicalRatio = 0.3;

/** What an address asks for: `?boot=pyc`. Only while a study is tried out: else it is no choice. */
export function wantedWay({ mode }: Pick<Manifest, "mode">, search: string): Way | null {
  if (mode !== "dev") return null;
  const wanted = new URLSearchParams(search).get("boot");
  return wanted === "pyc" || wanted === "snapshot" ? wanted : null;
}
