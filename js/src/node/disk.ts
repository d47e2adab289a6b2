/** Python's interpreter and files from the disk. */

import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Archive, FileListing } from "../generated/contract";
import type { CreateModule, FilesSource, PythonSource } from "../worker/python";
import type { Source } from "../worker/python-files";

export async function readListing(file: string): Promise<FileListing> {
  return JSON.parse(await readFile(file, "utf8"));
}

/** Nothing is downloaded here, so each archive is read when a file of it is opened. */
export function lateSources(
  { archives }: Pick<FileListing, "archives">,
  read: (archive: Archive) => Uint8Array,
): Source[] {
  return archives.map((archive) => ({ archive, bytes: () => read(archive) }));
}

/** What every job says that starts Python: see `python_job` in gymbrowser/boot/parts.py. */
export interface PythonJob {
  /** Folder of the interpreter's files, slash at its end. */
  core: string;
  /** Where Python's files go, without a slash at its end. */
  folder: string;
  /** Their paths are files on this disk. */
  archives: Archive[];
  /** Text of a `pyodide-lock.json`. */
  lock: string;
}

/** A Python that has its files from archives on this disk. */
export function archivedSource(job: PythonJob, opened?: FilesSource["opened"]): PythonSource {
  const sources = lateSources(job, ({ path }) => readFileSync(path));
  return {
    core: job.core,
    importModule: () => importModule(`${job.core}pyodide.asm.js`),
    lock: Promise.resolve(job.lock),
    base: job.core,
    packages: [],
    files: { folder: job.folder, sources: Promise.resolve(sources), ...(opened && { opened }) },
    print: () => {},
  };
}

/** Node takes a `.js` file for CommonJS unless a package.json says otherwise, so a copy is imported. */
export async function importModule(file: string): Promise<CreateModule> {
  const folder = await mkdtemp(join(tmpdir(), "gymbrowser-"));
  try {
    const copy = join(folder, "pyodide.asm.mjs");
    await copyFile(file, copy);
    return (await import(pathToFileURL(copy).href)).default;
  } finally {
    await rm(folder, { recursive: true });
  }
}
