import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/worker/engine";
import { openerOf } from "../../src/worker/webgpu";

const files = { script: "https://lab.example/webgpu.js", wasm: "https://lab.example/webgpu.wasm" };
const model = Uint8Array.of(1);
const engine = {} as Engine;
const never = new Promise<never>(() => {});
const noTimer = () => () => {};

const gpuOf = (adapter: Promise<object | null>) => ({ requestAdapter: () => adapter });

describe("openerOf", () => {
  it("loads the script only where there is a graphics processor", async () => {
    const loaded: string[] = [];
    const load = async (script: string) => {
      loaded.push(script);
      return { open: async () => engine };
    };
    await expect(openerOf(undefined, files, load, noTimer)(model)).rejects.toThrow(
      "This browser has no WebGPU.",
    );
    await expect(
      openerOf(gpuOf(Promise.resolve(null)), files, load, noTimer)(model),
    ).rejects.toThrow("WebGPU finds no graphics processor here.");
    expect(loaded).toEqual([]);
    await expect(openerOf(gpuOf(Promise.resolve({})), files, load, noTimer)(model)).resolves.toBe(
      engine,
    );
    expect(loaded).toEqual([files.script]);
  });

  it("gives up on a driver that never answers", async () => {
    const atOnce = (run: () => void) => {
      run();
      return () => {};
    };
    const load = async () => ({ open: () => never });
    const opening = openerOf(gpuOf(never), files, load, atOnce)(model);
    await expect(opening).rejects.toThrow("WebGPU was not ready within 20 s.");
  });
});
