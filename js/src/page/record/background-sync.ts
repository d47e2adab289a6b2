/** Background Sync: the service worker sends what is left when the page is closed. Chromium has it. */

/** Source: Web Background Synchronization (WICG), "Extensions to ServiceWorkerRegistration". */
interface SyncManager {
  register(tag: string): Promise<void>;
}

/**
 * Asks for one `sync` event, with the database's name for its tag.
 *
 * There is a service worker only where consent was given, and then it may still be on its way; where
 * there is none, nothing ever happens.
 *
 * @throws DOMException where the participant or the browser does not allow it.
 */
export async function requestSync(database: string): Promise<void> {
  const registration = await navigator.serviceWorker?.ready;
  const { sync } = (registration ?? {}) as { sync?: SyncManager };
  await sync?.register(database);
}
