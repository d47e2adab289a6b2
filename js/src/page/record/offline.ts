/** Lets the site load without a network on a later visit. It stores files: not before consent. */

import type { KeepMessage } from "../../sw/rules";

/**
 * Registers the site's service worker, and has it keep what this visit has already loaded.
 *
 * @param root The site's root, slash at its end.
 * @param files Addresses of files to keep too: what the game worker downloads is not seen here.
 * @param downloaded Resolves when the game worker's files are here, or will not come.
 * @throws DOMException where the browser refuses it.
 */
export async function registerServiceWorker(
  root: URL,
  files: string[] = [],
  downloaded: Promise<unknown> = Promise.resolve(),
): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(new URL("sw.js", root), {
    scope: root.pathname,
    updateViaCache: "none",
  });
  await activation(registration);
  // Earlier it would download what is being downloaded just now.
  await downloaded;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const urls = [...loaded, ...files.map((file) => new URL(file, root).href)];
  registration.active?.postMessage({ type: "keep", urls } satisfies KeepMessage);
}

/**
 * Not `navigator.serviceWorker.ready`, which gives that of a site whose base path is the beginning of
 * ours, as long as ours is not installed.
 */
function activation({ active, waiting, installing }: ServiceWorkerRegistration): Promise<void> {
  const coming = waiting ?? installing;
  if (active !== null || coming === null) return Promise.resolve();
  return new Promise((resolve) => {
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated" || coming.state === "redundant") resolve();
    });
  });
}
