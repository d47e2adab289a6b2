/** Lets the site load without a network on a later visit. It stores files: not before consent. */

import type { KeepMessage } from "../sw/rules";
import type { Site } from "./study";

export interface OfflineOptions {
  site: Site;
  /**
   * Absolute addresses of what the game worker has downloaded, which is not seen here. Resolves when
   * they are here, or will not come.
   */
  files: Promise<string[]>;
  /** Absolute addresses of what no boot waits for, the most wanted first. */
  later: string[];
  /** Resolves when there is time for one of those. */
  quiet: () => Promise<void>;
}

/** What of the browser is used. */
export interface OfflineHost {
  serviceWorker: Pick<ServiceWorkerContainer, "register"> | undefined;
  /** The participant has asked for few bytes (Save-Data). */
  savesData: boolean;
  /** Addresses of all that the page has loaded. */
  loaded: () => string[];
}

/** What this page has. */
export function thisOfflineHost({ navigator, performance }: Window): OfflineHost {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return {
    serviceWorker: "serviceWorker" in navigator ? navigator.serviceWorker : undefined,
    savesData: connection?.saveData ?? false,
    loaded: () => performance.getEntriesByType("resource").map(({ name }) => name),
  };
}

/**
 * Registers the site's service worker, and has it keep what this visit has already loaded; then, when
 * nothing else is to be done, the rest, one file after the other.
 *
 * @throws DOMException where the browser refuses it.
 */
export async function goOffline(options: OfflineOptions, host: OfflineHost): Promise<void> {
  const { site, later, quiet } = options;
  if (host.serviceWorker === undefined) return;
  // Earlier it would slow down what is being downloaded just now, which would go through it.
  const files = await options.files;
  const registration = await host.serviceWorker.register(new URL("sw.js", site.root), {
    scope: site.root.pathname,
    updateViaCache: "none",
  });
  await activation(registration);
  await keep(registration, {
    type: "keep",
    urls: [...host.loaded(), ...files],
    version: site.path,
  });
  if (host.savesData) return;
  for (const url of later) {
    await quiet();
    await keep(registration, { type: "keep", urls: [url], version: null });
  }
}

/** Resolves when the service worker has done with it. */
function keep({ active }: ServiceWorkerRegistration, message: KeepMessage): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    active?.postMessage(message, [port2]);
  });
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
