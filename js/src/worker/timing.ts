/** Time as the game loop needs it, so that tests can bring their own. */

import { systemTimer, type Timer } from "../shared/timer";

export interface Timing {
  /** Milliseconds, monotonic: `performance.now`. */
  now(): number;
  after: Timer;
  /** Resolves after everything that waits in the event queue has had its turn. */
  hop(): Promise<void>;
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
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return {
    now: () => performance.now(),
    after: systemTimer,
    // A message and not a timeout of 0: nested timeouts are held back by 4 ms.
    hop: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        channel.port2.postMessage(null);
      }),
  };
}
