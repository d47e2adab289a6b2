/** Starts Python from a snapshot of its memory instead of from its files. */

import type { PyodideAPI } from "pyodide";
import { type CreateModule, type PythonSource, startPython } from "../python";
import type { EmscriptenModule, ModuleSettings } from "./emscripten";
import { type SnapshotFile, type SnapshotHead, scatter } from "./file";
import { mendIdentity } from "./identity";
import { type Library, loadAtStart } from "./libraries";

export interface SnapshotSource {
  /** In the order in which they were loaded when the snapshot was taken. */
  libraries: Promise<readonly Library[]>;
  file: Promise<SnapshotFile>;
}

/** Pyodide asks for a snapshot's bytes before it loads anything; ours come while it loads. */
const later = new Uint8Array();

/**
 * @param onInterpreter the interpreter is there, its memory is still to come
 * @throws where this browser's interpreter is not laid out as the one that the snapshot is of
 */
export function restorePython(
  source: PythonSource,
  snapshot: SnapshotSource,
  onInterpreter: () => void = () => {},
): Promise<PyodideAPI> {
  mendIdentity();
  // Pyodide keeps its options for ever; all these bytes are not to be kept with them.
  const held = [snapshot];
  const importModule = async () => restoring(await source.importModule(), held);
  return startPython({ ...source, importModule }, onInterpreter, { _loadSnapshot: later });
}

/**
 * Makes one module, which has a snapshot's memory.
 *
 * @param held the snapshot, which is taken out
 */
function restoring(createModule: CreateModule, held: SnapshotSource[]): CreateModule {
  const create = createModule as unknown as (settings: ModuleSettings) => Promise<EmscriptenModule>;
  const restored = async (settings: ModuleSettings) => {
    const { libraries, file } = held.pop() as SnapshotSource;
    const failed = loadAtStart(settings, libraries);
    const module = await Promise.race([create(settings), failed]);
    restore(module, await file);
    return module;
  };
  return restored as unknown as CreateModule;
}

function restore(module: EmscriptenModule, file: SnapshotFile): void {
  const { head } = file;
  checkLayout(module, head);
  for (const [name, symbol] of head.functions) addFunction(module, head, name, symbol);
  const used = module._sbrk(0);
  grow(module, head.memory);
  scatter(file, module.HEAPU8, used);
  for (const [address, name] of head.handles) {
    module.LDSO.loadedLibsByHandle[address] = library(module, name);
  }
  module.API.restoreSnapshot = () => head.hiwire;
}

function checkLayout({ API, wasmTable }: EmscriptenModule, { build, table }: SnapshotHead): void {
  if (API.config.BUILD_ID !== build) {
    throw new Error(
      `The snapshot is of the build ${build} of Pyodide, not ${API.config.BUILD_ID}.`,
    );
  }
  if (wasmTable.length !== table) {
    const found = `This browser's table has ${wasmTable.length} functions`;
    throw new Error(`${found}, but that of the snapshot has ${table}.`);
  }
}

/** A pointer to a function is its place in the table. */
function addFunction(
  module: EmscriptenModule,
  { table, functions }: SnapshotHead,
  name: string,
  symbol: string,
): void {
  const place = module.addFunction(library(module, name).exports[symbol]);
  const index = functions.findIndex(([of, as]) => of === name && as === symbol);
  if (place === table + index) return;
  throw new Error(
    `${symbol} of ${name} is function ${place}, but ${table + index} in the snapshot.`,
  );
}

function grow(module: EmscriptenModule, size: number): void {
  if (module.HEAPU8.length < size) module.growMemory(size);
  if (module.HEAPU8.length < size) throw new Error(`There is no memory of ${size} bytes.`);
}

function library({ LDSO }: EmscriptenModule, name: string) {
  const found = LDSO.loadedLibsByName[name];
  if (found === undefined) throw new Error(`The library ${name} was not loaded.`);
  return found;
}
