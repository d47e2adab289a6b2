/** On a shared computer nothing of a session stays that is stored where it belongs. */

import {
  type Connection,
  chunksOf,
  type Database,
  sessionRange,
  tapeOf,
} from "../../shared/database";
import { Observable, type Watchable } from "../observable";
import { ALL_STORES } from "./forgetting";

export interface Wiped {
  /** What is gone. */
  gone: string[];
  /** What is not all sent. */
  waiting: string[];
}

/**
 * Forgets every session of which nothing waits.
 *
 * @param current The session of this page, which is left alone; null where it has none any more.
 *   Asked for once it is known which sessions there are: one may begin at that moment.
 */
export function wipeSent(connection: Connection, current: () => string | null): Promise<Wiped> {
  return connection.use(async (database) => {
    const sessions = await database.getAllKeys("sessions");
    const wiped: Wiped = { gone: [], waiting: [] };
    const own = current();
    for (const session of sessions.filter((one) => one !== own)) {
      const waits = await wipe(database, session);
      wiped[waits ? "waiting" : "gone"].push(session);
    }
    return wiped;
  });
}

/** All in one transaction: what is sealed meanwhile goes from one store to the other in one too. */
async function wipe(database: Database, session: string): Promise<boolean> {
  const transaction = database.transaction(ALL_STORES, "readwrite", { durability: "strict" });
  const rows = sessionRange(session);
  const [records, taped, chunks] = await Promise.all([
    transaction.objectStore("journal").count(rows),
    transaction.objectStore("journal").count(tapeOf(session)),
    transaction.objectStore("chunks").count(chunksOf(session)),
  ]);
  const waits = records - taped + chunks > 0;
  const changes = waits
    ? []
    : [
        transaction.objectStore("journal").delete(rows),
        transaction.objectStore("writers").delete(rows),
        transaction.objectStore("sessions").delete(session),
      ];
  await Promise.all([...changes, transaction.done]);
  return waits;
}

/**
 * Wipes now, and whenever something was stored.
 *
 * @param wipe Gives how many sessions still wait.
 * @param tell Told of a failure of the local storage: what could not be wiped is tried again.
 * @returns How many earlier sessions still wait.
 */
export function wipeAsSent(
  status: Watchable<{ pendingChunks: number }>,
  wipe: () => Promise<number>,
  tell: (error: unknown) => void,
): Watchable<number> {
  const waiting = new Observable(0);
  let wiping = Promise.resolve();
  let pending = 0;
  const again = () => {
    wiping = wiping.then(wipe).then((count) => waiting.set(count), tell);
  };
  status.subscribe(({ pendingChunks }) => {
    if (pendingChunks < pending) again();
    pending = pendingChunks;
  });
  again();
  return waiting;
}
