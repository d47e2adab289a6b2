/** Starts the game worker: in which form its files come, and what it asks for before its script is there. */

import type { Manifest } from "../generated/contract";
import { type Form, formFor } from "../shared/form";
import { cacheName } from "../sw/rules";
import { type Asked, interpreterOf } from "../worker/ask";
import type { EarlyJob } from "../worker/early";
import type { WorkerPort } from "./game-client";
import { LateWorker, startUnpackedWorker } from "./late-worker";

/** `worker/early-main.ts` as the text of a module that imports nothing; the build puts it here. */
declare const EARLY_SCRIPT: string;

export interface Files {
  manifest: Manifest;
  /** Absolute address of the manifest's folder, slash at its end. */
  base: URL;
  /** Of the site. */
  root: URL;
}

/** What of the browser tells in which form the files of a site are to be asked for. */
export interface FormHost {
  /** Null on the first visit, and where the page is loaded past the service worker. */
  serviceWorker: object | null;
  caches: Pick<CacheStorage, "match">;
  timing: Pick<Performance, "getEntriesByName">;
}

/** What this page has. */
export function thisHost(scope: Window & typeof globalThis): FormHost {
  const serviceWorker = scope.navigator.serviceWorker?.controller ?? null;
  return { serviceWorker, caches: scope.caches, timing: scope.performance };
}

/**
 * In which form the worker is to ask for files. Every host that compresses anything has compressed
 * the manifest.
 */
export async function formOf(files: Files, host: FormHost): Promise<Form> {
  if (!files.manifest.runtime.python) return "plain";
  if (host.serviceWorker !== null && (await isKept(files, host.caches))) return "kept";
  const manifest = new URL("manifest.json", files.base).href;
  const entries = host.timing.getEntriesByName(manifest, "resource");
  return formFor(entries.at(-1) as PerformanceResourceTiming | undefined);
}

/** Whether the service worker has all that a boot asks for. */
async function isKept({ manifest, base, root }: Files, caches: FormHost["caches"]) {
  const paths = ["worker.js", ...manifest.runtime.files.map(({ path }) => path)];
  const found = await Promise.all(
    paths.map((path) =>
      caches.match(new URL(path, base).href, {
        cacheName: cacheName(root.href),
        ignoreVary: true,
      }),
    ),
  );
  return found.every((response) => response !== undefined);
}

/** A worker that boots in this form. */
export function startWorker(files: Files, form: Form): WorkerPort {
  const script = new URL("worker.js", files.base);
  const code = interpreterOf(files.manifest, files.base);
  if (form !== "gzip") {
    return startBlobWorker({ script: script.href, code, files: first(files), form });
  }
  return new LateWorker(startUnpackedWorker(new URL("worker.js.gz", files.base), get));
}

const get: typeof fetch = (input, options) => fetch(input, options);

/**
 * The archives that any start of Python waits for. The others come when the worker's script has decided
 * which way it starts.
 */
export function first({ manifest, base }: Files): Asked[] {
  const { files, python, snapshot } = manifest.runtime;
  const archives = python ? [python.listing, ...(snapshot ?? python).early] : [];
  return files
    .filter(({ path }) => archives.includes(path))
    .map(({ path, gzip }) => ({ address: new URL(path, base).href, gzip }));
}

/**
 * Starts a module worker from a `blob:` that imports its script: such a worker inherits the page's
 * CSP, while one that is loaded from the network ignores a CSP given by a meta element.
 */
function startBlobWorker(job: EarlyJob): Worker {
  const text = `self.job = ${JSON.stringify(job)};\n${EARLY_SCRIPT}`;
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return new Worker(address, { type: "module", name: "gymbrowser" });
}
