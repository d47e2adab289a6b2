/**
 * Takes a snapshot of a study's Python and proves it: `node snapshot.mjs < job.json > snapshot.json`.
 *
 * A Python that was restored plays every game, and must give the bits that were seen where Python had
 * started from files (`trace.mjs`). It plays the probe before them, and the other one has played it
 * after them: so it is known too that a probe changes nothing of the games that follow.
 */

import "./engine";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { fileIn } from "../worker/python-files";
import { decode, encode } from "../worker/snapshot/file";
import { librariesOf } from "../worker/snapshot/libraries";
import { restorePython } from "../worker/snapshot/restore";
import { wake } from "../worker/snapshot/wake";
import { brotli } from "./brotli";
import { archivedSource, lateSources, type PythonJob } from "./disk";
import { type Games, type Played, playThrough } from "./games";
import { run } from "./run";
import { Refusal, take } from "./take";

interface Job extends PythonJob {
  study: Games;
  /** The shared libraries that the games need: paths below the folder. */
  libraries: string[];
  /** Modules that the games import while they are played. */
  modules: string[];
  /** What a Python gives that has started from files. */
  expected: Played;
  /** A folder for the snapshot and its compressed copies. */
  output: string;
}

/** Of Brotli and gzip: better ones take several times as long, and save a few percent. */
const qualities = { br: 5, gz: 6 };

interface Result {
  /** One sentence: why there is no snapshot. */
  refused: string | null;
  /** Bytes of Python's memory once it is restored. */
  memory: number;
}

async function main(): Promise<void> {
  // Nothing of this machine shall be in the memory.
  process.env.TZ = "UTC";
  const job: Job = JSON.parse(await text(process.stdin));
  const result: Result = { refused: null, memory: 0 };
  try {
    result.memory = await make(job);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    result.refused = error.message;
  }
  process.stdout.write(JSON.stringify(result));
}

async function make(job: Job): Promise<number> {
  const sources = lateSources(job, ({ path }) => readFileSync(path));
  const libraries = librariesOf(job.folder, job.libraries, (path) => fileIn(sources, path));
  const file = await take(archivedSource(job), libraries, job);
  const bytes = encode(file);
  // In threads of their own, while the games are played here.
  const compressing = compressed(bytes);
  await prove(job, { libraries, file: Promise.resolve(decode(bytes)) });
  const files = { "": bytes, ...(await compressing) };
  for (const [ending, content] of Object.entries(files)) {
    await writeFile(join(job.output, `snapshot.bin${ending}`), content);
  }
  return file.head.memory;
}

async function compressed(bytes: Uint8Array): Promise<Record<string, Uint8Array>> {
  const [br, gz] = await Promise.all([
    brotli(bytes, qualities.br),
    promisify(gzip)(bytes, { level: qualities.gz }),
  ]);
  return { ".br": br, ".gz": gz };
}

async function prove(job: Job, snapshot: Parameters<typeof restorePython>[1]): Promise<void> {
  const python = await restorePython(archivedSource(job), snapshot);
  const { study, expected } = job;
  if (!wake(python, study, expected.probe)) throw new Refusal(differs);
  for (const [index, step] of study.steps.entries()) {
    const digest = playThrough(python, study, step);
    if (digest !== expected.episodes[index])
      throw new Refusal(`${differs} It is seen in the game ${step.id}.`);
  }
}

const differs =
  "Restored from it, the environment does not give what it gives otherwise: " +
  "something in it depends on more than its seed.";

void run(main());
