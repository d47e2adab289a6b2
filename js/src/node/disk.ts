/** Python's interpreter and files from the disk. */

import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Archive, FileListing } from "../generated/contract";
import type { CreateModule } from "../worker/python";
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
