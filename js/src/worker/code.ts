/** WebAssembly that is compiled while it comes, before anybody asks for it. */

import type { Bytes } from "../shared/bytes";
import type { Form } from "../shared/form";
import { unpacked } from "../shared/gunzip";
import { refusalOf } from "./failure";

export interface Code {
  /** Absolute, of the file as it is. */
  address: string;
  /** Of the file as it is; infinite once all of them are here, however many they are. */
  loadedBytes: number;
  /** Told of each change of that. */
  onLoaded: () => void;
  /** Rejects where the file does not come, or is no code. */
  module: Promise<WebAssembly.Module>;
}

/** What of `WebAssembly` is called here. */
export type Compile = Pick<typeof WebAssembly, "compileStreaming">;

/**
 * Compiles what is on its way.
 *
 * Code that is kept in this browser is compiled from its very response: with that V8 keeps what it has
 * compiled.
 */
export function compiling(
  { compileStreaming }: Compile,
  address: string,
  answer: Promise<Response>,
  form: Form,
): Code {
  const code = { address, loadedBytes: 0, onLoaded: () => {} };
  const add = (bytes: number) => {
    code.loadedBytes += bytes;
    code.onLoaded();
  };
  const source = answer.then(async (response) => {
    if (!response.ok || response.body === null) throw refusalOf(address, response.status);
    if (form !== "kept") return counted(response.body, add);
    add(Number.POSITIVE_INFINITY);
    return response;
  });
  const module = compileStreaming.call(WebAssembly, source);
  // Told to whoever needs it.
  module.catch(() => {});
  return Object.assign(code, { module });
}

/** Some hosts know no type for `.wasm`, and what is in a gzip is not what they say it is. */
async function counted(
  body: ReadableStream<Bytes>,
  add: (bytes: number) => void,
): Promise<Response> {
  const counter = new TransformStream<Bytes, Bytes>({
    transform: (chunk, controller) => {
      add(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  const headers = { "content-type": "application/wasm" };
  return new Response((await unpacked(body)).pipeThrough(counter), { headers });
}
