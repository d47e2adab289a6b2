/** A module of Python's, for as long as something is done with it. */

import type { PyodideAPI } from "pyodide";

/** @param use may not keep the module's proxy */
export function withModule<T>(
  python: PyodideAPI,
  name: string,
  use: (module: ReturnType<PyodideAPI["pyimport"]>) => T,
): T {
  const module = python.pyimport(name);
  try {
    return use(module);
  } finally {
    module.destroy();
  }
}
