/** Starts the locked Python: in the game worker, and under Node for reruns. */

import { loadPyodide, type PyodideAPI } from "pyodide";

/** The default export of `pyodide.asm.js`. */
export type CreateModule = NonNullable<
  NonNullable<Parameters<typeof loadPyodide>[0]>["createPyodideModule"]
>;

export interface PythonSource {
  /** Address or folder of the interpreter's files, slash at its end. */
  core: string;
  /** Imports `pyodide.asm.js`: a static host need not serve `.mjs`, which Pyodide asks for by itself. */
  importModule: () => Promise<CreateModule>;
  /** Text of `pyodide-lock.json`. */
  lock: string;
  /** What the lock's file names are relative to, slash at its end. */
  base: string;
  /** All packages to load: downloaded while the interpreter starts. */
  packages: readonly string[];
  /** Takes the lines that Python prints. */
  print: (line: string) => void;
}

/**
 * Resolves to a Python that has all packages and can import gymnasium.
 *
 * Pyodide checks every package against the SHA-256 in the lock in a browser; not under Node.
 *
 * @param onInterpreter the interpreter is there, the packages are still to come
 * @throws where anything could not be loaded
 */
export async function startPython(
  source: PythonSource,
  onInterpreter: () => void = () => {},
): Promise<PyodideAPI> {
  const createModule = await source.importModule();
  const said: string[] = [];
  const python = await loadPyodide({
    indexURL: source.core,
    createPyodideModule: async (settings) => {
      const module = await createModule(settings);
      onInterpreter();
      return module;
    },
    lockFileContents: source.lock,
    packageBaseUrl: source.base,
    packages: [...source.packages],
    // Sets and dicts of strings are walked through in the same order in every session.
    env: { PYTHONHASHSEED: "0" },
    stdin: () => null,
    stdout: source.print,
    stderr: (line) => said.push(line),
  });
  checkPackages(python, source.packages, said);
  python.setStderr({ batched: source.print });
  installStubs(python);
  return python;
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
