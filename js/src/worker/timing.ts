/** Time as the game loop needs it, so that tests can bring their own. */

import { type Hop, hopper, systemTimer, type Timer } from "../shared/timer";

export interface Timing {
  /** Milliseconds, monotonic: `performance.now`. */
  now(): number;
  after: Timer;
  hop: Hop;
}

/** Resolves after so long, or at once when the signal is aborted. */
export function sleep(
  { after }: Pick<Timing, "after">,
  delayMs: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const wake = () => {
      cancel();
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const cancel = after(wake, delayMs);
    signal.addEventListener("abort", wake);
  });
}

export function systemTiming(): Timing {
  return { now: () => performance.now(), after: systemTimer, hop: hopper() };
}
