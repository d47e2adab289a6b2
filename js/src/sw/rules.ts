/** What the service worker does with each request: the rules, free of its global scope. */

import { otherForm } from "../shared/form";

/** From the page: files that were loaded before this worker could see it. */
export interface KeepMessage {
  type: "keep";
  /** Absolute addresses; those that are no files of the site are ignored. */
  urls: string[];
}

/**
 * - `file`: named by its content's hash, so that a kept copy is as good as the network's.
 * - `page`: the newest one if there is a network, the kept one if not.
 * - `network`: the browser's own business: uploads, `upload.json`, `study.json`, other origins.
 */
export type Treatment = "file" | "page" | "network";

/** What is asked for, as far as it matters. */
export type Asked = Pick<Request, "method" | "url" | "headers">;

/** How a request is treated by the worker of this scope. */
export function treatmentOf({ method, url, headers }: Asked, scope: string): Treatment {
  // A part of a file, as Safari asks for in media, must not be answered with all of it.
  if (method !== "GET" || headers.has("range")) return "network";
  const { origin, pathname } = new URL(url);
  const root = new URL(scope);
  if (origin !== root.origin || !pathname.startsWith(root.pathname)) return "network";
  const path = pathname.slice(root.pathname.length);
  if (path.startsWith("rt/") || path.startsWith("v/")) return "file";
  return path === "" || path === "index.html" ? "page" : "network";
}

/** The cache of one study: its scope is the base path, so two studies on one origin never meet. */
export function cacheName(scope: string): string {
  return `gymbrowser:${scope}`;
}

/**
 * Gives a kept copy, else what the network gives, which is kept then.
 *
 * Whoever asks for a file as it is, or for its gzip, takes either: an earlier visit may have asked
 * for the other one.
 */
export async function answerFile(request: Request, cache: Cache, get: typeof fetch) {
  const kept = (await keptAt(request.url, cache)) ?? (await keptAt(otherForm(request.url), cache));
  if (kept !== undefined) return kept;
  const response = await get(request);
  if (response.status === 200) await keepCopy(cache, request, response);
  return response;
}

function keptAt(url: string, cache: Cache): Promise<Response | undefined> {
  return cache.match(url, { ignoreVary: true });
}

/** Gives what the network gives, which is kept; without a network the kept copy. */
export async function answerPage(request: Request, scope: string, cache: Cache, get: typeof fetch) {
  // Parameters say who takes part: one page is kept for all, and no participant's id with it.
  const page = new URL("index.html", scope).href;
  try {
    const response = await get(request);
    if (response.status === 200) await keepCopy(cache, page, withoutAddress(response.clone()));
    return response;
  } catch (error) {
    const kept = await cache.match(page, { ignoreVary: true });
    if (kept !== undefined) return kept;
    throw error;
  }
}

/** A cache keeps with a response the address that it came from, parameters and all. */
function withoutAddress({ body, status, headers }: Response): Response {
  return new Response(body, { status, headers });
}

/** A full disk costs the way to resume offline, and must not cost the file itself. */
async function keepCopy(cache: Cache, key: RequestInfo, response: Response): Promise<void> {
  try {
    await cache.put(key, response.clone());
  } catch (error) {
    console.warn("A file could not be kept for offline use.", error);
  }
}

/** Keeps what the page has loaded before; from the browser's own cache where it is there. */
export async function keepFiles(
  { urls }: KeepMessage,
  scope: string,
  cache: Cache,
  get: typeof fetch,
) {
  const page = new URL("index.html", scope).href;
  await answerPage(new Request(page), scope, cache, get);
  for (const url of new Set(urls)) {
    const request = new Request(url, { cache: "force-cache" });
    if (treatmentOf(request, scope) === "file") await answerFile(request, cache, get);
  }
}
