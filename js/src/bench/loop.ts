/**
 * The loop's cost per step: the environment driven by a bare Python loop, and by the product's own
 * loop with its recorder and its journal in IndexedDB, in one worker and in turn.
 */

import type { PyodideAPI } from "pyodide";
import type { GameStep } from "../generated/contract";
import { newWriter } from "../page/record/writer";
import { shownAgent } from "../shared/agents";
import { Connection, type HeaderConstants } from "../shared/database";
import { Journal } from "../shared/journal";
import { type Actor, type Decision, noOutput } from "../worker/actor";
import { boot, type Runtime } from "../worker/boot";
import { Unthrottled } from "../worker/clock";
import { Environment, gameSpec } from "../worker/environment";
import { NanGuard } from "../worker/finite";
import { HangGuard } from "../worker/hang";
import { rowSize } from "../worker/layout";
import { Limits } from "../worker/limits";
import { playEpisode } from "../worker/loop";
import { human } from "../worker/policies";
import { Recorder, rowsOf } from "../worker/recorder";
import { systemTiming } from "../worker/timing";
import type { Answer, Memory, Question } from "./protocol";

const timing = systemTiming();
const database = "gymbrowser:benchmark:/";
const memorySamples = 10;

self.onmessage = ({ data }: MessageEvent<Question>) => {
  measure(data).then(postMessage, (error: unknown) => {
    // Thrown where nobody catches it, which is how the page hears of it.
    setTimeout(() => {
      throw error;
    });
  });
};

async function measure(question: Question): Promise<Answer> {
  const scope = self as unknown as Parameters<typeof boot>[0];
  const runtime = await boot(scope, question.root, question.manifest, timing.now, () => {});
  await runtime.loadModels();
  const journal = await openJournal();
  const [play, watch] = games(runtime);
  const bareLoop = makeBareLoop(runtime.python);
  const human = new Runner(runtime, play, journal);
  const policy = new Runner(runtime, watch, journal);
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

async function openJournal(): Promise<Journal> {
  const journal = new Journal({
    onCommitted: () => {},
    onFailed: (error) => {
      throw error;
    },
    onUnstored: ({ why }) => {
      throw new Error(why);
    },
  });
  const [session, writer] = ["0".repeat(32), "game-1"];
  await beginWriter(session, writer);
  await journal.identify({ database, session, mode: "dev", writer });
  return journal;
}

/** As the page does before it lets a worker write; nothing is sealed here, so the header is empty. */
async function beginWriter(session: string, writer: string): Promise<void> {
  const row = newWriter(session, writer, {} as HeaderConstants);
  await new Connection(database).use((stores) => stores.put("writers", row));
}

function games({ manifest }: Runtime): [GameStep, GameStep] {
  const found = manifest.steps.filter((step) => step.kind === "game");
  const [play, watch] = found;
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

/** Acts like the bare loop, so that episodes are as long as there. */
class Alternating implements Actor {
  #action = 1;
  readonly #decision: Decision = {
    action: 1,
    intended: 1,
    source: "device",
    inputT: 0,
    uniform: Number.NaN,
    output: noOutput,
  };

  begin(): void {}

  decide(): Decision {
    this.#action = 1 - this.#action;
    this.#decision.action = this.#action;
    this.#decision.intended = this.#action;
    return this.#decision;
  }
}

const hangAfterMs = 15_000;

/** The product's loop on one game step, unthrottled and without drawing. */
class Runner {
  readonly #environment: Environment;
  readonly #recorder: Recorder;
  readonly #limits: Limits;
  readonly #nan: NanGuard;
  #episode = 0;

  constructor(
    private readonly runtime: Runtime,
    private readonly step: GameStep,
    private readonly journal: Journal,
  ) {
    const { manifest, python } = runtime;
    this.#environment = Environment.make(python, gameSpec(manifest, step));
    const rows = Object.entries(step.agents).map(([name, agent]) => [name, rowsOf(agent)]);
    const place = { step: step.id, attempt: 1 };
    this.#recorder = new Recorder(journal, place, Object.fromEntries(rows), timing);
    const { rules, agents } = step;
    const scored = shownAgent(step);
    this.#limits = new Limits({ rules, scored, until: null, timing, onTime: () => {} });
    this.#nan = new NanGuard(agents, rowSize);
  }

  /** Whole episodes until there were that many steps; commits included. */
  async perStepUs(steps: number): Promise<number> {
    const { python } = this.runtime;
    const guard = new HangGuard(python, timing.now);
    const begun = performance.now();
    let done = 0;
    while (done < steps) done += await this.#play(steps - done, guard);
    await this.journal.flush();
    const elapsedMs = performance.now() - begun;
    // The bare environment, which this is compared with, runs without it.
    python.setInterruptBuffer(undefined as never);
    return (elapsedMs / done) * 1000;
  }

  async #play(maxSteps: number, guard: HangGuard): Promise<number> {
    const seed = ++this.#episode;
    const info = this.#environment.reset(seed);
    const actors = new Map(Object.keys(this.step.agents).map((name) => [name, this.#actor(name)]));
    const { pace } = this.step;
    const start = { pace, seed, streams: {}, policy_seeds: {}, actors: {}, info };
    this.#recorder.episode(this.#episode, start, this.#environment);
    this.#limits.begin();
    const stage = {
      environment: this.#environment,
      actors,
      clock: new Unthrottled(timing),
      timing,
      show: null,
      recorder: this.#recorder,
      maxSteps,
      umpire: this.#limits,
      onStep: (startedAt: number) => {
        guard.begin(startedAt, hangAfterMs);
        return null;
      },
      inspect: () => this.#nan.check(this.#environment),
      onStatus: () => {},
      statusEveryMs: 100,
    };
    const end = await playEpisode(stage, new AbortController().signal, { steps: 0, returns: {} });
    if (end === null) throw new Error("The episode was ended from outside.");
    this.#limits.end(end);
    this.#recorder.episodeEnd({ ...end, unused_presses: null });
    return end.steps;
  }

  #actor(name: string): Actor {
    const agent = this.step.agents[name];
    if (agent === undefined) throw new Error(`There is no agent ${name}.`);
    if (agent.actor === human) return new Alternating();
    const policy = this.runtime.makePolicy(name, agent, this.#environment);
    policy.begin(() => 0.5, 0);
    return policy;
  }
}

async function watchMemory(python: PyodideAPI, runner: Runner, steps: number): Promise<Memory[]> {
  const objects = python.runPython("import gc\nlambda: (gc.collect(), len(gc.get_objects()))[1]");
  const module = (python as unknown as { _module: { HEAPU8: Uint8Array } })._module;
  const memory: Memory[] = [];
  for (let sample = 1; sample <= memorySamples; sample++) {
    await runner.perStepUs(steps / memorySamples);
    const done = (steps / memorySamples) * sample;
    memory.push({ steps: done, wasm: module.HEAPU8.length, pythonObjects: objects() });
    // The page measures JavaScript's heap now, and answers when it has.
    postMessage({ sampled: done });
    await new Promise((resolve) => {
      self.onmessage = resolve;
    });
  }
  return memory;
}
