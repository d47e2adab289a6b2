/** The way to the graphics processor: the browser's part of it, and the script that uses it. */

import { type Cancel, systemTimer, type Timer } from "../shared/timer";
import type { Engine } from "./engine";

/** What `webgpu.js` exports. */
export interface WebGpuScript {
  /**
   * @param wasm absolute address of ONNX Runtime's wasm with WebGPU
   * @throws whatever it has against the model, or against this device
   */
  open: (model: Uint8Array, wasm: string) => Promise<Engine>;
}

/** Opens a model on the graphics processor. @throws with a sentence, where it can't */
export type OpenOnWebGpu = (model: Uint8Array) => Promise<Engine>;

/** `navigator.gpu`, which some browsers lack. Source: WebGPU, W3C, `interface GPU`. */
export type Gpu = { requestAdapter(): Promise<object | null> } | undefined;

/** A game waits for it: some drivers never answer, and on some links the download takes long. */
const patienceMs = 20_000;

/**
 * @param script absolute address of `webgpu.js`
 * @param wasm as for `WebGpuScript.open`
 */
export function openerOf(
  gpu: Gpu,
  { script, wasm }: { script: string; wasm: string },
  load: (script: string) => Promise<WebGpuScript>,
  timer: Timer = systemTimer,
): OpenOnWebGpu {
  return async (model) => {
    if (gpu === undefined) throw new Error("This browser has no WebGPU.");
    if ((await within(gpu.requestAdapter(), timer)) === null) {
      throw new Error("WebGPU finds no graphics processor here.");
    }
    const opened = async () => (await load(script)).open(model, wasm);
    return within(opened(), timer);
  };
}

function within<T>(answer: Promise<T>, timer: Timer): Promise<T> {
  let cancel: Cancel = () => {};
  const never = new Promise<never>((_, reject) => {
    const silent = new Error(`WebGPU was not ready within ${patienceMs / 1000} s.`);
    cancel = timer(() => reject(silent), patienceMs);
  });
  return Promise.race([answer, never]).finally(cancel);
}
