/**
 * Compiles a wheel into archives of Python's files: `node compile.mjs < job.json`.
 *
 * Pyodide itself compiles, so that the byte code is that of the browser's Python.
 */

import "./engine";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { loadPyodide, type PyodideAPI } from "pyodide";
import { type FileSystem, installFiles } from "../worker/python-files";
import { importModule, lateSources, type PythonJob } from "./disk";
import { run } from "./run";

/** What Python writes: see gymbrowser/boot/compiler.py. */
const results = ["modules.bin", "sources.bin", "files.json"];

/** Its archives are the standard library compiled, if it is: Python starts in a third of the time. */
interface Job extends PythonJob {
  /** Python that defines `compile_wheel`. */
  script: string;
  /** Leaves out what only a person reads: docstrings, and columns in tracebacks. */
  lean: boolean;
  wheel: {
    /** A wheel, or the zip of the standard library. */
    file: string;
    /** Below Python's folder: `site-packages/`, or nothing. */
    prefix: string;
    /** A folder. */
    output: string;
  };
}

async function main(): Promise<void> {
  const job: Job = JSON.parse(await text(process.stdin));
  const python = await start(job);
  python.runPython(await readFile(job.script, "utf8"));
  await compile(python, job);
}

async function start({ core, folder, archives, lock, lean }: Job): Promise<PyodideAPI> {
  const createModule = await importModule(join(core, "pyodide.asm.js"));
  const sources = lateSources({ archives }, ({ path }) => readFileSync(path));
  return loadPyodide({
    indexURL: core,
    createPyodideModule: createModule,
    lockFileContents: lock,
    env: { PYTHONHASHSEED: "0", PYTHONPATH: folder, ...(lean && { PYTHONNODEBUGRANGES: "1" }) },
    fsInit: async (fs) => installFiles(fs as unknown as FileSystem, folder, sources),
  });
}

async function compile(python: PyodideAPI, { wheel, lean }: Job): Promise<void> {
  python.FS.writeFile("/tmp/wheel.zip", await readFile(wheel.file));
  const compileWheel = python.globals.get("compile_wheel");
  compileWheel("/tmp/wheel.zip", wheel.prefix, lean, "/tmp");
  compileWheel.destroy();
  for (const name of results) {
    await writeFile(join(wheel.output, name), python.FS.readFile(`/tmp/${name}`));
  }
}

void run(main());
