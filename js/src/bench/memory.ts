/** What a worker of the benchmarks holds: Python by itself, JavaScript's heap by the page. */

import type { PyodideAPI } from "pyodide";
import type { Memory } from "./protocol";

/** Asks the page to measure JavaScript's heap, and resolves when it has. */
export class MemoryWatch {
  readonly #objects: () => number;
  readonly #heap: { HEAPU8: Uint8Array };

  constructor(python: PyodideAPI) {
    this.#objects = python.runPython("import gc\nlambda: (gc.collect(), len(gc.get_objects()))[1]");
    this.#heap = (python as unknown as { _module: { HEAPU8: Uint8Array } })._module;
  }

  /** @param steps that were taken so far */
  async sample(steps: number): Promise<Memory> {
    const memory = { steps, wasm: this.#heap.HEAPU8.length, pythonObjects: this.#objects() };
    const measured = new Promise((resolve) => {
      self.onmessage = resolve;
    });
    postMessage({ sampled: steps });
    await measured;
    return memory;
  }
}
