/** What this browser forgets: sessions that were broken off, and what a participant took back. */

import type { IDBPTransaction } from "idb";
import {
  type Connection,
  chunksOf,
  type Schema,
  type SessionRow,
  sessionRange,
} from "../../shared/database";

/** A session that is held back and was not ended by then is not gone on with. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

export const ALL_STORES = ["sessions", "writers", "journal", "chunks"] as const;
export type Everything = IDBPTransaction<Schema, typeof ALL_STORES, "readwrite">;

/** Whether a session that is held back until its end began too long ago to still come to it. */
export function isAbandoned({ held, startedAt }: SessionRow, now: number): boolean {
  return held === true && now - startedAt > ABANDONED_AFTER_MS;
}

/**
 * Deletes every session that is held back and will not be gone on with.
 *
 * @param goesOn Of the session that this visit goes on with.
 */
export async function sweep(connection: Connection, goesOn: string | null): Promise<void> {
  const rows = await connection.use((database) => database.getAll("sessions"));
  for (const row of rows) {
    if (row.held === true && row.session !== goesOn) await forgetSession(connection, row.session);
  }
}

/** All that this browser has of a session: all of it or nothing. */
function forgetSession(connection: Connection, session: string): Promise<void> {
  return connection.use(async (database) => {
    const transaction = database.transaction(ALL_STORES, "readwrite", { durability: "strict" });
    const changes = [
      ...forgetRecords(transaction, session),
      transaction.objectStore("sessions").delete(session),
    ];
    await Promise.all([...changes, transaction.done]);
  });
}

/** What a session has recorded, sealed or not; its row stays. */
export function forgetRecords(transaction: Everything, session: string): Promise<unknown>[] {
  return [
    transaction.objectStore("chunks").delete(chunksOf(session)),
    transaction.objectStore("journal").delete(sessionRange(session)),
    transaction.objectStore("writers").delete(sessionRange(session)),
  ];
}
