/** Versions of the site: a session stays with the one that it began on, as long as it is served. */

import type { Manifest } from "../generated/contract";
import { fetchFile, LoadError, type Site } from "./study";

/** A version of the site that is served beside the newest one. */
export interface Version {
  site: Site;
  manifest: Manifest;
}

/** What hosts say of a file that they do not have; S3 says 403 to those who may not list. */
const GONE = [403, 404, 410];

/**
 * An earlier version of the site; null where the host has it no more.
 *
 * @throws LoadError where that cannot be known now: there is no answer, or none that counts.
 */
export async function loadVersion(
  newest: Site,
  hash: string,
  get: typeof fetch,
): Promise<Version | null> {
  if (!/^[0-9a-f]+$/.test(hash)) return null;
  const site = { ...newest, path: `v/${hash}/`, hash };
  const [manifest, page] = await Promise.all([
    load(fileOf(site, "manifest.json"), get),
    load(fileOf(site, "page.js"), get),
  ]);
  if (manifest === null || page === null) return null;
  // Some hosts answer with their front page instead of a 404.
  const isScript = page.headers.get("content-type")?.includes("javascript");
  const found: Partial<Manifest> = await manifest.json().catch(() => ({}));
  if (!isScript || found.format !== "gymbrowser.site/1") return null;
  return { site, manifest: found as Manifest };
}

async function load(url: URL, get: typeof fetch): Promise<Response | null> {
  const response = await fetchFile(url, get);
  if (GONE.includes(response.status)) return null;
  if (!response.ok) throw new LoadError(url.pathname, response.status);
  return response;
}

function fileOf({ root, path }: Site, name: string): URL {
  return new URL(path + name, root);
}

/**
 * Puts an earlier version into this document, in the place of the newest one.
 *
 * What the two agree on is index.html: `main`, `header`, the meta element that names the version, and
 * the style sheet. The Content Security Policy stays the newest one's, as upload.json does.
 *
 * @param load Runs a script as a module.
 */
export async function goOnWith(
  { site, manifest }: Version,
  page: Document,
  load: (address: string) => Promise<unknown>,
): Promise<void> {
  const meta = versionMeta(page);
  const style = page.querySelector<HTMLLinkElement>('link[rel="stylesheet"]');
  page.documentElement.lang = manifest.language;
  page.title = manifest.title;
  if (style !== null) style.href = fileOf(site, "site.css").href;
  if (meta !== null) {
    meta.content = site.path;
    meta.dataset.chosen = "";
  }
  await load(fileOf(site, "page.js").href);
}

/** The element that names the version of the site. */
export function versionMeta(page: Document): HTMLMetaElement | null {
  return page.querySelector<HTMLMetaElement>('meta[name="gymbrowser-site"]');
}

/** Whether another version has already decided that this one is to run. */
export function isChosen(page: Document): boolean {
  return versionMeta(page)?.dataset.chosen !== undefined;
}
