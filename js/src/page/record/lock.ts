/** Only one page of a study seals and uploads: the one that holds its Web Lock. */

import type { Timer } from "../../shared/timer";

/** A page that is being reloaded may hold the lock a moment longer than its successor's start. */
const PATIENCE_MS = 1_000;

/**
 * Takes the lock for as long as this page lives.
 *
 * @returns false where another page holds it.
 * @throws DOMException where the browser has no locks for this page.
 */
export function holdLock(
  locks: Pick<LockManager, "request">,
  name: string,
  timer: Timer,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const patience = new AbortController();
    const cancel = timer(() => patience.abort(), PATIENCE_MS);
    const hold = () => {
      cancel();
      resolve(true);
      return new Promise<never>(() => {});
    };
    locks.request(name, { signal: patience.signal }, hold).catch((error: unknown) => {
      if (patience.signal.aborted) resolve(false);
      else reject(error);
    });
  });
}
