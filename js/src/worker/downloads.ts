/** Counts what a boot downloads, for a progress bar that is honest. */

import type { File } from "../generated/contract";

/** `fetch`, as the worker has it. */
export type Fetch = typeof fetch;

export class Downloads {
  /** Bytes of all files, before transfer compression. */
  readonly total: number;
  /** Bytes so far. */
  loaded = 0;
  onChange: () => void = () => {};
  /** Address to the bytes that are still to come: a file that is fetched twice counts once. */
  readonly #left: Map<string, number>;

  /** @param root absolute address that the files' paths are relative to */
  constructor(files: readonly File[], root: string) {
    this.#left = new Map(files.map(({ path, size }) => [new URL(path, root).href, size]));
    this.total = files.reduce((sum, { size }) => sum + size, 0);
  }

  /** A file came in whole by another way than `fetch`, such as `import`. */
  add(address: string): void {
    this.#count(address, Number.POSITIVE_INFINITY);
  }

  /**
   * Wraps `fetch` so that the files' bytes are counted on their way; other requests pass untouched.
   *
   * The response keeps status and headers, since WebAssembly compiles while it downloads only if it
   * sees a good status and `application/wasm`. Rejects where a file is not answered well.
   */
  counting(fetch: Fetch): Fetch {
    return async (input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      const response = await fetch(input, init).catch((cause: unknown) => {
        throw unreachable(address, cause);
      });
      if (!this.#left.has(address)) return response;
      if (!response.ok || response.body === null) {
        throw new Error(`${address} answered with status ${response.status}.`);
      }
      const body = response.body.pipeThrough(this.#counter(address));
      const { status, statusText, headers } = response;
      return new Response(body, { status, statusText, headers });
    };
  }

  #counter(address: string): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
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

/** Browsers give no reason, neither for a lost connection nor for bytes of another SHA-256. */
function unreachable(address: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${address} could not be loaded, or it is not the file that the site was built with`;
  return new Error(`${message}: ${reason}.`, { cause });
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
