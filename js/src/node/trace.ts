/**
 * Tells which of Python's files a study uses: `node trace.mjs < job.json > trace.json`.
 *
 * Every game step is played for a whole episode, drawn and recorded as in the browser, in a Python
 * whose files all come when they are opened.
 */

import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import type { PyodideAPI } from "pyodide";
import type { Agent, Archive, GameStep, Manifest } from "../generated/contract";
import {
  ACTS,
  Environment,
  gameSpec,
  loadEnvironment,
  TERMINATED,
  TRUNCATED,
} from "../worker/environment";
import { startPython } from "../worker/python";
import { importModule, lateSources } from "./disk";

interface Job {
  /** Folder of the interpreter's files, slash at its end. */
  core: string;
  /** Where Python's files go, without a slash at its end. */
  folder: string;
  /** Their paths are files on this disk. */
  archives: Archive[];
  lock: string;
  study: Pick<Manifest, "environment" | "policies"> & { steps: GameStep[] };
}

interface Trace {
  /** Paths below the folder, in the order in which they were opened. */
  opened: string[];
  /** What Python raised while it played; null where all went well. */
  problem: string | null;
}

/** Long enough for what happens at an episode's end, short enough for an environment without one. */
const maxSteps = 1000;
/** A picture may take longer than many steps. */
const maxPictures = 100;
const seed = 1;

async function main(): Promise<void> {
  const job: Job = JSON.parse(await text(process.stdin));
  const trace: Trace = { opened: [], problem: null };
  const python = await start(job, (path) => trace.opened.push(path));
  try {
    for (const step of job.study.steps) play(python, job, step);
  } catch (error) {
    trace.problem = error instanceof Error ? error.message : String(error);
  }
  process.stdout.write(JSON.stringify(trace));
}

function start(job: Job, opened: (path: string) => void): Promise<PyodideAPI> {
  const sources = lateSources(job, ({ path }) => readFileSync(path));
  return startPython({
    core: job.core,
    importModule: () => importModule(`${job.core}pyodide.asm.js`),
    lock: Promise.resolve(job.lock),
    base: job.core,
    packages: [],
    files: { folder: job.folder, sources: Promise.resolve(sources), opened },
    print: () => {},
  });
}

function play(python: PyodideAPI, { study }: Job, step: GameStep): void {
  const spec = gameSpec(study, step);
  loadEnvironment(python, spec);
  const environment = Environment.make(python, spec);
  try {
    environment.reset(step.seeds?.[0] ?? seed);
    environment.info();
    const actors = Object.entries(step.agents).map(([name, agent], index) =>
      makeActor(environment, name, agent, spec.policies, index),
    );
    playEpisode(environment, actors, step.max_steps ?? maxSteps);
  } finally {
    environment.close();
  }
}

type Act = () => number;

const ignore = () => {};

/** Python policies act as they do in a session; people and models take one action after the other. */
function makeActor(
  environment: Environment,
  name: string,
  { action_space: { n, start } }: Agent,
  policies: Readonly<Record<string, unknown>>,
  index: number,
): Act {
  if (name in policies) {
    const player = environment.player(name);
    player.begin(seed);
    return () => (environment.flags(name) & ACTS ? player.act() : 0);
  }
  let count = index;
  return () => start + (count++ % n);
}

function playEpisode(environment: Environment, actors: readonly Act[], limit: number): void {
  let bits = 0;
  for (let step = 0; step < Math.min(limit, maxSteps); step++) {
    if (step < maxPictures) environment.render(ignore);
    bits = environment.step(...actors.map((act) => act()));
    environment.info();
    if (bits & (TERMINATED | TRUNCATED)) break;
  }
  environment.render(ignore);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exitCode = 1;
});
