/** What a bot has in the place of a browser: nobody comes or goes, and the network is the real one. */

import type { Browser } from "../page/record/browser";
import { type Clock, systemTimer } from "../shared/timer";
import type { Uniform } from "./chance";

/**
 * @param origin Of the site; every bot has a path of its own below it, and so a database.
 * @param uniform Draws the session's id and its seed.
 */
export function botBrowser(origin: string, clock: Clock, uniform: Uniform): Browser {
  return {
    locks: {
      request: ((_name: string, _options: unknown, hold: () => unknown) => hold()) as never,
    },
    fetch: fetchFrom(origin),
    clock,
    timer: systemTimer,
    random: Math.random,
    randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(uniform() * 256)),
    device: () => ({
      user_agent: "gymbrowser-simulate/1",
      languages: ["en"],
      screen: [1280, 720],
      pixel_ratio: 1,
      time_origin: clock(),
      simulated: true,
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

/** The site has its files at one path. */
function fetchFrom(origin: string): typeof fetch {
  return (input, options) => {
    if (options?.body instanceof FormData) return fetch(input, options);
    const file = new URL(String(input)).pathname.split("/").at(-1) ?? "";
    return fetch(new URL(file, origin));
  };
}
