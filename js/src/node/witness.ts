/**
 * Stands between Python and what is different at every start: entropy and clocks.
 *
 * Both always give the same here, so that the same code leaves the same memory behind; and it is
 * counted how often they are asked.
 */

import type { ModuleSettings } from "../worker/snapshot/emscripten";

/** 1 January 2026: a moment that is past, as that of making is when the copy is used. */
const moment = Date.UTC(2026, 0, 1);

export class Witness {
  /** How often Python has asked. */
  readonly asked = { entropy: 0, clock: 0 };

  /** Has time stand still meanwhile, for the file system too. */
  async during<T>(act: () => Promise<T>): Promise<T> {
    const [date, performance] = [Date.now, globalThis.performance.now];
    Date.now = () => moment;
    globalThis.performance.now = () => 0;
    try {
      return await act();
    } finally {
      Date.now = date;
      globalThis.performance.now = performance;
    }
  }

  /** Puts itself into a module that is still to be made. */
  watch(settings: ModuleSettings): void {
    const { instantiateWasm } = settings;
    let memory: WebAssembly.Memory | null = null;
    settings.instantiateWasm = (imports, done) => {
      const { env, wasi_snapshot_preview1: wasi } = imports as unknown as Imports;
      this.#count(env, "emscripten_date_now", "clock");
      this.#count(env, "emscripten_get_now", "clock");
      this.#count(wasi, "clock_time_get", "clock");
      wasi.random_get = (address, size) => {
        this.asked.entropy += 1;
        if (memory !== null) new Uint8Array(memory.buffer, address, size).fill(1);
        return 0;
      };
      return instantiateWasm(imports, (instance, module) => {
        memory = instance.exports.memory as WebAssembly.Memory;
        done(instance, module);
      });
    };
  }

  #count(functions: Record<string, Call>, name: string, what: "entropy" | "clock"): void {
    const call = functions[name] as Call;
    functions[name] = (...given) => {
      this.asked[what] += 1;
      return call(...given);
    };
  }
}

type Call = (...given: number[]) => unknown;

interface Imports {
  env: Record<string, Call>;
  wasi_snapshot_preview1: Record<string, Call>;
}
