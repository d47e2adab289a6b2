/**
 * What the page's code has under Node.js in the place of a browser: nobody comes or goes, no other
 * page asks for the lock, and the storage is whatever `indexedDB` is there.
 */

import type { Browser } from "../page/record/browser";
import type { Bytes } from "../shared/bytes";
import { type Clock, systemTimer } from "../shared/timer";

export interface NodeParts {
  fetch: typeof fetch;
  clock: Clock;
  randomBytes: (count: number) => Bytes;
  /** In the place of a browser's name. */
  userAgent: string;
  /** When the page was loaded, in milliseconds since the Unix epoch. */
  timeOrigin: () => number;
  /** Whether nobody sits there; left out: the records say nothing of it. */
  simulated?: true;
}

export function nodeBrowser(parts: NodeParts): Browser {
  const { fetch, clock, randomBytes, userAgent, timeOrigin, simulated } = parts;
  return {
    locks: {
      request: ((_name: string, _options: unknown, hold: () => unknown) => hold()) as never,
    },
    fetch,
    clock,
    timer: systemTimer,
    rest: () => Promise.resolve(),
    random: Math.random,
    randomBytes,
    facts: () => ({
      user_agent: userAgent,
      languages: ["en"],
      screen: [1280, 720],
      pixel_ratio: 1,
      time_origin: timeOrigin(),
      ...(simulated && { simulated }),
    }),
    hasDatabase: async () => false,
    isReload: () => false,
    tab: () => ({ get: () => null, set: () => {} }),
    askStorage: async () => ({ persisted: null, quota: null, usage: null }),
    witness: { read: () => null, write: () => {} },
    isOnline: () => true,
    requestSync: () => Promise.reject(new Error("There is no service worker.")),
    onLeave: () => {},
    onReturn: () => {},
  };
}

/**
 * Each participant has a path of its own below the origin, and so a database; the site's files are at
 * one path.
 *
 * @param upload Sends a form to the store.
 */
export function siteFetch(origin: string, upload: typeof fetch = fetch): typeof fetch {
  return (input, options) => {
    if (options?.body instanceof FormData) return upload(input, options);
    const file = new URL(String(input)).pathname.split("/").at(-1) ?? "";
    return fetch(new URL(file, origin));
  };
}
