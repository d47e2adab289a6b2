/** From an empty worker to one that can play: downloads, Python, policies. */

import type { PyodideAPI } from "pyodide";
import type { Manifest, OnnxPolicy } from "../generated/contract";
import type { BootStage } from "../shared/protocol";
import { Downloads, type Fetch, throttled } from "./downloads";
import { gameSpec, loadEnvironment } from "./environment";
import { loadPolicies, type MakePolicy } from "./policies";
import { type CreateModule, startPython } from "./python";

/** What every game of the study needs. */
export interface Runtime {
  manifest: Manifest;
  python: PyodideAPI;
  makePolicy: MakePolicy;
  /** When each stage ended, in ms after the boot began. */
  stages: Record<string, number>;
}

/** The part of a worker's global scope that Pyodide and ONNX Runtime download with. */
export interface BootScope {
  fetch: Fetch;
  WebAssembly: Pick<typeof WebAssembly, "instantiateStreaming">;
}

export interface Progress {
  stage: BootStage;
  loaded: number;
  total: number;
}

const progressEveryMs = 100;

/** @throws where any part of the runtime did not load */
export async function boot(
  scope: BootScope,
  root: string,
  manifest: Manifest,
  now: () => number,
  onProgress: (progress: Progress) => void,
): Promise<Runtime> {
  const stages = new Stages(now);
  const downloads = new Downloads(manifest.runtime.files, root);
  const tell = () =>
    onProgress({ stage: stages.current, loaded: downloads.loaded, total: downloads.total });
  downloads.onChange = throttled(tell, progressEveryMs, now);
  const { failed, restore } = watch(scope, downloads);
  try {
    const python = preparePython(scope.fetch, root, manifest, downloads, stages);
    const policies = preparePolicies(scope.fetch, root, manifest, stages);
    const [started, makePolicy] = await Promise.race([Promise.all([python, policies]), failed]);
    return { manifest, python: started, makePolicy, stages: stages.ended };
  } finally {
    restore();
  }
}

/** When each stage of the boot ended. */
class Stages {
  readonly ended: Record<string, number> = {};
  current: BootStage = "interpreter";
  readonly #begun: number;

  constructor(private readonly now: () => number) {
    this.#begun = now();
  }

  end(stage: BootStage, next: BootStage = stage): void {
    this.ended[stage] = this.now() - this.#begun;
    this.current = next;
  }
}

async function preparePython(
  fetch: Fetch,
  root: string,
  manifest: Manifest,
  downloads: Downloads,
  stages: Stages,
): Promise<PyodideAPI> {
  const { core, lock, packages } = manifest.runtime;
  const module = new URL(`${core}pyodide.asm.js`, root).href;
  const python = await startPython(
    {
      core: new URL(core, root).href,
      importModule: async () => {
        const imported: { default: CreateModule } = await import(module);
        downloads.add(module);
        return imported.default;
      },
      lock: await fetchText(fetch, new URL(lock, root).href),
      base: root,
      packages,
      print: (line) => console.info(line),
    },
    () => stages.end("interpreter", "packages"),
  );
  stages.end("packages", "environment");
  for (const step of manifest.steps) {
    if (step.kind === "game") loadEnvironment(python, gameSpec(manifest, step));
  }
  stages.end("environment", "policies");
  return python;
}

async function preparePolicies(
  fetch: Fetch,
  root: string,
  manifest: Manifest,
  stages: Stages,
): Promise<MakePolicy> {
  const wasm = new URL(`${manifest.runtime.ort}ort-wasm-simd-threaded.wasm`, root).href;
  const read = (policy: OnnxPolicy) => fetchPolicy(fetch, root, policy);
  const makePolicy = await loadPolicies(manifest, { wasm: { address: wasm }, read });
  stages.end("policies", stages.current);
  return makePolicy;
}

async function fetchPolicy(fetch: Fetch, root: string, policy: OnnxPolicy): Promise<Uint8Array> {
  const response = await fetched(fetch, new URL(policy.file, root).href, {
    integrity: integrityOf(policy.sha256),
  });
  return new Uint8Array(await response.arrayBuffer());
}

async function fetchText(fetch: Fetch, address: string): Promise<string> {
  return (await fetched(fetch, address)).text();
}

async function fetched(fetch: Fetch, address: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(address, init);
  if (!response.ok) throw new Error(`${address} answered with status ${response.status}.`);
  return response;
}

/** A digest as the web's Subresource Integrity writes it. */
function integrityOf(sha256: string): string {
  const bytes = (sha256.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}

/**
 * Counts downloads, and hears of failures that Pyodide only prints: when its wasm or its standard
 * library does not load, it would wait for ever or start without.
 */
function watch(
  scope: BootScope,
  downloads: Downloads,
): { failed: Promise<never>; restore(): void } {
  const { fetch } = scope;
  const { instantiateStreaming } = scope.WebAssembly;
  let fail: (reason: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // A failure after the boot's end is told by whoever needed the file.
  failed.catch(() => {});
  const counting = downloads.counting(fetch.bind(scope));
  scope.fetch = (input, init) => orNever(counting(input, init), fail);
  scope.WebAssembly.instantiateStreaming = (source, imports) =>
    orNever(instantiateStreaming.call(scope.WebAssembly, source, imports), fail);
  const restore = () => {
    scope.fetch = fetch;
    scope.WebAssembly.instantiateStreaming = instantiateStreaming;
  };
  return { failed, restore };
}

/** The boot is over once anything has failed: nobody shall go on from there, or complain again. */
function orNever<T>(promise: Promise<T>, fail: (reason: unknown) => void): Promise<T> {
  return promise.catch((reason: unknown) => {
    fail(reason);
    return new Promise<T>(() => {});
  });
}
