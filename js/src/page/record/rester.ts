/** Rests between the pieces of a long work, as long as the page is looked at. */

import type { Timer } from "../../shared/timer";

/** Half a frame: a game's worker may have two processors only, and the screen needs one as well. */
const REST_MS = 8;

export interface Page {
  timer: Timer;
  /** Calls `run` when the page may be closed next. */
  onLeave: (run: () => void) => void;
  isHidden: () => boolean;
}

/**
 * Each call is one rest; there is one at a time. A page that may be closed next has none, and ends the
 * one that it has: its timers may take a second and more, and the work is what is left to be done.
 */
export function rester({ timer, onLeave, isHidden }: Page): () => Promise<void> {
  let end = () => {};
  onLeave(() => end());
  return () =>
    new Promise((resolve) => {
      if (isHidden()) return resolve();
      end = resolve;
      timer(resolve, REST_MS);
    });
}
