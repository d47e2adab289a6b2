/** Stands behind `fetch` while a worker boots: counts what comes, and hears of what does not. */

import type { Fetch } from "./ask";
import type { Code } from "./code";
import { type Downloads, requested } from "./downloads";

type Imports = WebAssembly.Imports;

/** What of a worker's global scope downloads. */
export interface FetchingScope {
  fetch: Fetch;
  WebAssembly: Pick<typeof WebAssembly, "instantiate" | "instantiateStreaming">;
}

export interface Watched {
  /** Rejects with the first failure of a file that the boot cannot do without. */
  failed: Promise<never>;
  /** For what the boot cannot do without, whether it is one of its large files or not. */
  fetch: Fetch;
  /** For what it can do without. */
  tryFetch: Fetch;
  /** Gives the scope its own functions back. */
  restore(): void;
}

/**
 * Has the downloads counted that Pyodide and ONNX Runtime begin by themselves, and hears of their
 * failures, which Pyodide only prints: without its wasm it would wait for ever. Whatever else is
 * fetched meanwhile, as by an author's code, passes untouched, and may fail.
 *
 * @param code what comes already: whoever asks for it gets it compiled
 */
export function watch(
  scope: FetchingScope,
  downloads: Downloads,
  code: Pick<Code, "address" | "module">,
): Watched {
  const { fetch } = scope;
  const { instantiateStreaming } = scope.WebAssembly;
  const untouched: Fetch = (input, init) => fetch.call(scope, input, init);
  let fail: (reason: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // A failure after the boot's end is told by whoever needed the file.
  failed.catch(() => {});
  const counting = downloads.counting(untouched);
  const needed: Fetch = (input, init) => orNever(counting(input, init), fail);
  let isOver = false;
  // Python's modules may keep this function for ever.
  scope.fetch = (input, init) => {
    if (isOver || !downloads.has(input)) return untouched(input, init);
    return requested(input) === code.address ? Promise.resolve(here) : needed(input, init);
  };
  // Stands for the code, from Pyodide's request for it to where it is instantiated.
  const here = new Response();
  const instantiated = async (source: Response | PromiseLike<Response>, imports?: Imports) => {
    const response = await source;
    if (response !== here) {
      return instantiateStreaming.call(scope.WebAssembly, response, imports);
    }
    const module = await code.module;
    return { module, instance: await scope.WebAssembly.instantiate(module, imports) };
  };
  scope.WebAssembly.instantiateStreaming = (source, imports) =>
    orNever(instantiated(source, imports), fail);
  const restore = () => {
    isOver = true;
    scope.fetch = fetch;
    scope.WebAssembly.instantiateStreaming = instantiateStreaming;
  };
  return { failed, fetch: needed, tryFetch: counting, restore };
}

/** The boot is over once such a thing has failed: nobody shall go on from there, or complain again. */
function orNever<T>(promise: Promise<T>, fail: (reason: unknown) => void): Promise<T> {
  return promise.catch((reason: unknown) => {
    fail(reason);
    return new Promise<T>(() => {});
  });
}
