/** ONNX Runtime with WebGPU: a script of its own, which only browsers load that have WebGPU. */

import * as ort from "onnxruntime-web/webgpu";
import type { WebGpuScript } from "../worker/webgpu";

export const open: WebGpuScript["open"] = async (model, wasm) => {
  // As in `onnx-runtime.ts`.
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmPaths = { wasm };
  const session = await ort.InferenceSession.create(model, { executionProviders: ["webgpu"] });
  return { session, makeTensor: (dtype, data, shape) => new ort.Tensor(dtype, data, shape) };
};
