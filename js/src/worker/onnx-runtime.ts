/** ONNX Runtime on WebAssembly, which policies in the ONNX format run on. */

import * as ort from "onnxruntime-web/wasm";
import { fromBase64 } from "../shared/bytes";
import type { MakeTensor } from "./policy-tensors";

/** The runtime's wasm: its address, or its bytes. */
export type WasmSource = { address: string } | { bytes: Uint8Array };

/**
 * `y = Identity(x)`, float32[1], in the ONNX format: the runtime has no call that starts it, but it
 * starts for any session, and this one waits for no download.
 */
const identity =
  "CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAN";

/** Loads and compiles the runtime, while the models are on their way. */
export async function startRuntime(wasm: WasmSource): Promise<void> {
  // Threads need headers that static hosts do not send; a small policy gains nothing by them.
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  if ("address" in wasm) ort.env.wasm.wasmPaths = { wasm: wasm.address };
  else ort.env.wasm.wasmBinary = wasm.bytes;
  await (await startSession(fromBase64(identity))).release();
}

/** A model that the runtime does not take, for lack of memory too, fails the games that it acts in. */
export function openModel(model: Uint8Array): Promise<ort.InferenceSession | Error> {
  return startSession(model).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
}

export const makeTensor: MakeTensor = (dtype, data, shape) => new ort.Tensor(dtype, data, shape);

function startSession(model: Uint8Array): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
}
