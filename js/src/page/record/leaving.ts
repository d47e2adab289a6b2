/** The page may be closed next: what is at hand is written and sent, the most urgent first. */

import type { Journal } from "../../shared/journal";
import type { Timer } from "../../shared/timer";
import type { Outbox } from "./outbox";
import type { Safekeeping } from "./safekeeping";
import type { Uploader } from "./uploader";

/** A worker in the middle of a long step is not waited for longer than this. */
const PATIENCE_MS = 2_000;
/** But where it is ended afterwards: what its browser does not store it hands over before that. */
export const LAST_PATIENCE_MS = 5_000;

export interface Leaving {
  journal: Journal;
  safekeeping: Safekeeping;
  uploader: Uploader;
  outbox: Outbox;
  flushWorker: () => Promise<void>;
  /** Has what waits sent even if the page is closed by then. */
  sendLater: () => void;
}

/**
 * What the page holds goes first: it may never run again after it has waited for the worker, or,
 * where it is being closed, for anything at all.
 */
export async function leave({
  journal,
  safekeeping,
  uploader,
  outbox,
  flushWorker,
  sendLater,
}: Leaving): Promise<void> {
  const isWaiting = () => outbox.status.get().pendingChunks > 0;
  const wasWaiting = isWaiting();
  const own = journal.flush({ durable: true });
  safekeeping.testify();
  uploader.hurry();
  if (wasWaiting) sendLater();
  for (const flushed of [own, flushWorker()]) {
    // The journal's failure is told by `onFailed`; what it has committed before is sealed still.
    await flushed.catch(() => {});
    await outbox.leave();
  }
  if (!wasWaiting && isWaiting()) sendLater();
}

/** Waits until all that the worker holds is kept, but not for long. */
export function flushPatiently(
  flush: () => Promise<void>,
  timer: Timer,
  patience_ms = PATIENCE_MS,
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timer(resolve, patience_ms);
    const done = () => {
      cancel();
      resolve();
    };
    // A worker that cannot answer has committed what it could: the journal is what counts.
    flush().then(done, done);
  });
}
