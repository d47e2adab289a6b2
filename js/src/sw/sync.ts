/**
 * Background Sync: sends what a page has left behind, after it was closed.
 *
 * Sealing and forgetting are the page's work alone, under its lock: a chunk that was sent here keeps
 * its row without its bytes, which tells the next page that the store has it.
 */

import type { Destination, Permit } from "../page/record/destination";
import { SizeLimit, sendChunk } from "../page/record/pieces";
import type { Bytes } from "../shared/bytes";
import type { Connection } from "../shared/database";

export interface SyncOptions {
  connection: Connection;
  destination: Destination;
  locks: Pick<LockManager, "query" | "request">;
  /** Aborts when the page has been waited for long enough. */
  patience: () => AbortSignal;
}

/** A page that is being closed holds its lock a moment longer. */
export const PAGE_PATIENCE_MS = 5_000;

/**
 * Sends every chunk that waits, one after the other.
 *
 * @throws Error where something is left, or where a page is open, which sends by itself: the browser
 *   then tries again later.
 */
export async function sendLeftovers(options: SyncOptions): Promise<void> {
  await pageIsGone(options);
  const permission = await options.destination.permission();
  // Nothing to wait for here: the site has to be signed, which the next visit will see.
  if (permission.kind === "none") return;
  const keys = await options.connection.use((database) => database.getAllKeys("chunks"));
  const limit = new SizeLimit();
  for (const key of keys) {
    // A page that was opened meanwhile sends by itself.
    if (await pageIsOpen(options)) return;
    await send(key, permission, limit, options);
  }
}

/** Takes the page's lock and gives it back at once. */
async function pageIsGone({ locks, connection, patience }: SyncOptions): Promise<void> {
  await locks.request(connection.name, { signal: patience() }, () => {});
}

async function pageIsOpen({ locks, connection }: SyncOptions): Promise<boolean> {
  const { held = [], pending = [] } = await locks.query();
  return [...held, ...pending].some(({ name }) => name === connection.name);
}

async function send(
  key: string,
  permission: Permit,
  limit: SizeLimit,
  { connection, destination }: SyncOptions,
): Promise<void> {
  const row = await connection.use((database) => database.get("chunks", key));
  if (row === undefined || row.bytes.length === 0 || row.mode !== permission.mode) return;
  const progress = { count: 0, stored: 0 };
  const answer = await sendChunk(destination, permission, key, row.bytes, limit, progress);
  if (answer.kind !== "stored") throw new Error(answer.sentence);
  await markSent(connection, key);
}

/** Unless a page has sent and forgotten it meanwhile. */
function markSent(connection: Connection, key: string): Promise<void> {
  const bytes: Bytes = new Uint8Array();
  return connection.use(async (database) => {
    const transaction = database.transaction("chunks", "readwrite");
    const row = await transaction.store.get(key);
    if (row !== undefined) await transaction.store.put({ ...row, bytes }, key);
    await transaction.done;
  });
}
