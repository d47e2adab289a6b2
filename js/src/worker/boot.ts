/** From an empty worker to one that can play: downloads, Python, policies. */

/// <reference path="./pyodide-module.d.ts" />

import type { PyodideAPI } from "pyodide";
// In this bundle, which the page may have compressed where a script of its own could not be.
import createModule from "pyodide/pyodide.asm.mjs";
import type { File, Manifest, OnnxPolicy } from "../generated/contract";
import type { Form } from "../shared/form";
import type { BootStage } from "../shared/protocol";
import { openArchives, requestNow } from "./archives";
import { Downloads, type Fetch, throttled } from "./downloads";
import { gameSpec, loadEnvironment } from "./environment";
import { type MakePolicy, needsModel, openPolicies, type Policies } from "./policies";
import { type CreateModule, type FilesSource, startPython } from "./python";

/** What every game of the study needs. */
export interface Runtime {
  manifest: Manifest;
  python: PyodideAPI;
  makePolicy: MakePolicy;
  /** Resolves when the models are loaded, which games without one need not wait for. */
  models: Promise<void>;
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

/**
 * @param form in which the host is asked for large files
 * @throws where any part of the runtime did not load
 */
export async function boot(
  scope: BootScope,
  root: string,
  manifest: Manifest,
  now: () => number,
  onProgress: (progress: Progress) => void,
  form: Form = "plain",
): Promise<Runtime> {
  const stages = new Stages(now);
  const game = manifest.steps.find((step) => step.kind === "game");
  const needsModels = game !== undefined && needsModel(manifest, game);
  const downloads = new Downloads(
    manifest.runtime.files,
    root,
    form,
    isAwaited(manifest, needsModels),
  );
  const tell = () =>
    onProgress({ stage: stages.current, loaded: downloads.loaded, total: downloads.total });
  downloads.onChange = throttled(tell, progressEveryMs, now);
  const { failed, restore } = watch(scope, downloads);
  const started = preparePython(scope.fetch, root, manifest, stages);
  const policies = preparePolicies(scope.fetch, root, manifest);
  // What the first game can do without leaves link and processor to what it needs.
  const loading = (needsModels ? policies.load() : started.then(policies.load)).then(() =>
    stages.end("policies", stages.current),
  );
  const models = Promise.race([loading, failed]).finally(restore);
  // Whoever waits for them hears of it.
  models.catch(() => {});
  const [python] = await Promise.race([Promise.all([started, needsModels && loading]), failed]);
  downloads.onChange = () => {};
  return { manifest, python, makePolicy: policies.make, models, stages: stages.ended };
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
  stages: Stages,
): Promise<PyodideAPI> {
  const { core, lock, packages } = manifest.runtime;
  const python = await startPython(
    {
      core: new URL(core, root).href,
      importModule: async () => createModule as CreateModule,
      lock: fetchText(fetch, new URL(lock, root).href),
      base: root,
      packages,
      files: pythonFiles(fetch, root, manifest),
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

/** Their download begins at once, beside that of the interpreter. */
function pythonFiles(fetch: Fetch, root: string, { runtime }: Manifest): FilesSource | null {
  const { python } = runtime;
  if (!python) return null;
  const get = (address: string) => fetched(fetch, address);
  return { folder: python.folder, sources: openArchives(python, root, get, requestNow) };
}

function preparePolicies(fetch: Fetch, root: string, manifest: Manifest): Policies {
  const wasm = new URL(`${manifest.runtime.ort}ort-wasm-simd-threaded.wasm`, root).href;
  const read = (policy: OnnxPolicy) => fetchPolicy(fetch, root, policy);
  return openPolicies(manifest, { wasm: { address: wasm }, read });
}

/** Whether the first game waits for a file; files of models count only if it has one. */
function isAwaited({ runtime, policies }: Manifest, needsModels: boolean): (file: File) => boolean {
  const ofModels = Object.values(policies).flatMap((policy) =>
    policy.kind === "onnx" ? [policy.file] : [],
  );
  return ({ path }) => needsModels || !(path.startsWith(runtime.ort) || ofModels.includes(path));
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
