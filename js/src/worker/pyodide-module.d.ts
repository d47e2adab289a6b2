/** Pyodide's glue to its WebAssembly: the package has no types for it. */
declare module "pyodide/pyodide.asm.mjs" {
  const createModule: (settings: unknown) => Promise<unknown>;
  export default createModule;
}
