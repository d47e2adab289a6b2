import { describe, expect, it } from "vitest";
import type { CreateModule } from "../../src/worker/python";
import type { EmscriptenModule, ModuleSettings } from "../../src/worker/snapshot/emscripten";
import { type Library, withLibraries } from "../../src/worker/snapshot/libraries";

/** "\0asm", version 1: a module of nothing. */
const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
const two: Library[] = ["/lib/a.so", "/lib/b.so"].map((name) => ({ name, code: empty }));

/** Starts as Emscripten does: its program waits until nothing is awaited any more. */
function emscripten(loads: (name: string) => Promise<true> = async () => true) {
  const said: string[] = [];
  const create = async ({ preRun }: ModuleSettings) => {
    let ended = () => {};
    const free = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const module = {
      preloadedWasm: {},
      addRunDependency: () => {},
      removeRunDependency: () => ended(),
      loadWebAssemblyModule: async () => ({}),
      loadDynamicLibrary: (name: string) => {
        said.push(name);
        return loads(name);
      },
      reportUndefinedSymbols: () => said.push("all there"),
    } as unknown as EmscriptenModule;
    for (const run of preRun) run(module);
    await free;
    said.push("starts");
    return module;
  };
  const start = (libraries: Promise<Library[]>) => {
    const make = withLibraries(create as unknown as CreateModule, libraries);
    return (make as unknown as typeof create)({ preRun: [] } as unknown as ModuleSettings);
  };
  return { said, start };
}

describe("a module with libraries", () => {
  it("starts once they are loaded, in their order", async () => {
    const { said, start } = emscripten();
    await start(Promise.resolve(two));
    expect(said).toEqual(["/lib/a.so", "/lib/b.so", "all there", "starts"]);
  });

  it("fails where one is not to be had or does not load, in place of waiting for ever", async () => {
    const lost = Promise.reject(new Error("no such file"));
    await expect(emscripten().start(lost)).rejects.toThrow("no such file");
    const { start } = emscripten(() => Promise.reject(new Error("bad library")));
    await expect(start(Promise.resolve(two))).rejects.toThrow("bad library");
  });
});
