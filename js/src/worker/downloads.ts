/** Downloads the site's large files in the form that costs least, and counts them on their way. */

import type { File } from "../generated/contract";
import { addressOf, type Form, isGzip } from "../shared/form";

/** `fetch`, as the worker has it. */
export type Fetch = typeof fetch;

type Bytes = Uint8Array<ArrayBuffer>;

export class Downloads {
  /** Bytes of all files that count, before any compression. */
  readonly total: number;
  /** Bytes so far. */
  loaded = 0;
  onChange: () => void = () => {};
  readonly #files: Map<string, File>;
  /** Address to the bytes that are still to come: a file that is fetched twice counts once. */
  readonly #left: Map<string, number>;

  /**
   * @param root absolute address that the files' paths are relative to
   * @param form which the host is better asked for
   * @param counts whether somebody waits for a file, so that it is counted
   */
  constructor(
    files: readonly File[],
    root: string,
    private readonly form: Form = "plain",
    counts: (file: File) => boolean = () => true,
  ) {
    const counted = files.filter(counts);
    this.#files = new Map(files.map((file) => [new URL(file.path, root).href, file]));
    this.#left = new Map(counted.map(({ path, size }) => [new URL(path, root).href, size]));
    this.total = counted.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Wraps `fetch` so that the files come in the cheaper form, unpacked, and their bytes are counted;
   * other requests pass untouched.
   *
   * The response keeps status and headers, since WebAssembly compiles while it downloads only if it
   * sees a good status and `application/wasm`. Rejects where a file is not answered well.
   */
  counting(fetch: Fetch): Fetch {
    return async (input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      const file = this.#files.get(address);
      if (file === undefined) return answered(fetch(input, init), address);
      const response = await this.#bestForm(fetch, address, file, init);
      const body = (await unpacked(bodyOf(response, address))).pipeThrough(this.#counter(address));
      const headers = { "content-type": mediaType(address, response) };
      return new Response(body, { status: response.status, headers });
    };
  }

  /** Some hosts compress texts alone: what such a one sends as it is, is had as gzip instead. */
  async #bestForm(
    fetch: Fetch,
    address: string,
    file: File,
    init: RequestInit | undefined,
  ): Promise<Response> {
    const get = (form: Form) => {
      const place = addressOf(address, file, form);
      return answered(fetch(place, init), place);
    };
    const response = await get(this.form);
    // There are hosts that give no file of a name that they know nothing of.
    if (this.form === "gzip" && file.gzip && !response.ok) return get("plain");
    const compressed = response.headers.has("content-encoding");
    if (this.form === "gzip" || !file.gzip || compressed) return response;
    await response.body?.cancel();
    return get("gzip");
  }

  #counter(address: string): TransformStream<Bytes, Bytes> {
    return new TransformStream({
      transform: (chunk, controller) => {
        this.#count(address, chunk.byteLength);
        controller.enqueue(chunk);
      },
    });
  }

  #count(address: string, bytes: number): void {
    const left = this.#left.get(address) ?? 0;
    const counted = Math.min(bytes, left);
    this.#left.set(address, left - counted);
    this.loaded += counted;
    this.onChange();
  }
}

/** What is sent or kept as gzip, unpacked; a host may also have unpacked it on its own account. */
async function unpacked(body: ReadableStream<Bytes>): Promise<ReadableStream<Bytes>> {
  const reader = body.getReader();
  const first = await reader.read();
  const whole = new ReadableStream<Bytes>({
    start: (controller) => forward(first, controller),
    pull: async (controller) => forward(await reader.read(), controller),
    cancel: (reason) => reader.cancel(reason),
  });
  const gzip = first.value !== undefined && isGzip(first.value);
  return gzip ? whole.pipeThrough(new DecompressionStream("gzip")) : whole;
}

function forward(
  { done, value }: ReadableStreamReadResult<Bytes>,
  controller: ReadableStreamDefaultController<Bytes>,
): void {
  if (done) controller.close();
  else controller.enqueue(value);
}

function bodyOf({ ok, status, body }: Response, address: string): ReadableStream<Bytes> {
  if (ok && body !== null) return body;
  throw new Error(`${address} answered with status ${status}.`);
}

/** Some hosts know no type for `.wasm`, and what is in a gzip is not what they say it is. */
function mediaType(address: string, { headers }: Response): string {
  if (new URL(address).pathname.endsWith(".wasm")) return "application/wasm";
  return headers.get("content-type") ?? "application/octet-stream";
}

/** Browsers give no reason, neither for a lost connection nor for bytes of another SHA-256. */
async function answered(answer: Promise<Response>, address: string): Promise<Response> {
  return answer.catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${address} could not be loaded, or it is not the file that the site was built with`;
    throw new Error(`${message}: ${reason}.`, { cause });
  });
}

/** Lets a call through at most once per `everyMs`. */
export function throttled(call: () => void, everyMs: number, now: () => number): () => void {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (now() - last < everyMs) return;
    last = now();
    call();
  };
}
