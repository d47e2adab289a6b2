/** A site as a folder on the disk. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { PyodideAPI } from "pyodide";
import type { Archive, Manifest, OnnxPolicy, PythonFiles } from "../generated/contract";
import { loadPolicies, type MakePolicy, usedModels } from "../worker/policies";
import { type FilesSource, type PythonSource, startPython } from "../worker/python";
import { fileIn } from "../worker/python-files";
import { decode } from "../worker/snapshot/file";
import { librariesOf } from "../worker/snapshot/libraries";
import { restorePython } from "../worker/snapshot/restore";
import { wake } from "../worker/snapshot/wake";
import { importModule, lateSources, readListing } from "./disk";

/** What of `pyodide-lock.json` is read here. */
interface Lock {
  packages: Record<string, { file_name: string; sha256: string }>;
}

export class Site {
  private constructor(
    /** Where the manifest lies: its addresses are relative to it. */
    private readonly folder: string,
    readonly manifest: Manifest,
  ) {}

  /**
   * @param version the name of a folder below `v/`; without it, the version that the page names
   * @throws where the folder holds no site, or not this version of it
   */
  static async open(folder: string, version?: string): Promise<Site> {
    const path = version === undefined ? await Site.#newest(folder) : `v/${version}`;
    const manifest = await readFile(join(folder, path, "manifest.json"), "utf8");
    return new Site(resolve(folder, path), JSON.parse(manifest));
  }

  static async #newest(folder: string): Promise<string> {
    const page = await readFile(join(folder, "index.html"), "utf8");
    const path = /<meta\s+name="gymbrowser-site"\s+content="([^"]+)"/.exec(page)?.[1];
    if (path === undefined) {
      throw new Error(`${folder}/index.html names no site: its meta gymbrowser-site is missing.`);
    }
    return path;
  }

  /** Starts the site's own Python, from files that are what the lock and the listing say. */
  async startPython(): Promise<PyodideAPI> {
    return startPython(await this.#source());
  }

  /** The same Python, from the site's snapshot, as a page has it. */
  async restorePython(): Promise<PyodideAPI> {
    const { snapshot } = this.manifest.runtime;
    const source = await this.#source();
    const { files } = source;
    if (!snapshot || files === null) throw new Error("The site has no snapshot.");
    const bytes = await readFile(this.path(snapshot.file.path));
    check(snapshot.file.path, bytes, snapshot.sha256);
    const sources = await files.sources;
    const python = await restorePython(source, {
      libraries: librariesOf(files.folder, snapshot.libraries, (path) => fileIn(sources, path)),
      file: Promise.resolve(decode(bytes)),
    });
    if (!wake(python, this.manifest, snapshot.probe)) throw new Error("The probe differs.");
    return python;
  }

  async #source(): Promise<PythonSource> {
    const { core, lock, packages, python } = this.manifest.runtime;
    const text = await readFile(this.path(lock), "utf8");
    if (!python) await this.#checkPackages(JSON.parse(text), packages);
    return {
      core: this.path(core, ""),
      importModule: () => importModule(this.path(core, "pyodide.asm.js")),
      lock: Promise.resolve(text),
      base: join(this.folder, "/"),
      packages,
      files: python ? this.#pythonFiles(python) : null,
      print: (line) => process.stderr.write(`${line}\n`),
    };
  }

  #pythonFiles({ folder, listing }: PythonFiles): FilesSource {
    const read = ({ path, sha256 }: Archive) => {
      const bytes = readFileSync(this.path(path));
      check(path, bytes, sha256);
      return bytes;
    };
    return {
      folder,
      sources: readListing(this.path(listing)).then((all) => lateSources(all, read)),
    };
  }

  async loadPolicies(): Promise<MakePolicy> {
    return loadPolicies(this.manifest, {
      wasm: { bytes: await this.#readOrt() },
      read: (policy) => this.#readPolicy(policy),
    });
  }

  /** A site without policies has no ONNX Runtime. */
  async #readOrt(): Promise<Uint8Array> {
    if (usedModels(this.manifest).size === 0) return new Uint8Array();
    return readFile(this.path(this.manifest.runtime.ort, "ort-wasm-simd-threaded.wasm"));
  }

  async #readPolicy({ file, sha256 }: OnnxPolicy): Promise<Uint8Array> {
    const bytes = await readFile(this.path(file));
    check(file, bytes, sha256);
    return bytes;
  }

  /** Under Node, Pyodide does not check what it loads. */
  async #checkPackages({ packages }: Lock, names: readonly string[]): Promise<void> {
    for (const name of names) {
      const entry = packages[name];
      if (entry === undefined) throw new Error(`The site's lock has no package ${name}.`);
      check(entry.file_name, await readFile(this.path(entry.file_name)), entry.sha256);
    }
  }

  path(...parts: string[]): string {
    const path = join(this.folder, ...parts);
    return parts.at(-1) === "" ? join(path, "/") : path;
  }
}

function check(path: string, bytes: Uint8Array, sha256: string): void {
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual === sha256) return;
  throw new Error(`${path} was changed: its SHA-256 is ${actual}, but the site says ${sha256}.`);
}
