/** Downloads the site's large files in the form that costs least, and counts them on their way. */

import type { File } from "../generated/contract";
import { type Bytes, bytesOf, gunzip } from "../shared/bytes";
import { type Form, isGzip } from "../shared/form";
import { unpacked } from "../shared/gunzip";
import { answered, ask, type Fetch } from "./ask";
import type { Code } from "./code";
import type { EarlyAnswers } from "./early";
import { refusalOf } from "./failure";

export class Downloads {
  /** Bytes of all files that count, before any compression. */
  total = 0;
  /** Bytes so far. */
  loaded = 0;
  onChange: () => void = () => {};
  readonly #files: Map<string, File>;
  /** Address to the bytes that are still to come: a file that is fetched twice counts once. */
  readonly #left = new Map<string, number>();

  /**
   * @param root absolute address that the files' paths are relative to
   * @param form which the host is better asked for
   * @param counts whether somebody waits for a file, so that it is counted
   * @param early what was asked for before this script was there; each answer is taken once
   */
  constructor(
    files: readonly File[],
    root: string,
    private readonly form: Form = "plain",
    counts: (file: File) => boolean = () => true,
    private readonly early: EarlyAnswers = new Map(),
  ) {
    this.#files = new Map(files.map((file) => [new URL(file.path, root).href, file]));
    this.count(counts);
  }

  /** Has these files count from now on; what has come of others stays counted. */
  count(counts: (file: File) => boolean): void {
    for (const [address, file] of this.#files) {
      const left = this.#left.get(address);
      if (counts(file) && left === undefined) {
        this.#left.set(address, file.size);
        this.total += file.size;
      } else if (!counts(file) && left !== undefined) {
        this.#left.delete(address);
        this.total -= left;
      }
    }
  }

  /** Whether a request is for one of the files. */
  has(input: Parameters<Fetch>[0]): boolean {
    return this.#files.has(requested(input));
  }

  /** Counts a file that comes without these downloads. */
  follow(code: Pick<Code, "address" | "loadedBytes" | "onLoaded">): void {
    let counted = 0;
    code.onLoaded = () => {
      this.#count(code.address, code.loadedBytes - counted);
      counted = code.loadedBytes;
    };
    code.onLoaded();
  }

  /**
   * All bytes of a file, each copied once: half the work of `counting`, for what is large. Rejects where
   * the file is not answered well.
   */
  async bytes(fetch: Fetch, address: string): Promise<Bytes> {
    const file = this.#files.get(address);
    const isPacked = file?.gzip && this.form === "gzip";
    if (file === undefined || isPacked) return bytesOf(await this.counting(fetch)(address));
    const response = await this.#ask(fetch, address, file, undefined);
    const count = (bytes: number) => this.#count(address, bytes);
    const bytes = await collected(bodyOf(response, address), file.size, count);
    return isGzip(bytes) ? gunzip(bytes) : bytes;
  }

  /**
   * Wraps `fetch` so that the files come in the cheaper form, unpacked, and their bytes are counted;
   * other requests pass untouched.
   *
   * The response keeps status and headers, since WebAssembly compiles while it downloads only if it
   * sees a good status and `application/wasm`. Code that is kept in this browser comes untouched: with
   * the very response of its cache V8 keeps what it has compiled of it. Rejects where a file is not
   * answered well.
   */
  counting(fetch: Fetch): Fetch {
    return async (input, init) => {
      const address = requested(input);
      const file = this.#files.get(address);
      if (file === undefined) return answered(fetch(input, init), address);
      const response = await (this.#begun(address, init) ?? this.#ask(fetch, address, file, init));
      if (this.form === "kept" && isCode(address) && response.ok) {
        this.#count(address, file.size);
        return response;
      }
      const body = (await unpacked(bodyOf(response, address))).pipeThrough(this.#counter(address));
      const headers = { "content-type": mediaType(address, response) };
      return new Response(body, { status: response.status, headers });
    };
  }

  /** Nobody asked early with a digest that the bytes must have. */
  #begun(address: string, init: RequestInit | undefined): Promise<Response> | undefined {
    const answer = init?.integrity === undefined ? this.early.get(address) : undefined;
    if (answer !== undefined) this.early.delete(address);
    return answer;
  }

  #ask(
    fetch: Fetch,
    address: string,
    { gzip }: File,
    init: RequestInit | undefined,
  ): Promise<Response> {
    return ask(fetch, { address, gzip }, this.form, init);
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

/** @param size how much of it there should be: room that is never moved */
async function collected(
  body: ReadableStream<Bytes>,
  size: number,
  count: (bytes: number) => void,
): Promise<Bytes> {
  let all = new Uint8Array(size);
  const reader = body.getReader();
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return all.subarray(0, length);
    if (length + value.length > all.length) {
      const larger = new Uint8Array(2 * (length + value.length));
      larger.set(all);
      all = larger;
    }
    all.set(value, length);
    length += value.length;
    count(value.length);
  }
}

/** Absolute address. */
export function requested(input: Parameters<Fetch>[0]): string {
  return input instanceof Request ? input.url : String(input);
}

function bodyOf({ ok, status, body }: Response, address: string): ReadableStream<Bytes> {
  if (ok && body !== null) return body;
  throw refusalOf(address, status);
}

/** Some hosts know no type for `.wasm`, and what is in a gzip is not what they say it is. */
function mediaType(address: string, { headers }: Response): string {
  if (isCode(address)) return "application/wasm";
  return headers.get("content-type") ?? "application/octet-stream";
}

function isCode(address: string): boolean {
  return new URL(address).pathname.endsWith(".wasm");
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
