/**
 * Bots that take a study: `node bots.mjs` reads a `Task` from the standard input and writes lines of
 * JSON, a `Progress` for each session and at the end the `Report`. gymbrowser/simulate/bots.py asks.
 *
 * The browser's storage is fake-indexeddb: this proves the study and the analysis, not durability.
 */

import "../node/engine";
import "fake-indexeddb/auto";
import { text } from "node:stream/consumers";
import type { Outcome } from "../generated/contract";
import { deriveStream } from "../shared/random";
import { aimAt } from "./aim";
import { placesOf, type Wish } from "./branches";
import { oneOf, type Uniform } from "./chance";
import { Coverage, type Item } from "./coverage";
import { type Ground, type GroundTask, openGround } from "./ground";
import { aimed, blank, type Leaving, type Plan } from "./plan";
import { type BotParts, type Taken, takePart } from "./session";
import { sentTo, type Test } from "./tests";
import { UnknownHere } from "./unknown";
import { type BrowserChoice, openBrowser } from "./window/browser";
import { visit } from "./window/visitor";

export interface Task extends GroundTask {
  /** Sessions that are left to chance. */
  sessions: number;
  /** 128 bits in hexadecimal. */
  seed: string;
  /** Of every bot's address; `{n}` stands for its number. */
  params: Record<string, string>;
  /** Which browser they take the study in; null: none. */
  browser: BrowserChoice | null;
  /** Whether nobody is sent to what chance has not reached. */
  exact: boolean;
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
/** How carefully they read: one of these each. */
const CARE = [1, 1, 1, 0.7, 0] as const;
/** So often a branch is aimed at before it counts as out of reach. */
const AIMS = 3;
/** So many bots take the study at the same time: each waits for its store now and then. */
const AT_ONCE = 8;
/** In a browser each of them has a window, and a Python of its own. */
const WINDOWS = 2;

async function main(): Promise<void> {
  const task = JSON.parse(await text(process.stdin)) as Task;
  const ground = await openGround(task);
  const browser = task.browser && (await openBrowser(task.browser));
  const take: Take = browser === null ? takePart : (parts) => visit(parts, browser);
  const crowd = new Crowd(task, ground, take);
  await crowd.wander();
  if (!task.exact) {
    await crowd.leave();
    await crowd.aim();
  }
  await browser?.close();
  const report: Report = { items: crowd.coverage.items };
  await tell(report);
}

type Take = (parts: BotParts) => Promise<Taken>;

class Crowd {
  readonly coverage: Coverage;
  #count = 0;

  constructor(
    private readonly task: Task,
    private readonly ground: Ground,
    private readonly take: Take,
  ) {
    // Nobody waits in a browser for as long as a study may take.
    const beyond: Outcome[] = task.browser === null ? [] : ["timed_out"];
    this.coverage = new Coverage(ground.manifest, beyond);
  }

  /** Everything is left to chance. */
  async wander(): Promise<void> {
    let left = this.task.sessions;
    const one = async () => {
      while (left-- > 0) {
        await this.#send((plan, uniform) => ({
          ...plan,
          care: oneOf(CARE, uniform),
          leaving: leavingBy(uniform),
        }));
      }
    };
    await Promise.all(Array.from({ length: this.task.browser === null ? AT_ONCE : WINDOWS }, one));
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

  /** Branches that nobody has taken, checks and quizzes, and conditions that nobody was in. */
  async aim(): Promise<void> {
    const { coverage, ground } = this;
    for (const branch of coverage.missingBranches) {
      await this.#aimAt([...branch.before, branch], () =>
        coverage.missingBranches.includes(branch),
      );
    }
    for (const test of coverage.missingTests) await this.#examine(test);
    for (const { name, levels } of ground.manifest.factors) {
      for (const level of levels) await this.#assign(name, level);
    }
  }

  async #examine(test: Test): Promise<void> {
    const before = placesOf(this.ground.manifest).get(test.form) ?? [];
    const isMissing = () => this.coverage.missingTests.includes(test);
    await this.#aimAt(before, isMissing, (plan) => sentTo(plan, test));
  }

  /** @param further What else is decided for who is sent there. */
  async #aimAt(
    wishes: readonly Wish[],
    isMissing: () => boolean,
    further: (plan: Plan) => Plan = (plan) => plan,
  ): Promise<void> {
    for (let tries = 0; tries < AIMS && isMissing(); tries++) {
      await this.#send((plan, uniform) => {
        const aim = aimAt(wishes, this.ground.manifest, uniform);
        // What turns on how clips are judged no answer leads to, but carelessness may.
        const sent = { ...plan, care: tries < AIMS - 1 ? 1 : 0 };
        return further(aim === null ? sent : aimed(sent, aim));
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
    const { ground, coverage } = this;
    const uniform = await this.#stream(`bot/${number}`);
    // Apart: a bot has the same session whatever was decided for it.
    const identity = await this.#stream(`session/${number}`);
    const plan = choose(blank(number, this.#paramsOf(number, identity)), uniform);
    const taken = await this.take({ ground, coverage, plan, uniform, identity });
    await tell({ taken, aimed: isAimed });
  }

  /** Who a bot is; what the command line gives comes before that. */
  #paramsOf(number: number, identity: Uniform): Record<string, string> {
    const { participant } = this.ground.manifest;
    const { pattern = null, number: name } = participant;
    // Of the names that an id may have, the first that is given counts.
    const isGiven = participant.id.some((name) => name in this.task.params);
    const first = isGiven ? undefined : participant.id[0];
    const id = pattern === null ? `bot-${number}` : this.ground.ids.make(pattern, identity);
    const given = Object.entries(this.task.params).map(([key, value]) => [
      key,
      value.replaceAll("{n}", String(number)),
    ]);
    return {
      ...(first === undefined ? {} : { [first]: id }),
      ...(name === null ? {} : { [name]: String(number) }),
      ...Object.fromEntries(given),
    };
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
