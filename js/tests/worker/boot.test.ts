import { expect, it, vi } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import { type BootScope, boot } from "../../src/worker/boot";
import type { Started } from "../../src/worker/start";

const root = "https://lab.example/study/v/0a/";
const core = "core/";
const starting = vi.hoisted(() => ({ end: (_: unknown) => {} }));

vi.mock("../../src/worker/start", async (original) => ({
  ...(await original<object>()),
  start: () =>
    new Promise((resolve) => {
      starting.end = resolve;
    }),
}));
vi.mock("../../src/worker/policies", () => ({
  needsModel: () => true,
  openPolicies: () => ({ load: async () => {}, make: () => null }),
}));

/** "\0asm", version 1: a module of nothing. */
const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const manifest = {
  steps: [{ kind: "game" }],
  policies: {},
  assets: { images: {}, atlases: {}, sounds: {} },
  runtime: { core, files: [{ path: `${core}pyodide.asm.wasm`, size: empty.length }], ort: "ort/" },
} as unknown as Manifest;

it("lets Python use the interpreter that it has asked for, though the models were there first", async () => {
  const { instantiate, compileStreaming, instantiateStreaming } = WebAssembly;
  const scope = {
    fetch: async () => new Response(empty, { headers: { "content-type": "application/wasm" } }),
    WebAssembly: { instantiate, compileStreaming, instantiateStreaming },
    navigator: {},
  } as unknown as BootScope;
  const own = scope.fetch;
  const booting = boot(
    scope,
    root,
    manifest,
    () => 0,
    () => {},
  );
  const asked = scope.fetch(`${root}${core}pyodide.asm.wasm`);
  await new Promise((resolve) => setTimeout(resolve)); // the models are there
  expect(scope.fetch).not.toBe(own);
  const { module } = await scope.WebAssembly.instantiateStreaming(asked);
  expect(WebAssembly.Module.exports(module)).toEqual([]);
  starting.end({ python: {}, way: "pyc", why: "" } as Started);
  await booting;
  expect(scope.fetch).toBe(own);
  expect(scope.WebAssembly.instantiateStreaming).toBe(instantiateStreaming);
});
