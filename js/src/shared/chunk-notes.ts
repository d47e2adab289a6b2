/** What is noted beside a chunk's bytes: which destinations have it. */

import type { ChunkRow, Connection } from "./database";

/** A destination has acknowledged the chunk, and another one has not yet. */
export function noteStored(connection: Connection, key: string, address: string): Promise<void> {
  return change(connection, key, (row) => ({
    ...row,
    storedAt: [...new Set(row.storedAt).add(address)],
  }));
}

/** The service worker has seen to it that every destination has the chunk. */
export function noteStoredEverywhere(connection: Connection, key: string): Promise<void> {
  return change(connection, key, (row) => ({ ...row, bytes: new Uint8Array() }));
}

/** In one transaction, and only if nobody has forgotten the chunk meanwhile. */
function change(
  connection: Connection,
  key: string,
  make: (row: ChunkRow) => ChunkRow,
): Promise<void> {
  return connection.use(async (database) => {
    const transaction = database.transaction("chunks", "readwrite");
    const row = await transaction.store.get(key);
    if (row !== undefined) await transaction.store.put(make(row), key);
    await transaction.done;
  });
}
