/** Starts the site's Python, in the way that suits this visit. */

/// <reference path="./pyodide-module.d.ts" />

import type { PyodideAPI } from "pyodide";
// In this bundle, which the page may have compressed where a script of its own could not be.
import createModule from "pyodide/pyodide.asm.mjs";
import type { Manifest, Snapshot } from "../generated/contract";
import { messageOf } from "../shared/errors";
import type { BootStage } from "../shared/protocol";
import { Archives, checked, requestNow } from "./archives";
import type { Fetch } from "./ask";
import { gameSpec, loadEnvironment } from "./environment";
import { type CreateModule, type PythonSource, startPython } from "./python";
import { fileIn, type Source } from "./python-files";
import { fetched } from "./site-files";
import { decode, type SnapshotFile } from "./snapshot/file";
import { type Library, librariesOf, withLibraries } from "./snapshot/libraries";
import { restorePython } from "./snapshot/restore";
import { wake } from "./snapshot/wake";
import { keepTextsInside } from "./texts";
import { type Choice, chooseWay, type Measured, type Visit } from "./way";

export interface Started extends Choice {
  python: PyodideAPI;
}

export interface Start {
  manifest: Manifest;
  /** Absolute address of the manifest's folder, slash at its end. */
  root: string;
  /** A boot does not survive the failure of one of its downloads. */
  fetch: Fetch;
  /** All bytes of a file that it can do without, by its absolute address. */
  read: (address: string) => Promise<Uint8Array<ArrayBuffer>>;
  visit: (measured: Measured) => Visit;
  onStage: (ended: BootStage, next: BootStage) => void;
  /** Told once it is decided what is waited for. */
  onChoice: (choice: Choice) => void;
}

/** @throws where Python does not start from files either */
export async function start(given: Start): Promise<Started> {
  const started = await startedAsSuits(given);
  keepTextsInside(started.python);
  return started;
}

async function startedAsSuits(given: Start): Promise<Started> {
  const { root, manifest, onChoice } = given;
  const { python, snapshot } = manifest.runtime;
  if (!python) {
    const choice = await chooseWay(manifest, given.visit({ address: "", size: 0, arrived: never }));
    onChoice(choice);
    return { ...choice, python: await fromFiles(given, null) };
  }
  const get = (address: string) => fetched(given.fetch, address);
  const archives = new Archives(python, root, get, requestNow);
  const [first = ""] = (snapshot ?? python).early;
  const arrived = archives.open((snapshot ?? python).early);
  arrived.catch(() => {});
  const size = manifest.runtime.files.find(({ path }) => path === first)?.size ?? 0;
  const measured = { address: new URL(first, root).href, size, arrived };
  const choice = await chooseWay(manifest, given.visit(measured));
  onChoice(choice);
  if (choice.way !== "snapshot" || !snapshot) {
    const libraries = snapshot?.libraries ?? [];
    return { ...choice, python: await fromFiles(given, archives, libraries) };
  }
  try {
    return { ...choice, python: await fromSnapshot(given, archives, snapshot) };
  } catch (error) {
    console.warn("The snapshot could not be used; Python starts from its files instead.", error);
    const reason = messageOf(error);
    const fallback: Choice = { way: "pyc", why: `The snapshot could not be used: ${reason}` };
    onChoice(fallback);
    return { ...fallback, python: await fromFiles(given, archives) };
  }
}

const never = new Promise<never>(() => {});

/** @param ahead shared libraries that were loaded before Python started when the site was built */
async function fromFiles(
  given: Start,
  archives: Archives | null,
  ahead: readonly string[] = [],
): Promise<PyodideAPI> {
  const { manifest, onStage } = given;
  const files = manifest.runtime.python;
  const sources = archives && files ? archives.open(files.early) : null;
  const source = pythonSource(given, sources);
  if (sources && ahead.length > 0) {
    const libraries = compiled(given, sources, ahead);
    const { importModule } = source;
    source.importModule = async () => withLibraries(await importModule(), libraries);
  }
  const python = await startPython(source, () => onStage("interpreter", "packages"));
  onStage("packages", "environment");
  for (const step of manifest.steps) {
    if (step.kind === "game") loadEnvironment(python, gameSpec(manifest, step));
  }
  onStage("environment", "policies");
  return python;
}

/** @throws where it cannot be restored here, or is not what was proven when the site was built */
async function fromSnapshot(
  given: Start,
  archives: Archives,
  snapshot: Snapshot,
): Promise<PyodideAPI> {
  const { manifest, onStage } = given;
  const file = download(given, snapshot);
  // It is told when the interpreter is there.
  file.catch(() => {});
  const sources = archives.open(snapshot.early);
  const libraries = compiled(given, sources, snapshot.libraries);
  const source = pythonSource(given, sources);
  const python = await restorePython(source, { libraries, file }, () =>
    onStage("interpreter", "packages"),
  );
  onStage("packages", "environment");
  if (!wake(python, manifest, snapshot.probe)) {
    throw new Error("The environment does not give what it gave when the site was built.");
  }
  onStage("environment", "policies");
  return python;
}

/** Whoever needs them is told of a failure. */
function compiled(
  { manifest }: Start,
  sources: Promise<Source[]>,
  paths: readonly string[],
): Promise<Library[]> {
  const folder = manifest.runtime.python?.folder ?? "";
  const libraries = sources.then((all) => librariesOf(folder, paths, (path) => fileIn(all, path)));
  libraries.catch(() => {});
  return libraries;
}

async function download({ read, root }: Start, { file, sha256 }: Snapshot): Promise<SnapshotFile> {
  const bytes = await read(new URL(file.path, root).href);
  return decode(await checked({ path: file.path, sha256 }, bytes));
}

function pythonSource(
  { manifest, root, fetch }: Start,
  sources: ReturnType<Archives["open"]> | null,
): PythonSource {
  const { core, lock, packages, python } = manifest.runtime;
  return {
    core: new URL(core, root).href,
    importModule: async () => createModule as CreateModule,
    lock: fetched(fetch, new URL(lock, root).href).then((response) => response.text()),
    base: root,
    packages,
    files: sources && python ? { folder: python.folder, sources } : null,
    print: (line) => console.info(line),
  };
}
