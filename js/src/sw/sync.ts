/**
 * Background Sync: sends what a page has left behind, after it was closed.
 *
 * Sealing and forgetting are the page's work alone, under its lock: a chunk that was sent here keeps
 * its row without its bytes, which tells the next page that the store has it.
 */

import { addressOf, type Destination, type Permit } from "../page/record/destination";
import { SizeLimit, sendChunk } from "../page/record/pieces";
import { noteStored, noteStoredEverywhere } from "../shared/chunk-notes";
import { type Connection, heldSessions } from "../shared/database";
import { sessionIn } from "../shared/object-key";

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
 * Sends every chunk that waits, one after the other, to each destination in turn.
 *
 * @throws Error where something is left, or where a page is open, which sends by itself: the browser
 *   then tries again later.
 */
export async function sendLeftovers(options: SyncOptions): Promise<void> {
  await pageIsGone(options);
  const permissions = await options.destination.permissions();
  // Nothing to wait for where one is not signed yet: the next visit will see that it is.
  const permits = permissions.filter((permission) => permission.kind !== "none");
  const failures: unknown[] = [];
  for (const permit of permits) {
    // One that is down must not keep the next one waiting.
    await sendAll(permit, options).catch((error: unknown) => failures.push(error));
  }
  if (permits.length === permissions.length) await forgetStored(permits, options);
  if (failures.length > 0) throw failures[0];
}

async function sendAll(permit: Permit, options: SyncOptions): Promise<void> {
  const limit = new SizeLimit();
  for (const key of await keysOf(options)) {
    // A page that was opened meanwhile sends by itself.
    if (await pageIsOpen(options)) return;
    await send(key, permit, limit, options);
  }
}

/** Of the chunks that may be sent. */
function keysOf({ connection }: SyncOptions): Promise<string[]> {
  return connection.use(async (database) => {
    const held = await heldSessions(database);
    const keys = await database.getAllKeys("chunks");
    return keys.filter((key) => !held.has(sessionIn(key)));
  });
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
  permit: Permit,
  limit: SizeLimit,
  { connection, destination }: SyncOptions,
): Promise<void> {
  const row = await connection.use((database) => database.get("chunks", key));
  if (row === undefined || row.bytes.length === 0 || row.mode !== permit.mode) return;
  const address = addressOf(permit);
  if (row.storedAt?.includes(address)) return;
  const progress = { count: 0, stored: 0 };
  const answer = await sendChunk(destination.post, permit, key, row.bytes, limit, progress);
  if (answer.kind !== "stored") throw new Error(answer.sentence);
  await noteStored(connection, key, address);
}

/** What every destination has needs no bytes here any more. */
async function forgetStored(permits: Permit[], options: SyncOptions): Promise<void> {
  const { connection } = options;
  const addresses = permits.map(addressOf);
  for (const key of await keysOf(options)) {
    const row = await connection.use((database) => database.get("chunks", key));
    const everywhere = addresses.every((address) => row?.storedAt?.includes(address));
    if (everywhere) await noteStoredEverywhere(connection, key);
  }
}
