/** From an empty worker to one that can play: downloads, Python, policies. */

import type { PyodideAPI } from "pyodide";
import type { DonorActions, DonorFile, File, Manifest, OnnxPolicy } from "../generated/contract";
import type { Form } from "../shared/form";
import type { BootStage, Way } from "../shared/protocol";
import { ask, type Fetch, interpreterOf } from "./ask";
import { type Code, type Compile, compiling } from "./code";
import { Downloads, throttled } from "./downloads";
import type { EarlyScope } from "./early";
import type { Provided } from "./engine";
import type { Trial } from "./engine-trial";
import { Hooks } from "./hook";
import { type MakePolicy, needsModel, openPolicies, type Policies } from "./policies";
import { fetchDonor, fetchPicture, fetchPolicy } from "./site-files";
import { start } from "./start";
import { Pictures } from "./view/pictures";
import { type FetchingScope, watch } from "./watch";
import { type Choice, thisVisit, type VisitScope } from "./way";
import { type Gpu, type OpenOnWebGpu, openerOf } from "./webgpu";

/** What every game of the study needs. */
export interface Runtime {
  manifest: Manifest;
  python: PyodideAPI;
  makePolicy: MakePolicy;
  /** What stands beside the games: their state lasts over all of them. */
  hooks: Hooks;
  /** The images that games draw with. */
  pictures: Pictures;
  /** Loads what a donor did. */
  readDonor: (file: DonorFile) => Promise<DonorActions>;
  /**
   * Resolves when the models are loaded, which begins with the first call: games without one need not
   * wait for them, nor share the link and the processor with them.
   */
  loadModels: () => Promise<void>;
  /** When each stage ended, in ms after the boot began. */
  stages: Record<string, number>;
  /** How Python was started, and why so. */
  choice: Choice;
}

/** The part of a worker's global scope that is looked at, and that is downloaded with. */
export interface BootScope extends Pick<EarlyScope, "early" | "code">, VisitScope, FetchingScope {
  WebAssembly: FetchingScope["WebAssembly"] & Compile;
  navigator: VisitScope["navigator"] & { gpu?: Gpu };
}

export interface Progress {
  stage: BootStage;
  /** Bytes, as they are unpacked. */
  loaded: number;
  /** Of all that this boot waits for; 0: it is not known yet how Python is started, and so what is. */
  total: number;
}

const progressEveryMs = 100;

/**
 * @param form in which the host is asked for large files
 * @param wanted how Python is to be started; null: as is best here
 * @param onProvided hears what runs a model, of those that may run on WebGPU
 * @throws where any part of the runtime did not load
 */
