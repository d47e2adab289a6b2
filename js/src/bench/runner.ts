/** A game of the product, played as fast as the machine can: its loop, its recorder, its journal. */

import type { GameStep, Manifest } from "../generated/contract";
import { newWriter } from "../page/record/writer";
import { human, shownAgent } from "../shared/agents";
import { Connection, type HeaderConstants } from "../shared/database";
import { Journal } from "../shared/journal";
import { type Actor, type Decision, noOutput } from "../worker/actor";
import type { Runtime } from "../worker/boot";
import { Unthrottled } from "../worker/clock";
import { Environment, type Frame, gameSpec } from "../worker/environment";
import { NanGuard } from "../worker/finite";
import { HangGuard } from "../worker/hang";
import { rowSize } from "../worker/layout";
import { Limits } from "../worker/limits";
import { playEpisode } from "../worker/loop";
import { Recorder, rowsOf } from "../worker/recorder";
import { systemTiming } from "../worker/timing";

export const timing = systemTiming();
const database = "gymbrowser:benchmark:/";
const hangAfterMs = 15_000;

export async function openJournal(): Promise<Journal> {
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

/** What was committed goes, as in the product when it was sealed and sent. */
export async function forgetCommitted(): Promise<void> {
  await new Connection(database).use((stores) => stores.clear("journal"));
}

/** Takes the actions 1, 0, 1, 0, …, like the bare loops that this is compared with. */
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

/** The product's loop on one game step, unthrottled. */
export class Runner {
  readonly #environment: Environment;
  readonly #recorder: Recorder;
  readonly #limits: Limits;
  readonly #nan: NanGuard;
  #episode = 0;

  /**
   * @param manifest the site's, or one whose environment is made with other arguments
   * @param show null: nothing is drawn
   */
  constructor(
    private readonly runtime: Pick<Runtime, "python" | "makePolicy">,
    manifest: Manifest,
    private readonly step: GameStep,
    private readonly journal: Journal,
    private readonly show: ((frame: Frame) => void) | null = null,
  ) {
    this.#environment = Environment.make(runtime.python, gameSpec(manifest, step));
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
      show: this.show,
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
