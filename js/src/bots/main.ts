/**
 * Bots that take a study: `node bots.mjs` reads a `Task` from the standard input and writes lines of
 * JSON, a `Progress` for each session and at the end the `Report`. gymbrowser/simulate/bots.py asks.
 *
 * The browser's storage is fake-indexeddb: this proves the study and the analysis, not durability.
 */

import "../node/engine";
import "fake-indexeddb/auto";
import { text } from "node:stream/consumers";
import type { Manifest } from "../generated/contract";
import { deriveStream } from "../shared/random";
import { aimAt } from "./aim";
import type { Branch } from "./branches";
import type { Uniform } from "./chance";
import { Coverage, type Item } from "./coverage";
import { type Ground, openGround } from "./ground";
import { aimed, type Leaving, type Plan } from "./plan";
import { type Taken, takePart } from "./session";
import { UnknownHere } from "./unknown";

export interface Task {
  /** The site's folder, and its version. */
  site: string;
  version: string;
  /** Where the site and its store are served. */
  origin: string;
  /** Sessions that are left to chance. */
  sessions: number;
  /** 128 bits in hexadecimal. */
  seed: string;
  /** Of every bot's address; `{n}` stands for its number. */
  params: Record<string, string>;
}

/** After each session. */
interface Progress {
  taken: Taken;
  /** Whether it was aimed at what chance had not reached. */
  aimed: boolean;
}

interface Report {
  items: Item[];
}

/** Something of the study that the bots can't do: nothing more comes. */
interface Refusal {
  refusal: string;
}

/** Of the sessions that are left to chance so many each decline, withdraw or take too long. */
const LEAVING_EARLY = 0.05;
/** So often a branch is aimed at before it counts as out of reach. */
const AIMS = 3;
/** So many bots take the study at the same time: each waits for its store now and then. */
const AT_ONCE = 8;

async function main(): Promise<void> {
  const task = JSON.parse(await text(process.stdin)) as Task;
  const ground = await openGround(task.site, task.version, task.origin);
  const crowd = new Crowd(task, ground);
  await crowd.wander();
  await crowd.leave();
  await crowd.aim();
  const report: Report = { items: crowd.coverage.items };
  await tell(report);
}

class Crowd {
  readonly coverage: Coverage;
  #count = 0;

  constructor(
    private readonly task: Task,
    private readonly ground: Ground,
  ) {
    this.coverage = new Coverage(ground.manifest);
  }

  /** Everything is left to chance. */
  async wander(): Promise<void> {
    let left = this.task.sessions;
    const one = async () => {
      while (left-- > 0) {
        await this.#send((plan, uniform) => ({ ...plan, leaving: leavingBy(uniform) }));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  /** Ends that nobody has come to. */
  async leave(): Promise<void> {
    const ways = { declined: "decline", withdrawn: "keep", timed_out: "dawdle" } as const;
    for (const [outcome, leaving] of Object.entries(ways)) {
      for (let tries = 0; tries < AIMS && this.#misses(outcome); tries++) {
        await this.#send((plan) => ({ ...plan, leaving }), true);
      }
    }
  }

  /** Branches that nobody has taken, and conditions that nobody was in. */
  async aim(): Promise<void> {
    for (const branch of this.coverage.missingBranches) await this.#aimAt(branch);
    for (const { name, levels } of this.ground.manifest.factors) {
      for (const level of levels) await this.#assign(name, level);
    }
  }

  async #aimAt(branch: Branch): Promise<void> {
    const isMissing = () => this.coverage.missingBranches.includes(branch);
    for (let tries = 0; tries < AIMS && isMissing(); tries++) {
      await this.#send((plan, uniform) => {
        const aim = aimAt(branch, this.ground.manifest, uniform);
        return aim === null ? plan : aimed(plan, aim);
      }, true);
    }
  }

  async #assign(factor: string, level: string): Promise<void> {
    const name = `${factor}: ${level}`;
    for (let t = 0; t < AIMS && this.coverage.missing("condition").includes(name); t++) {
      const aim = { facts: { [`conditions.${factor}`]: level } };
      await this.#send((plan) => aimed(plan, aim), true);
    }
  }

  #misses(outcome: string): boolean {
    return this.coverage.missing("outcome").includes(outcome);
  }

  async #send(choose: (plan: Plan, uniform: Uniform) => Plan, isAimed = false): Promise<void> {
    const number = this.#count++;
    const { task, ground, coverage } = this;
    const uniform = await this.#stream(`bot/${number}`);
    // Apart: a bot has the same session whatever was decided for it.
    const identity = await this.#stream(`session/${number}`);
    const params = paramsOf(ground.manifest, task.params, number);
    const blank: Plan = { number, params, answers: {}, leaving: "through" };
    const plan = choose(blank, uniform);
    const taken = await takePart({ ground, coverage, plan, uniform, identity });
    await tell({ taken, aimed: isAimed });
  }

  async #stream(path: string): Promise<Uniform> {
    const stream = await deriveStream(this.task.seed, path);
    return () => stream.uniform();
  }
}

function leavingBy(uniform: Uniform): Leaving {
  const early: Leaving[] = ["decline", "keep", "delete", "dawdle"];
  return early[Math.floor(uniform() / LEAVING_EARLY)] ?? "through";
}

/** Who a bot is; what the command line gives comes before that. */
function paramsOf(
  { participant: { id, number: name } }: Manifest,
  given: Readonly<Record<string, string>>,
  number: number,
): Record<string, string> {
  const own = Object.entries(given).map(([key, value]) => [
    key,
    value.replaceAll("{n}", String(number)),
  ]);
  const [first] = id;
  return {
    ...(first === undefined ? {} : { [first]: `bot-${number}` }),
    ...(name === null ? {} : { [name]: String(number) }),
    ...Object.fromEntries(own),
  };
}

/** Resolves when the pipe has taken all of it. */
function tell(message: Progress | Report | Refusal): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(message)}\n`, () => resolve());
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UnknownHere)) throw error;
  await tell({ refusal: error.message });
}
// Timers of recorders that wait for what may still come would hold the process.
process.exit();
