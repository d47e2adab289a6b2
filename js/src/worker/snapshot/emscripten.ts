/**
 * What of Pyodide's WebAssembly module a snapshot needs: none of it is documented.
 *
 * All of it belongs to one build of Pyodide, which this package pins; wherever it is used, what comes
 * out is compared with what was there when the snapshot was made.
 */

import type { FileSystem } from "../python-files";

/** A library that is loaded: Emscripten's `dso`. */
interface Loaded {
  name: string;
  exports: Record<string, unknown>;
}

export interface EmscriptenModule {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly wasmTable: WebAssembly.Table;
  readonly FS: FileSystem & {
    /** By file descriptor; null where one was closed. */
    streams: ({ fd: number } | null)[];
    readdir(path: string): string[];
  };
  readonly LDSO: {
    loadedLibsByName: Record<string, Loaded>;
    /** By the address of what the program has as its handle. */
    loadedLibsByHandle: Record<number, Loaded>;
  };
  readonly preloadedWasm: Record<string, unknown>;
  readonly API: {
    restoreSnapshot(bytes: Uint8Array): unknown;
    /** @throws where Python holds an object that no path from `globalThis` leads to */
    serializeHiwireState(): HiwireState;
    config: { BUILD_ID: string };
  };
  addRunDependency(name: string): void;
  removeRunDependency(name: string): void;
  addFunction(exported: unknown): number;
  growMemory(size: number): 1 | undefined;
  loadWebAssemblyModule(
    code: WebAssembly.Module,
    flags: LoadFlags,
    name: string,
  ): Promise<Record<string, unknown>>;
  loadDynamicLibrary(name: string, flags: LoadFlags): Promise<true>;
  reportUndefinedSymbols(): void;
  _malloc(size: number): number;
  _free(address: number): void;
  /** The end of what is allocated. */
  _sbrk(increment: number): number;
  readonly ___stack_low: number;
  _emscripten_stack_get_current(): number;
  _malloc_usable_size(address: number): number;
  _malloc_footprint(): number;
  /** From then on nothing is allocated beyond so many bytes; -1: no limit. */
  _malloc_set_footprint_limit(bytes: number): void;
}

/** Which objects of JavaScript Python holds, as paths from `globalThis`. */
export interface HiwireState {
  hiwireKeys: unknown[];
  immortalKeys: string[];
}

interface LoadFlags {
  loadAsync: true;
  global: true;
  nodelete: true;
  allowUndefined: true;
}

/** As Emscripten loads the libraries that a program is linked with. */
export const atStart: LoadFlags = {
  loadAsync: true,
  global: true,
  nodelete: true,
  allowUndefined: true,
};

/** What a module is made with. */
export interface ModuleSettings {
  preRun: ((module: EmscriptenModule) => void)[];
  noInitialRun?: boolean;
  thisProgram?: string;
  onRuntimeInitialized?: () => void;
  instantiateWasm: (
    imports: Record<string, Record<string, unknown>>,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => unknown;
}
