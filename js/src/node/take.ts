/** Takes a snapshot: starts Python, imports what the games need, and copies its memory. */

import type { PyodideAPI } from "pyodide";
import { gameSpec, loadEnvironment } from "../worker/environment";
import { type CreateModule, type PythonSource, startPython } from "../worker/python";
import type { EmscriptenModule, HiwireState, ModuleSettings } from "../worker/snapshot/emscripten";
import { changedRuns, gather, type SnapshotFile } from "../worker/snapshot/file";
import { type Library, loadAtStart } from "../worker/snapshot/libraries";
import { clearUnused } from "./clear";
import type { Games } from "./games";
import { Witness } from "./witness";

/** A study whose Python cannot be had from a snapshot; its message is one sentence. */
export class Refusal extends Error {}

interface Wanted {
  study: Games;
  /** Modules that the games import while they are played. */
  modules: readonly string[];
}

/** A module before its program has run. */
interface Beginning {
  memory: Uint8Array;
  /** Where the memory begins that is allocated while it runs. */
  heap: number;
  /** How many functions its table has. */
  table: number;
}

/** @throws Refusal where Python holds what others must not have, or cannot have */
export async function take(
  source: PythonSource,
  libraries: Promise<readonly Library[]>,
  wanted: Wanted,
): Promise<SnapshotFile> {
  const witness = new Witness();
  return witness.during(async () => {
    const { python, beginning } = await start(source, libraries, witness);
    importAll(python, wanted, witness);
    return copied(moduleOf(python), beginning);
  });
}

async function start(
  source: PythonSource,
  libraries: Promise<readonly Library[]>,
  witness: Witness,
): Promise<{ python: PyodideAPI; beginning: Beginning }> {
  const beginning: Beginning = { memory: new Uint8Array(), heap: 0, table: 0 };
  const importModule = async () => {
    const create = (await source.importModule()) as unknown as Create;
    return observed(create, libraries, witness, beginning) as unknown as CreateModule;
  };
  const python = await startPython({ ...source, importModule }, () => {}, { _makeSnapshot: true });
  return { python, beginning };
}

type Create = (settings: ModuleSettings) => Promise<EmscriptenModule>;

function observed(
  create: Create,
  libraries: Promise<readonly Library[]>,
  witness: Witness,
  beginning: Beginning,
): Create {
  return async (settings) => {
    witness.watch(settings);
    // Else the path of this script.
    settings.thisProgram = "python";
    const failed = loadAtStart(settings, libraries, (module) => {
      beginning.heap = module._sbrk(0);
      settings.onRuntimeInitialized = () => {
        beginning.memory = module.HEAPU8.slice();
        beginning.table = module.wasmTable.length;
      };
    });
    return Promise.race([create(settings), failed]);
  };
}

function importAll(python: PyodideAPI, { study, modules }: Wanted, witness: Witness): void {
  const bridge = python.pyimport("gymbrowser.bridge.snapshot");
  const module = moduleOf(python);
  bridge.import_base();
  const drawn: string = bridge.drawn();
  const before = { ...witness.asked, objects: objectsOf(python), files: filesOf(module) };
  for (const step of study.steps) loadEnvironment(python, gameSpec(study, step));
  bridge.import_ahead(modules);
  if (witness.asked.entropy > before.entropy || bridge.drawn() !== drawn) {
    throw new Refusal("The environment draws random numbers when it is imported.");
  }
  if (witness.asked.clock > before.clock) {
    throw new Refusal("The environment reads the clock when it is imported.");
  }
  if (objectsOf(python) > before.objects) {
    throw new Refusal("The environment holds objects of JavaScript once it is imported.");
  }
  if (filesOf(module) !== before.files) {
    throw new Refusal("The environment opens or writes files when it is imported.");
  }
  bridge.rest();
  bridge.destroy();
}

function copied(module: EmscriptenModule, { memory, heap, table }: Beginning): SnapshotFile {
  clearUnused(module);
  const runs = changedRuns(module.HEAPU8.subarray(0, module._sbrk(0)), memory, heap);
  const { API, LDSO, HEAPU8 } = module;
  return {
    head: {
      build: API.config.BUILD_ID,
      memory: HEAPU8.length,
      heap,
      runs,
      table,
      functions: addedFunctions(module, table),
      handles: Object.entries(LDSO.loadedLibsByHandle).map(([address, { name }]) => [
        Number(address),
        name,
      ]),
      hiwire: API.serializeHiwireState(),
    },
    bytes: gather(HEAPU8, runs),
  };
}

function moduleOf(python: PyodideAPI): EmscriptenModule {
  return (python as unknown as { _module: EmscriptenModule })._module;
}

/** How many objects of JavaScript Python holds beyond those that Pyodide gives it. */
function objectsOf(python: PyodideAPI): number {
  // Pyodide expects the list of loaded packages as it was at first.
  for (const name of Object.keys(python.loadedPackages)) delete python.loadedPackages[name];
  let state: HiwireState;
  try {
    state = moduleOf(python).API.serializeHiwireState();
  } catch (cause) {
    throw new Refusal("The environment holds objects of JavaScript once it is imported.", {
      cause,
    });
  }
  return state.hiwireKeys.filter((key) => key !== null).length;
}

/** Names what a copy of the memory would not have: open files, and those beside Python's own. */
function filesOf({ FS }: EmscriptenModule): string {
  const open = FS.streams.flatMap((stream) => (stream ? [`${stream.fd}`] : []));
  return JSON.stringify([open, ...["/home/pyodide", "/tmp"].map((folder) => FS.readdir(folder))]);
}

/** What Python has had put into the table of functions since the libraries were loaded. */
function addedFunctions({ wasmTable, LDSO }: EmscriptenModule, table: number): [string, string][] {
  const names = new Map<unknown, [string, string]>();
  for (const { name, exports } of Object.values(LDSO.loadedLibsByName)) {
    for (const [symbol, value] of Object.entries(exports)) {
      if (typeof value === "function" && !names.has(value)) names.set(value, [name, symbol]);
    }
  }
  let end = wasmTable.length;
  while (end > table && wasmTable.get(end - 1) === null) end -= 1;
  return Array.from({ length: end - table }, (_, index) => {
    const found = names.get(wasmTable.get(table + index));
    if (found !== undefined) return found;
    throw new Refusal("The environment holds a callback of ctypes once it is imported.");
  });
}
