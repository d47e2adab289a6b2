/** Does again what failed until it is done: for what may only be given up by closing the page. */

import { pause, type Timer } from "./timer";

/**
 * @param action Is called again, `pause_ms` after it has failed.
 * @param tell Is told of every failure.
 */
export async function insist(
  action: () => Promise<void>,
  timer: Timer,
  pause_ms: number,
  tell: (error: unknown) => void,
): Promise<void> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      tell(error);
      await pause(timer, pause_ms);
    }
  }
}
