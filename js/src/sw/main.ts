/** The service worker: a site that was visited once loads without a network, and sends what is left. */

import { siteDestination } from "../page/record/destination";
import { sessionsOf } from "../page/record/endpoint";
import { Connection, experimentOf } from "../shared/database";
import {
  answerFile,
  answerPage,
  cacheName,
  type KeepMessage,
  keepFiles,
  treatmentOf,
} from "./rules";
import { PAGE_PATIENCE_MS, sendLeftovers } from "./sync";

/** Source: Web Background Synchronization (WICG); `tag` is the name of the study's database. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

declare const self: ServiceWorkerGlobalScope;

const { scope } = self.registration;
const opened = () => self.caches.open(cacheName(scope));
const get: typeof fetch = (input, options) => fetch(input, options);

self.addEventListener("install", () => {
  // Files are named by their hashes: a new worker cannot mix versions, so it need not wait.
  void self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  // No cache is emptied: running sessions need the files of the version that they began on.
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const treatment = treatmentOf(request, scope);
  if (treatment === "network") return;
  event.respondWith(
    opened().then((cache) =>
      treatment === "file"
        ? answerFile(request, cache, get, (keeping) => event.waitUntil(keeping))
        : answerPage(request, scope, cache, get),
    ),
  );
});

self.addEventListener("message", (event) => {
  const message = event.data as KeepMessage;
  if (message.type !== "keep") return;
  const keeping = opened().then((cache) => keepFiles(message, scope, cache, get));
  // Whoever has sent a port wants to know when it is over, kept or not.
  event.waitUntil(keeping.finally(() => event.ports[0]?.postMessage(null)));
});

self.addEventListener("sync", (event) => {
  const sync = event as SyncEvent;
  const root = new URL(scope);
  const experiment = experimentOf(sync.tag, root.pathname);
  // A page below this one, of a study of its own, has no service worker of its own yet.
  if (experiment === null) return;
  const connection = new Connection(sync.tag);
  const sending = sendLeftovers({
    connection,
    destination: siteDestination(root, get, sessionsOf(connection), experiment),
    locks: self.navigator.locks,
    patience: () => AbortSignal.timeout(PAGE_PATIENCE_MS),
  });
  sync.waitUntil(sending);
});
