/**
 * Tells which of Python's files a study uses: `node trace.mjs < job.json > trace.json`.
 *
 * Every game step is played for a whole episode, drawn and recorded as in the browser, in a Python
 * whose files all come when they are opened.
 */

import { messageOf } from "../shared/errors";
import "./engine";
import { text } from "node:stream/consumers";
import type { Archive } from "../generated/contract";
import { gameSpec, loadEnvironment } from "../worker/environment";
import { startPython } from "../worker/python";
import { probeOf } from "../worker/rehearsal";
import { archivedSource } from "./disk";
import { type Games, playThrough } from "./games";
import { run } from "./run";

interface Job {
  /** Folder of the interpreter's files, slash at its end. */
  core: string;
  /** Where Python's files go, without a slash at its end. */
  folder: string;
  /** Their paths are files on this disk. */
  archives: Archive[];
  lock: string;
  study: Games;
}

interface Trace {
  /** Paths below the folder, in the order in which they were opened. */
  opened: string[];
  /** What Python raised while it played; null where all went well. */
  problem: string | null;
  /** A digest of each episode, in the order of the games. */
  episodes: string[];
  /** What a page compares a restored Python with, played after all of them. */
  probe: string;
}

async function main(): Promise<void> {
  const job: Job = JSON.parse(await text(process.stdin));
  const trace: Trace = { opened: [], problem: null, episodes: [], probe: "" };
  const python = await startPython(archivedSource(job, (path) => trace.opened.push(path)));
  try {
    for (const step of job.study.steps) {
      loadEnvironment(python, gameSpec(job.study, step));
      trace.episodes.push(playThrough(python, job.study, step));
    }
    trace.probe = probeOf(python, job.study);
  } catch (error) {
    trace.problem = messageOf(error);
  }
  process.stdout.write(JSON.stringify(trace));
}

void run(main());
