/** Starts the game worker where its script must first be fetched and unpacked. */

import type { File, Manifest } from "../generated/contract";
import { bytesOf } from "../shared/bytes";
import { messageOf } from "../shared/errors";
import { addressOf, type Form, isGzip, otherForm } from "../shared/form";
import type { ToPage, ToWorker, Way } from "../shared/protocol";
import type { WorkerPort } from "./game-client";

/** A worker that is still to come: it gets its messages as soon as it is there, in their order. */
export class LateWorker implements WorkerPort {
  onmessage: ((event: MessageEvent<ToPage>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  #worker: WorkerPort | null = null;
  #waiting: [ToWorker, Transferable[]][] = [];
  #terminated = false;

  /** @param starting where it rejects, `onerror` hears of it */
  constructor(starting: Promise<WorkerPort>) {
    starting.then(
      (worker) => this.#begin(worker),
      (error: unknown) => this.#fail(error),
    );
  }

  postMessage(message: ToWorker, transfer: Transferable[]): void {
    if (this.#worker === null) this.#waiting.push([message, transfer]);
    else this.#worker.postMessage(message, transfer);
  }

  terminate(): void {
    this.#terminated = true;
    this.#worker?.terminate();
  }

  #begin(worker: WorkerPort): void {
    if (this.#terminated) {
      worker.terminate();
      return;
    }
    this.#worker = worker;
    worker.onmessage = (event) => this.onmessage?.(event);
    worker.onerror = (event) => this.onerror?.(event);
    for (const [message, transfer] of this.#waiting.splice(0)) {
      worker.postMessage(message, transfer);
    }
  }

  #fail(error: unknown): void {
    if (this.#terminated) return;
    const message = messageOf(error);
    this.onerror?.(new ErrorEvent("error", { message }));
  }
}

/** The addresses of all that the worker downloads for a boot in a way, its script too. */
export function downloadsOf(
  { runtime }: Manifest,
  base: URL,
  form: Form,
  way: Way | null,
): string[] {
  const script = new URL("worker.js", base).href;
  const gzip = runtime.python != null;
  // Small, so that nobody counts them; but Pyodide asks for them at every start.
  const small = [runtime.lock, `${runtime.core}python_stdlib.zip`];
  return [
    addressOf(script, { gzip }, form),
    ...small.map((path) => new URL(path, base).href),
    ...addressesOf(runtime.files, base, form),
    ...(runtime.snapshot && way === "snapshot"
      ? addressesOf([runtime.snapshot.file], base, form)
      : []),
  ];
}

/** The absolute addresses of files in a form. */
export function addressesOf(files: readonly File[], base: URL, form: Form): string[] {
  return files.map((file) => addressOf(new URL(file.path, base).href, file, form));
}

/**
 * A worker whose script comes as gzip. The script is the blob itself: a blob may not be imported, as
 * the Content Security Policy has it, but it may be a worker.
 *
 * @param script absolute address of the gzip of a module that imports nothing
 */
export async function startUnpackedWorker(script: URL, get: typeof fetch): Promise<Worker> {
  const response = await firstGood([script.href, otherForm(script.href)], get);
  const bytes = await bytesOf(response);
  const text = isGzip(bytes) ? unpack(bytes) : bytes;
  const blob = await new Response(text, { headers: { "content-type": "text/javascript" } }).blob();
  return new Worker(URL.createObjectURL(blob), { type: "module", name: "gymbrowser" });
}

/** There are hosts that give no file of a name that they know nothing of. */
async function firstGood([address = "", ...others]: string[], get: typeof fetch) {
  const response = await get(address);
  if (response.ok) return response;
  if (others.length > 0) return firstGood(others, get);
  throw new Error(`${address} answered with status ${response.status}.`);
}

function unpack(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}
