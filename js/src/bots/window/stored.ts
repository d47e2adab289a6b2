/** What a page has stored of its session: how a bot that looks at it knows which step it sees. */

import type { Page } from "playwright-core";
import type { SessionRow } from "../../shared/database";

/** The session of the page; null before there is one. */
export async function storedIn(page: Page): Promise<SessionRow | null> {
  const rows = await page.evaluate(readSessions);
  return rows.at(-1) ?? null;
}

/** Runs in the page, so that it stands on nothing else. */
async function readSessions(): Promise<SessionRow[]> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const [found] = await indexedDB.databases();
  if (found?.name === undefined) return [];
  const database = await done(indexedDB.open(found.name));
  try {
    if (!database.objectStoreNames.contains("sessions")) return [];
    return await done(database.transaction("sessions").objectStore("sessions").getAll());
  } finally {
    database.close();
  }
}
