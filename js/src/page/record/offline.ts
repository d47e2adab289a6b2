/** Lets the site load without a network on a later visit. It stores files: not before consent. */

import type { KeepMessage } from "../../sw/rules";

/**
 * Registers the site's service worker, and has it keep what this visit has already loaded.
 *
 * @param root The site's root, slash at its end.
 * @param files Addresses of files to keep too: what the game worker downloads is not seen here.
 * @throws DOMException where the browser refuses it.
 */
export async function registerServiceWorker(root: URL, files: string[] = []): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  await serviceWorker.register(new URL("sw.js", root), {
    scope: root.pathname,
    updateViaCache: "none",
  });
  const { active } = await serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const urls = [...loaded, ...files.map((file) => new URL(file, root).href)];
  active?.postMessage({ type: "keep", urls } satisfies KeepMessage);
}
