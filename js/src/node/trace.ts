/**
 * Tells which of Python's files a study uses: `node trace.mjs < job.json > trace.json`.
 *
 * Every game step is played for a whole episode, drawn and recorded as in the browser, in a Python
 * whose files all come when they are opened.
 */

import "./engine";
import { text } from "node:stream/consumers";
import { messageOf } from "../shared/errors";
import { gameSpec, loadEnvironment } from "../worker/environment";
import { startPython } from "../worker/python";
import { probeOf } from "../worker/rehearsal";
import { archivedSource, type PythonJob } from "./disk";
import { type Games, type Played, playThrough } from "./games";
import { run } from "./run";

interface Job extends PythonJob {
  study: Games;
}

interface Trace extends Played {
  /** Paths below the folder, in the order in which they were opened. */
  opened: string[];
  /** What Python raised while it played; null where all went well. */
  problem: string | null;
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
    // After all of them; a restored Python plays it before them: see snapshot.ts.
    trace.probe = probeOf(python, job.study);
  } catch (error) {
    trace.problem = messageOf(error);
  }
  process.stdout.write(JSON.stringify(trace));
}

void run(main());
