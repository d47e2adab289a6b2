import { describe, expect, it } from "vitest";
import { Downloads } from "../../src/worker/downloads";
import { type FetchingScope, watch } from "../../src/worker/watch";

const root = "https://lab.example/study/";
const needed = `${root}core/a.wasm`;
const code = `${root}core/code.wasm`;
const lost = new TypeError("Failed to fetch");

/** A host that is down. */
function scopeWithoutNetwork(): FetchingScope {
  return {
    fetch: () => Promise.reject(lost),
    WebAssembly: {
      instantiate: WebAssembly.instantiate,
      instantiateStreaming: () => Promise.reject(lost),
    },
  };
}

/** "\0asm", version 1: a module of nothing. */
const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));

function watched(module: Promise<WebAssembly.Module> = Promise.resolve(empty)) {
  const scope = scopeWithoutNetwork();
  const own = functionsOf(scope);
  const files = ["core/a.wasm", "core/code.wasm"].map((path) => ({ path, size: 1 }));
  const downloads = new Downloads(files, root);
  return { scope, own, ...watch(scope, downloads, { address: code, module }) };
}

function functionsOf({ fetch, WebAssembly }: FetchingScope) {
  return [fetch, WebAssembly.instantiateStreaming];
}

/** What has settled once everything has run that could. */
async function settled(promise: Promise<unknown>): Promise<string> {
  const later = new Promise((resolve) => setTimeout(() => resolve("never")));
  return (await Promise.race([promise.then(String, String), later])) as string;
}

describe("a boot", () => {
  it("ends where a file fails that it needs, and whoever asked for it does not go on", async () => {
    const { scope, failed } = watched();
    expect(await settled(scope.fetch(needed))).toBe("never");
    expect(await settled(failed)).toContain("a.wasm could not be loaded");
  });

  it("ends where its own request fails, though nobody counts that file", async () => {
    const { fetch, failed } = watched();
    expect(await settled(fetch(`${root}pyodide-lock.json`))).toBe("never");
    expect(await settled(failed)).toContain("pyodide-lock.json could not be loaded");
  });

  it("ends where WebAssembly does not compile", async () => {
    const { scope, failed } = watched();
    expect(
      await settled(scope.WebAssembly.instantiateStreaming(Promise.resolve(new Response()))),
    ).toBe("never");
    expect(await settled(failed)).toContain("Failed to fetch");
  });

  it("goes on where a request of an author's code fails, which hears of it", async () => {
    const { scope, failed } = watched();
    await expect(scope.fetch("https://elsewhere.example/levels.json")).rejects.toBe(lost);
    await expect(scope.fetch(new Request(`${root}levels.json`))).rejects.toBe(lost);
    expect(await settled(failed)).toBe("never");
  });

  it("goes on where something fails that it can do without", async () => {
    const { tryFetch, failed } = watched();
    await expect(tryFetch(needed)).rejects.toThrow("could not be loaded");
    expect(await settled(failed)).toBe("never");
  });

  it("gives code that comes already to whoever asks for it, each time anew", async () => {
    const { scope } = watched();
    const instantiate = () => scope.WebAssembly.instantiateStreaming(scope.fetch(code));
    const [first, second] = [await instantiate(), await instantiate()];
    expect([first.module, second.module]).toEqual([empty, empty]);
    expect(first.instance).not.toBe(second.instance);
  });

  it("hears of code that does not come only when somebody waits for it", async () => {
    const coming = Promise.reject(lost);
    coming.catch(() => {});
    const { scope, failed } = watched(coming);
    expect(await settled(failed)).toBe("never");
    void scope.WebAssembly.instantiateStreaming(scope.fetch(code));
    expect(await settled(failed)).toContain("Failed to fetch");
  });

  it("gives the scope its functions back, and whoever has kept the other one is served", async () => {
    const { scope, own, restore } = watched();
    const kept = scope.fetch;
    expect(functionsOf(scope)).not.toEqual(own);
    restore();
    expect(functionsOf(scope)).toEqual(own);
    await expect(kept(needed)).rejects.toBe(lost);
  });
});
