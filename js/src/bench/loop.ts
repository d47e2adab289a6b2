/**
 * The loop's cost per step: the environment driven by a bare Python loop, and by the product's own
 * loop with its recorder and its journal in IndexedDB, in one worker and in turn.
 */

import type { PyodideAPI } from "pyodide";
import type { GameStep } from "../generated/contract";
import { gamesOf } from "../shared/games";
import { boot, type Runtime } from "../worker/boot";
import { answerBy } from "./answer";
import { MemoryWatch } from "./memory";
import type { Answer, Memory, Question } from "./protocol";
import { forgetCommitted, openJournal, Runner, timing } from "./runner";

const memorySamples = 10;

answerBy(measure);

async function measure(question: Question): Promise<Answer> {
  const scope = self as unknown as Parameters<typeof boot>[0];
  const runtime = await boot(scope, question.root, question.manifest, timing.now, () => {});
  await runtime.loadModels();
  const journal = await openJournal();
  const [play, watch] = games(runtime);
  const bareLoop = makeBareLoop(runtime.python);
  const human = new Runner(runtime, runtime.manifest, play, journal);
  const policy = new Runner(runtime, runtime.manifest, watch, journal);
  const answer: Answer = { bare: [], loop: [], loopWithPolicy: [], memory: [] };
  for (let round = -1; round < question.rounds; round++) {
    const bare = bareLoop(question.steps);
    const loop = await human.perStepUs(question.steps);
    const withPolicy = await policy.perStepUs(question.steps);
    if (round < 0) continue; // everything warms up once
    answer.bare.push(bare);
    answer.loop.push(loop);
    answer.loopWithPolicy.push(withPolicy);
  }
  answer.memory = await watchMemory(runtime.python, policy, question.memorySteps);
  return answer;
}

function games({ manifest }: Runtime): [GameStep, GameStep] {
  const [play, watch] = gamesOf(manifest);
  if (play === undefined || watch === undefined) throw new Error("The site needs two games.");
  return [play, watch];
}

/** The environment as it is, driven by nothing but a Python loop: µs a step. */
function makeBareLoop(python: PyodideAPI): (steps: number) => number {
  const run = python.runPython(`
import gymnasium, time
_env = gymnasium.make("CartPole-v1", disable_env_checker=True)
_seed = 0

def _run(steps):
    global _seed
    begun = time.perf_counter()
    _seed += 1
    _env.reset(seed=_seed)
    for step in range(steps):
        _, _, terminated, truncated, _ = _env.step(step & 1)
        if terminated or truncated:
            _seed += 1
            _env.reset(seed=_seed)
    return (time.perf_counter() - begun) / steps * 1e6

_run
`);
  return (steps) => run(steps);
}

/** Forgets what it has committed, as the product does with what it has sent. */
async function watchMemory(python: PyodideAPI, runner: Runner, steps: number): Promise<Memory[]> {
  const watch = new MemoryWatch(python);
  const memory: Memory[] = [];
  for (let sample = 1; sample <= memorySamples; sample++) {
    await runner.perStepUs(steps / memorySamples);
    await forgetCommitted();
    memory.push(await watch.sample((steps / memorySamples) * sample));
  }
  return memory;
}
