/**
 * Loads Python's shared libraries before Python starts, in one fixed order.
 *
 * So they are compiled side by side, and their data and their functions have the same addresses
 * whenever that is done: a memory that was copied elsewhere still points at them.
 */

import type { CreateModule } from "../python";
import { atStart, type EmscriptenModule, type ModuleSettings } from "./emscripten";

/** A shared library, named by its absolute path in Python's file system. */
export interface Library {
  name: string;
  code: WebAssembly.Module;
}

/**
 * Compiles libraries, all of them side by side.
 *
 * @param paths below the folder
 */
export function librariesOf(
  folder: string,
  paths: readonly string[],
  read: (path: string) => Uint8Array<ArrayBuffer>,
): Promise<Library[]> {
  const compiled = async (path: string) => ({
    name: `${folder}/${path}`,
    code: await WebAssembly.compile(read(path)),
  });
  return Promise.all(paths.map(compiled));
}

/**
 * Makes modules whose libraries are loaded before their program starts.
 *
 * Else each would be compiled when Python imports it, alone and while everything waits: for those of
 * numpy WebKit needs seconds then.
 */
export function withLibraries(
  createModule: CreateModule,
  libraries: Promise<readonly Library[]>,
): CreateModule {
  const create = createModule as unknown as (settings: ModuleSettings) => Promise<EmscriptenModule>;
  const loaded = (settings: ModuleSettings) => {
    const failed = loadAtStart(settings, libraries);
    return Promise.race([create(settings), failed]);
  };
  return loaded as unknown as CreateModule;
}

const dependency = "gymbrowser-libraries";

/**
 * Has a module that is still to be made load libraries before its program starts.
 *
 * @param loaded told when all are there, and nothing has been allocated yet
 * @returns rejects where one does not load: the module itself would wait for it for ever
 */
export function loadAtStart(
  settings: ModuleSettings,
  libraries: Promise<readonly Library[]>,
  loaded: (module: EmscriptenModule) => void = () => {},
): Promise<never> {
  return new Promise((_, reject) => {
    settings.preRun.push((module) => {
      module.addRunDependency(dependency);
      load(module, libraries)
        .then(() => {
          loaded(module);
          module.removeRunDependency(dependency);
        })
        .catch(reject);
    });
  });
}

async function load(
  module: EmscriptenModule,
  libraries: Promise<readonly Library[]>,
): Promise<void> {
  for (const { name, code } of await libraries) {
    module.preloadedWasm[name] = await module.loadWebAssemblyModule(code, atStart, name);
    await module.loadDynamicLibrary(name, atStart);
  }
  module.reportUndefinedSymbols();
}
