/** The frames of the screen. */

import type { Cancel } from "../../shared/timer";

/** What calls back for the next frame of the screen: `requestAnimationFrame`, or a test. */
export interface Frames {
  /** Milliseconds, monotonic: `performance.now`. */
  now(): number;
  /** @param run is given when the frame was due, which may be some time ago. */
  next(run: (due: number) => void): Cancel;
}

/** Those of this worker. */
export const screenFrames: Frames = {
  now: () => performance.now(),
  next: (run) => {
    const id = requestAnimationFrame(run);
    return () => cancelAnimationFrame(id);
  },
};

/** Null in a browser whose workers have none. */
export function framesOf(scope: object): Frames | null {
  return "requestAnimationFrame" in scope ? screenFrames : null;
}
