import { afterEach, describe, expect, it, vi } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import type { WorkerPort } from "../../src/page/game-client";
import { downloadsOf, LateWorker, startUnpackedWorker } from "../../src/page/late-worker";
import { gzip } from "../../src/shared/bytes";
import type { ToPage, ToWorker } from "../../src/shared/protocol";

class FakeWorker implements WorkerPort {
  onmessage: ((event: MessageEvent<ToPage>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly received: ToWorker[] = [];
  ended = false;

  postMessage(message: ToWorker): void {
    this.received.push(message);
  }

  terminate(): void {
    this.ended = true;
  }
}

const flush: ToWorker = { type: "flush" };
const ping: ToWorker = { type: "ping" };
const flushed = { data: { type: "flushed" } } as MessageEvent<ToPage>;

describe("a worker that is still to come", () => {
  it("gets what was sent before, in its order, and answers", async () => {
    const worker = new FakeWorker();
    const starting = Promise.resolve(worker);
    const late = new LateWorker(starting);
    const heard: ToPage[] = [];
    late.onmessage = ({ data }) => heard.push(data);
    late.postMessage(flush, []);
    expect(worker.received).toEqual([]);
    await starting;
    late.postMessage(ping, []);
    worker.onmessage?.(flushed);
    expect(worker.received).toEqual([flush, ping]);
    expect(heard).toEqual([flushed.data]);
  });

  it("is ended if it comes after its end", async () => {
    const worker = new FakeWorker();
    const starting = Promise.resolve(worker);
    const late = new LateWorker(starting);
    late.postMessage(flush, []);
    late.terminate();
    await starting;
    expect(worker.ended).toBe(true);
    expect(worker.received).toEqual([]);
  });
});

describe("a script that comes as gzip", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is unpacked in browsers of before `Response.bytes`, too", async () => {
    const blobs: Blob[] = [];
    vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
      blobs.push(blob as Blob);
      return "blob:script";
    });
    vi.stubGlobal("Worker", FakeWorker);
    const packed = await gzip(new TextEncoder().encode("postMessage(1)"));
    const response = Object.assign(new Response(packed), { bytes: undefined });
    await startUnpackedWorker(new URL("https://lab.example/worker.js.gz"), async () => response);
    expect(await Promise.all(blobs.map((blob) => blob.text()))).toEqual(["postMessage(1)"]);
  });
});

describe("what is kept for going offline", () => {
  it("has the form that the worker has asked for", () => {
    const runtime = {
      lock: "pyodide-lock.json",
      core: "../../rt/1/core/",
      python: {},
      files: [
        { path: "python/used.bin", size: 9, gzip: true },
        { path: "policies/a.onnx", size: 1, gzip: false },
      ],
      snapshot: { file: { path: "python/snapshot.bin", size: 5, gzip: true } },
    };
    const base = new URL("https://lab.example/study/v/2/");
    const kept = downloadsOf({ runtime } as unknown as Manifest, base, "gzip", null);
    expect(kept).toEqual([
      "https://lab.example/study/v/2/worker.js.gz",
      "https://lab.example/study/v/2/pyodide-lock.json",
      "https://lab.example/study/rt/1/core/python_stdlib.zip",
      "https://lab.example/study/v/2/python/used.bin.gz",
      "https://lab.example/study/v/2/policies/a.onnx",
    ]);
    const restored = downloadsOf({ runtime } as unknown as Manifest, base, "plain", "snapshot");
    expect(restored.at(-1)).toBe("https://lab.example/study/v/2/python/snapshot.bin");
  });
});
