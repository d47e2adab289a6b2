/** What the recorder takes from the browser, so that tests hand in something else. */

import type { SessionRecord } from "../../generated/contract";
import type { Bytes } from "../../shared/bytes";
import { type Clock, systemClock, systemTimer, type Timer } from "../../shared/timer";
import { requestSync } from "./background-sync";
import { rester } from "./rester";
import { askStorage, type StorageFacts } from "./storage-facts";
import { type Tab, thisTab } from "./tab";
import { localWitness, type Witness } from "./witness";

/** What the browser says of itself, for the `session` record. */
export type BrowserFacts = Pick<
  SessionRecord,
  "user_agent" | "languages" | "screen" | "pixel_ratio" | "time_origin" | "simulated"
>;

export interface Browser {
  locks: Pick<LockManager, "request">;
  fetch: typeof fetch;
  clock: Clock;
  timer: Timer;
  /** Between two pieces of a long work, which leaves threads and processors to others so long. */
  rest: () => Promise<void>;
  /** In [0, 1), for the jitter of waiting times only. */
  random: () => number;
  /** Random bits that nobody can guess. */
  randomBytes: (count: number) => Bytes;
  facts: () => BrowserFacts;
  /** Whether the database exists; null where the browser does not tell. */
  hasDatabase: (name: string) => Promise<boolean | null>;
  /** Whether this page was reloaded, and not come to. */
  isReload: () => boolean;
  /** What this tab remembers of the study with this database; asked on shared computers only. */
  tab: (database: string) => Tab;
  /** Asks that the storage is not emptied, and how much room there is: after consent only. */
  askStorage: () => Promise<StorageFacts>;
  witness: Witness;
  /** False where the browser is sure that it has no network. */
  isOnline: () => boolean;
  /** Has the service worker send what waits in this database once it can; rejects where it can't. */
  requestSync: (database: string) => Promise<void>;
  /** Calls `run` when the page may be closed next. */
  onLeave: (run: () => void) => void;
  /** Calls `run` when the browser is online again, or the page is looked at again. */
  onReturn: (run: () => void) => void;
}

export function thisBrowser(): Browser {
  return {
    locks: navigator.locks,
    fetch: (input, options) => fetch(input, options),
    clock: systemClock,
    timer: systemTimer,
    rest: rester({ timer: systemTimer, onLeave, isHidden }),
    random: Math.random,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    facts: factsOfThis,
    hasDatabase,
    isReload,
    tab: thisTab,
    askStorage,
    witness: localWitness,
    isOnline: () => navigator.onLine,
    requestSync,
    onLeave,
    onReturn,
  };
}

function factsOfThis(): BrowserFacts {
  return {
    user_agent: navigator.userAgent,
    languages: [...navigator.languages],
    screen: [screen.width, screen.height],
    pixel_ratio: devicePixelRatio,
    time_origin: performance.timeOrigin,
    // What the WebDriver standard has a browser say that a program drives.
    ...(navigator.webdriver && { simulated: true }),
  };
}

async function hasDatabase(name: string): Promise<boolean | null> {
  // Firefox has it since version 126 only.
  if (!("databases" in indexedDB)) return null;
  try {
    return (await indexedDB.databases()).some((database) => database.name === name);
  } catch {
    // A browser that refuses storage says so where it is used: after consent.
    return null;
  }
}

function isReload(): boolean {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation instanceof PerformanceNavigationTiming && navigation.type === "reload";
}

function isHidden(): boolean {
  return document.visibilityState === "hidden";
}

/** On the window, where both events end: after listeners of the document have recorded them. */
function onLeave(run: () => void): void {
  addEventListener("visibilitychange", () => {
    if (isHidden()) run();
  });
  addEventListener("pagehide", run);
}

function onReturn(run: () => void): void {
  addEventListener("online", run);
  addEventListener("pageshow", run);
  addEventListener("visibilitychange", () => {
    if (!isHidden()) run();
  });
}
