/** What the service worker does with each request: the rules, free of its global scope. */

import { otherForm } from "../shared/form";
import { unpacked } from "../shared/gunzip";

/** From the page: files to keep, such as were loaded before this worker could see it. */
export interface KeepMessage {
  type: "keep";
  /** Absolute addresses; those that are no files of the site are ignored. */
  urls: string[];
  /**
   * `v/<hash>/`, where these are all files of this version: then its page is kept too. Null: they are
   * some of them.
   */
  version: string | null;
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
 * Whoever asks for a gzip takes the file as it is, which is how all are kept: with a response straight
 * from its cache V8 keeps the code that it has compiled.
 *
 * @param later is given what nobody shall wait for: a cache that is busy with other files may take long
 */
export async function answerFile(
  request: Request,
  cache: Cache,
  get: typeof fetch,
  later: (keeping: Promise<unknown>) => void,
) {
  const kept = await keptAt(asItIs(request.url), cache);
  if (kept !== undefined) return kept;
  const response = await get(request);
  if (isFile(response)) later(keepCopy(cache, request.url, response.clone()));
  return response;
}

/**
 * Not a page that stands for one: some hosts answer with their front page instead of a 404, as long as
 * a deploy is under way too, and public networks with theirs. Kept, it would be there for ever.
 */
function isFile({ status, headers }: Response): boolean {
  return status === 200 && !headers.get("content-type")?.startsWith("text/html");
}

function keptAt(url: string, cache: Cache): Promise<Response | undefined> {
  return cache.match(url, { ignoreVary: true });
}

function asItIs(url: string): string {
  return isPacked(url) ? otherForm(url) : url;
}

function isPacked(url: string): boolean {
  return url.endsWith(".gz");
}

/** Gives what the network gives; without a network, or while its host is down, the kept copy. */
export async function answerPage(request: Request, scope: string, cache: Cache, get: typeof fetch) {
  try {
    const response = await get(request);
    if (response.status < 500) return response;
    return (await keptAt(pageOf(scope), cache)) ?? response;
  } catch (error) {
    const kept = await keptAt(pageOf(scope), cache);
    if (kept !== undefined) return kept;
    throw error;
  }
}

/** Parameters say who takes part: one page is kept for all, and no participant's id with it. */
function pageOf(scope: string): string {
  return new URL("index.html", scope).href;
}

/**
 * Keeps what the page has loaded before, or will want to have; from the browser's own cache where it
 * is there. The page comes last: as long as files of its version are missing, the one that was kept
 * before stays, with all of its own.
 *
 * @throws TypeError where the network is gone meanwhile; the next visit goes on from there
 */
export async function keepFiles(
  { urls, version }: KeepMessage,
  scope: string,
  cache: Cache,
  get: typeof fetch,
) {
  let complete = true;
  for (const url of new Set(urls)) {
    const request = new Request(url, { priority: "low" });
    if (treatmentOf(request, scope) !== "file") continue;
    complete = (await keepFile(request, cache, get)) && complete;
  }
  if (complete && version !== null) await keepPage(version, scope, cache, get);
}

/** Whether it is kept now. */
async function keepFile(request: Request, cache: Cache, get: typeof fetch): Promise<boolean> {
  if ((await keptAt(asItIs(request.url), cache)) !== undefined) return true;
  const { url, response } = (await fromBrowser(request.url, get)) ?? (await sent(request, get));
  return isFile(response) && keepCopy(cache, url, response);
}

interface Found {
  url: string;
  response: Response;
}

/** From the browser's own cache, in the form in which the worker has got it from this host. */
async function fromBrowser(wanted: string, get: typeof fetch): Promise<Found | null> {
  for (const url of [wanted, otherForm(wanted)]) {
    const options = { cache: "only-if-cached", mode: "same-origin" } as const;
    // Rejects where there is none.
    const response = await get(url, options).catch(() => null);
    if (response?.status === 200) return { url, response };
  }
  return null;
}

/** There are hosts that give no file of a name that they know nothing of. */
async function sent(request: Request, get: typeof fetch): Promise<Found> {
  const { url } = request;
  const response = await get(request);
  if (response.status === 200 || !isPacked(url)) return { url, response };
  const plain = asItIs(url);
  return { url: plain, response: await get(new Request(plain, { priority: "low" })) };
}

/** A page of another version, which came meanwhile, is for the visit that loads it. */
async function keepPage(version: string, scope: string, cache: Cache, get: typeof fetch) {
  const response = await get(pageOf(scope));
  if (response.status !== 200) return;
  const { status, headers } = response;
  const text = await response.text();
  if (!text.includes(`content="${version}"`)) return;
  await keepCopy(cache, pageOf(scope), new Response(text, { status, headers }));
}

/**
 * Whether there was room: a full disk costs the way to resume offline, and must not cost the file
 * itself.
 */
async function keepCopy(cache: Cache, url: string, response: Response): Promise<boolean> {
  try {
    await cache.put(asItIs(url), await asKept(url, response));
    return true;
  } catch (error) {
    console.warn("A file could not be kept for offline use.", error);
    return false;
  }
}

async function asKept(url: string, response: Response): Promise<Response> {
  if (!isPacked(url) || response.body === null) return response;
  return new Response(await unpacked(response.body), { headers: { "content-type": typeOf(url) } });
}

const mediaTypes = { ".wasm.gz": "application/wasm", ".js.gz": "text/javascript" };

/** Hosts give the type of a gzip. */
function typeOf(url: string): string {
  const known = Object.entries(mediaTypes).find(([ending]) => url.endsWith(ending));
  return known?.[1] ?? "application/octet-stream";
}
