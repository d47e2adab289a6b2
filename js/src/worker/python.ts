/** Starts the locked Python: in the game worker, and under Node for reruns. */

import type { loadPyodide, PyodideAPI } from "pyodide";
import { type FileSystem, installFiles, type Source } from "./python-files";

type Options = NonNullable<Parameters<typeof loadPyodide>[0]>;

/** The default export of `pyodide.asm.js`. */
export type CreateModule = NonNullable<Options["createPyodideModule"]>;

export interface PythonSource {
  /** Address or folder of the interpreter's files, slash at its end. */
  core: string;
  /** Imports `pyodide.asm.js`: a static host need not serve `.mjs`, which Pyodide asks for by itself. */
  importModule: () => Promise<CreateModule>;
  /** Text of `pyodide-lock.json`. */
  lock: Promise<string>;
  /** What the lock's file names are relative to, slash at its end. */
  base: string;
  /** All packages to load: downloaded while the interpreter starts; not looked at if `files` is there. */
  packages: readonly string[];
  /** The standard library and all packages; null: they are loaded as Pyodide does it by itself. */
  files: FilesSource | null;
  /** Takes the lines that Python prints. */
  print: (line: string) => void;
}

export interface FilesSource {
  /** Where they go, absolute, without a slash at its end. */
  folder: string;
  /** Awaited before the interpreter starts. */
  sources: Promise<Source[]>;
  /** Told of each file of a late archive when it is first opened. */
  opened?: (path: string) => void;
}

/**
 * Resolves to a Python that has all packages and can import gymnasium.
 *
 * Pyodide checks every package against the SHA-256 in the lock in a browser; not under Node.
 *
 * @param onInterpreter the interpreter is there, the packages are still to come
 * @param further Pyodide's own options besides
 * @throws where anything could not be loaded
 */
export async function startPython(
  source: PythonSource,
  onInterpreter: () => void = () => {},
  further: Options = {},
): Promise<PyodideAPI> {
  const { files } = source;
  // Its download and that of the WebAssembly, which `loadPyodide` begins, go side by side.
  const importing = source.importModule();
  // Only now, since Pyodide compiles WebAssembly where it is imported. Where the body of a script does
  // that itself, V8 parses all of that script once more, for the place in it.
  const { loadPyodide } = await import("pyodide");
  const said: string[] = [];
  const loading = loadPyodide({
    indexURL: source.core,
    createPyodideModule: async (settings) => {
      const createModule = await importing;
      const module = await createModule(settings);
      onInterpreter();
      return module;
    },
    lockFileContents: source.lock,
    packageBaseUrl: source.base,
    packages: files === null ? [...source.packages] : [],
    env: environmentVariables(files),
    stdin: () => null,
    stdout: source.print,
    stderr: (line) => said.push(line),
    ...(files && { fsInit: (fs) => install(fs as unknown as FileSystem, files) }),
    ...further,
  });
  const python = await Promise.race([loading, failureOf(files)]);
  if (files === null) checkPackages(python, source.packages, said);
  python.setStderr({ batched: source.print });
  installStubs(python);
  return python;
}

function environmentVariables(files: FilesSource | null): Record<string, string> {
  const variables = {
    // Sets and dicts of strings are walked through in the same order in every session.
    PYTHONHASHSEED: "0",
    // Else the browser's language, and the name of whatever program this runs in.
    LANG: "C.UTF-8",
    _: "python",
  };
  return files === null ? variables : { ...variables, PYTHONPATH: files.folder };
}

async function install(fs: FileSystem, { folder, sources, opened }: FilesSource): Promise<void> {
  installFiles(fs, folder, await sources, opened);
}

/** Rejects where the files do not come: Pyodide would wait for them for ever. */
function failureOf(files: FilesSource | null): Promise<never> {
  return new Promise((_, reject) => files?.sources.catch(reject));
}

/** Pyodide only prints which packages failed to load, and goes on without them. */
function checkPackages(python: PyodideAPI, packages: readonly string[], said: string[]): void {
  const missing = packages.filter((name) => !(name in python.loadedPackages));
  if (missing.length === 0) return;
  throw new Error([`Python packages did not load: ${missing.join(", ")}.`, ...said].join("\n"));
}

function installStubs(python: PyodideAPI): void {
  const stubs = python.pyimport("gymbrowser.bridge.stubs");
  stubs.install();
  stubs.destroy();
}
