import { expect, it, vi } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import { type BootScope, boot, type Progress } from "../../src/worker/boot";
import type { Start, Started } from "../../src/worker/start";
import type { Choice } from "../../src/worker/way";

const root = "https://lab.example/study/v/0a/";
const core = "core/";
const starting = vi.hoisted(() => ({
  end: (_: unknown) => {},
  choose: (_: unknown) => {},
}));

vi.mock("../../src/worker/start", async (original) => ({
  ...(await original<object>()),
  start: ({ onChoice }: Start) =>
    new Promise((resolve) => {
      starting.end = resolve;
      starting.choose = (way) => onChoice({ way, why: "" } as Choice);
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

it("tells a total once it is known how Python is started, and then no other", async () => {
  const { instantiate, compileStreaming, instantiateStreaming } = WebAssembly;
  const scope = {
    fetch: async (address: string) =>
      address.endsWith(".wasm")
        ? new Response(empty, { headers: { "content-type": "application/wasm" } })
        : new Response(new Uint8Array(100)),
    WebAssembly: { instantiate, compileStreaming, instantiateStreaming },
    navigator: {},
  } as unknown as BootScope;
  const snapshot = { file: { path: "snapshot.bin", size: 100 }, early: ["both"] };
  const python = { early: ["both", "one"] };
  const files = [
    ...manifest.runtime.files,
    { path: "both", size: 10 },
    { path: "one", size: 20 },
    { path: "ort/ort.wasm", size: 7 },
  ];
  const runtime = { ...manifest.runtime, files, python, snapshot };
  const told: Progress[] = [];
  let now = 0;
  const booting = boot(
    scope,
    root,
    { ...manifest, runtime } as unknown as Manifest,
    () => (now += 1000),
    (progress) => told.push(progress),
  );
  await vi.waitFor(() => expect(told.at(-1)?.loaded).toBe(empty.length));
  expect(told.map(({ total }) => total)).toEqual(told.map(() => 0));
  starting.choose("snapshot");
  const before = told.length;
  for (const path of ["snapshot.bin", "both", "ort/ort.wasm"]) {
    await (await scope.fetch(`${root}${path}`)).arrayBuffer();
  }
  const after = told.slice(before);
  expect(new Set(after.map(({ total }) => total))).toEqual(new Set([empty.length + 117]));
  expect(after.at(-1)?.loaded).toBe(after.at(-1)?.total);
  starting.end({ python: {}, way: "snapshot", why: "" } as Started);
  await booting;
});
