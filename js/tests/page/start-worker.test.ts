import { describe, expect, it } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import { type FormHost, first, formOf } from "../../src/page/start-worker";
import { interpreterOf } from "../../src/worker/ask";

const root = new URL("https://lab.example/study/");
const base = new URL("v/0a/", root);
const runtime = {
  core: "../../rt/1/core/",
  python: { folder: "/lib", listing: "python/files.json", early: ["python/used.bin", "own.bin"] },
  files: [
    { path: "policies/a.onnx", size: 1 },
    { path: "python/used.bin", size: 1, gzip: true },
    { path: "python/files.json", size: 1, gzip: true },
    { path: "own.bin", size: 1 },
    { path: "../../rt/1/core/pyodide.asm.wasm", size: 1, gzip: true },
  ],
};
const filesOf = (runtime: object) => ({ manifest: { runtime } as Manifest, base, root });
const names = (runtime: object) =>
  first(filesOf(runtime)).map(({ address }) => address.split("/").at(-1));

function host(kept: string[], sizes: [number, number], controlled = true): FormHost {
  const entry = { encodedBodySize: sizes[0], decodedBodySize: sizes[1] };
  return {
    serviceWorker: controlled ? {} : null,
    caches: {
      match: async (address) => (kept.includes(String(address)) ? new Response("") : undefined),
    },
    timing: { getEntriesByName: () => [entry as unknown as PerformanceEntry] },
  };
}

describe("the form of a site's files", () => {
  const all = ["worker.js", ...runtime.files.map(({ path }) => path)].map(
    (path) => new URL(path, base).href,
  );

  it("is `kept` where the service worker has every file of this version", async () => {
    expect(await formOf(filesOf(runtime), host(all, [9, 9]))).toBe("kept");
    expect(await formOf(filesOf(runtime), host(all.slice(1), [9, 9]))).toBe("gzip");
    expect(await formOf(filesOf(runtime), host(all, [9, 9], false))).toBe("gzip");
  });

  it("is what the host sends the manifest in", async () => {
    expect(await formOf(filesOf(runtime), host([], [4, 9]))).toBe("plain");
    expect(await formOf(filesOf({ ...runtime, python: null }), host([], [9, 9]))).toBe("plain");
  });
});

describe("what is asked for before the worker's script is there", () => {
  it("is the interpreter", () => {
    const address = new URL("rt/1/core/pyodide.asm.wasm", root).href;
    expect(interpreterOf({ runtime } as Manifest, base)).toEqual({ address, gzip: true });
  });

  it("is the archives that any start needs", () => {
    expect(names(runtime)).toEqual(["used.bin", "files.json", "own.bin"]);
  });

  it("is only what a start from a snapshot needs too, where there is one", () => {
    const snapshot = { early: ["own.bin"] };
    expect(names({ ...runtime, snapshot })).toEqual(["files.json", "own.bin"]);
  });
});