export async function boot(
  scope: BootScope,
  root: string,
  manifest: Manifest,
  now: () => number,
  onProgress: (progress: Progress) => void,
  form: Form = "plain",
  wanted: Way | null = null,
  onProvided: (provided: Provided) => void = () => {},
): Promise<Runtime> {
  const stages = new Stages(now);
  const game = manifest.steps.find((step) => step.kind === "game");
  const needsModels = game !== undefined && needsModel(manifest, game);
  const isAwaited = awaited(manifest, needsModels);
  const { files, snapshot } = manifest.runtime;
  const all = snapshot ? [...files, snapshot.file] : files;
  const downloads = new Downloads(all, root, form, isAwaited("pyc"), scope.early);
  let isChosen = false;
  const tell = () =>
    onProgress({
      stage: stages.current,
      loaded: downloads.loaded,
      total: isChosen ? downloads.total : 0,
    });
  downloads.onChange = throttled(tell, progressEveryMs, now);
  const plainFetch: Fetch = scope.fetch.bind(scope);
  const code =
    scope.code ?? compileInterpreter(scope.WebAssembly, plainFetch, root, manifest, form);
  downloads.follow(code);
  const { failed, fetch, tryFetch, restore } = watch(scope, downloads, code);
  const started = start({
    manifest,
    root,
    fetch,
    read: (address) => downloads.bytes(plainFetch, address),
    visit: (measured) =>
      thisVisit(scope, wanted, new URL(snapshot?.file.path ?? "", root).href, measured),
    onStage: (ended, next) => {
      stages.end(ended, next);
      tell();
    },
    onChoice: ({ way }) => {
      downloads.count(isAwaited(way));
      isChosen = true;
      tell();
    },
  });
  const picturing = preparePictures(fetch, root, manifest);
  // A game whose model is lost fails by itself, when it is its turn.
  const policies = preparePolicies(tryFetch, plainFetch, root, manifest, {
    open: webGpuOpener(scope.navigator.gpu, root, manifest),
    now,
    tell: onProvided,
  });
  const loadModels = once(async () => {
    try {
      await Promise.race([policies.load(), failed]);
      stages.end("policies", stages.current);
    } finally {
      // Python may be on its way still, between its request for the interpreter and the use of it.
      started.then(restore, restore);
    }
  });
  const needed = Promise.all([started, picturing, needsModels && loadModels()]);
  const [here, pictures] = await Promise.race([needed, failed]);
  downloads.onChange = () => {};
  const { python, ...choice } = here;
  return {
    manifest,
    python,
    pictures,
    hooks: new Hooks(python),
    readDonor: (file) => fetchDonor(scope.fetch, root, file),
    makePolicy: policies.make,
    loadModels,
    stages: stages.ended,
    choice,
  };
}

/** Where no early script has begun with it. */
function compileInterpreter(
  assembly: Compile,
  fetch: Fetch,
  root: string,
  manifest: Manifest,
  form: Form,
): Code {
  const file = interpreterOf(manifest, root);
  return compiling(assembly, file.address, ask(fetch, file, form), form);
}

/** Does it at the first call; whoever waits for it hears how it ends. */
function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= action();
    done.catch(() => {});
    return done;
  };
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

function preparePolicies(
  fetch: Fetch,
  plainFetch: Fetch,
  root: string,
  manifest: Manifest,
  trial: Trial,
): Policies {
  const wasm = new URL(`${manifest.runtime.ort}ort-wasm-simd-threaded.wasm`, root).href;
  const read = (policy: OnnxPolicy) => fetchPolicy(fetch, plainFetch, root, policy);
  return openPolicies(manifest, { wasm: { address: wasm }, read, trial });
}

function webGpuOpener(gpu: Gpu, root: string, { runtime }: Manifest): OpenOnWebGpu {
  const { webgpu } = runtime;
  if (!webgpu) return () => Promise.reject(new Error("The site has no ONNX Runtime for WebGPU."));
  const [script, wasm] = [webgpu.script, webgpu.wasm].map((path) => new URL(path, root).href);
  const files = { script: script as string, wasm: wasm as string };
  return openerOf(gpu, files, (address) => import(address));
}

function preparePictures(fetch: Fetch, root: string, { assets }: Manifest): Promise<Pictures> {
  return Pictures.load(assets, (picture) => fetchPicture(fetch, root, picture));
}

/** Whether the first game waits for a file; files of models count only if it has one. */
function awaited(
  { runtime, policies }: Manifest,
  needsModels: boolean,
): (way: Way) => (file: File) => boolean {
  const { python, snapshot } = runtime;
  const early = (way: Way) => (way === "snapshot" ? snapshot : python)?.early ?? [];
  const all = [...early("pyc"), ...early("snapshot"), ...(snapshot ? [snapshot.file.path] : [])];
  const ofModels = Object.values(policies).flatMap((policy) =>
    policy.kind === "onnx" ? [policy.file] : [],
  );
  return (way) =>
    ({ path }) => {
      if (path === snapshot?.file.path) return way === "snapshot";
      if (all.includes(path)) return early(way).includes(path);
      return needsModels || !(path.startsWith(runtime.ort) || ofModels.includes(path));
    };
}
