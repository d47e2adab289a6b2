/**
 * One bot's way through a study: the page's own guide, recorder, sealer and uploader lead it, and its
 * own form rules judge what it answers. Only what a person would do is made up.
 */

import { VirtualTime } from "../endurance/time";
import type { GameStep, Outcome, Step, Within } from "../generated/contract";
import { nodeBrowser, siteFetch } from "../node-page/browser";
import { bonusNow } from "../page/flow/bonus";
import { Course } from "../page/flow/course";
import { FactBook } from "../page/flow/facts";
import { Guide } from "../page/flow/guide";
import { wantedFacts } from "../page/flow/references";
import { type Participation, participation } from "../page/participation";
import { openRecorder } from "../page/record/open";
import type { PageRecord, Recorder } from "../page/record/recorder";
import { completed, consentIsBehind, type Result, type RunContext, runNodes } from "../page/runner";
import type { StepOf } from "../page/steps/context";
import type { Asks } from "../shared/game-progress";
import { castBy } from "../shared/levels";
import type { ProbeMessage } from "../shared/protocol";
import { donorOf } from "../worker/donor";
import type { Uniform } from "./chance";
import type { Coverage } from "./coverage";
import { Critic } from "./critic";
import { Desk } from "./desk";
import { Door } from "./door";
import type { Ground } from "./ground";
import { Mind } from "./mind";
import type { Plan } from "./plan";
import { playGame } from "./play";
import { GameWriter } from "./writer";

const MINUTE_MS = 60_000;
/** So often a bot has a microphone, or a screen to fill, where it needs one. */
const IS_ABLE = 0.8;

type Due = Pick<ProbeMessage, "episode" | "steps" | "probes">;

/** How a session went. */
export interface Taken {
  outcome: Outcome;
  /** Answers that the form has refused, as it must. */
  refused: number;
  /** What failed in a game, with Python's traceback. */
  failures: string[];
}

export interface BotParts {
  ground: Ground;
  coverage: Coverage;
  plan: Plan;
  uniform: Uniform;
  /** Draws the session's id and seed. */
  identity: Uniform;
}

/** Takes the study, and resolves when the store has all of it. */
export async function takePart(parts: BotParts): Promise<Taken> {
  const { ground, plan, identity } = parts;
  const time = new VirtualTime(Date.now());
  const writer = new GameWriter(time.clock);
  const recorder = await openRecorder(
    {
      manifest: ground.manifest,
      siteHash: ground.siteHash,
      root: new URL(`/bot-${plan.number}/`, ground.origin),
      search: new URLSearchParams(plan.params),
      flushWorker: () => writer.flush(),
    },
    nodeBrowser({
      fetch: siteFetch(ground.origin),
      clock: time.clock,
      randomBytes: (count) =>
        Uint8Array.from({ length: count }, () => Math.floor(identity() * 256)),
      userAgent: "gymbrowser-simulate/1",
      timeOrigin: time.clock,
      simulated: true,
    }),
  );
  if ("busy" in recorder) throw new Error("The lock that nobody else asks for is held.");
  writer.onJournaled = (message) => recorder.gameJournaled(message);
  return new Bot(parts, time, writer, recorder).takePart();
}

class Bot {
  readonly #failures: string[] = [];
  readonly #mind: Mind;
  readonly #facts: FactBook;
  readonly #guide: Guide;
  readonly #participation: Participation;
  readonly #course = new Course(0);
  readonly #desk: Desk;
  readonly #door: Door;

  constructor(
    private readonly parts: BotParts,
    private readonly time: VirtualTime,
    private readonly writer: GameWriter,
    private readonly recorder: Recorder,
  ) {
    const { ground, plan, coverage } = parts;
    this.#mind = new Mind(plan, parts.uniform);
    this.#facts = new FactBook(recorder.taker.params, wantedFacts(ground.manifest));
    // No endpoint counts bots, so that quotas are drawn by hash.
    const away = { take: () => Promise.resolve(null) };
    const overheard = this.#overheard();
    const search = new URLSearchParams(plan.params);
    this.#guide = new Guide(ground.manifest, this.#facts, overheard, search, away);
    this.#participation = participation({
      recorder,
      client: {
        identify: (identity, seed) => writer.identify(identity, seed),
        close: () => {},
      },
      goOffline: () => {},
      onBegun: () => {},
    });
    const [mind, facts] = [this.#mind, this.#facts];
    this.#desk = new Desk({ mind, time, recorder, facts, coverage });
    this.#door = new Door({ ground, mind, recorder, facts, participation: this.#participation });
  }

  async takePart(): Promise<Taken> {
    const { manifest } = this.parts.ground;
    if (consentIsBehind(manifest, 0)) await this.#participation.begin();
    const result = await runNodes(manifest.flow, this.#context());
    if (result.kind === "completed") throw new Error("The study is over without an end.");
    const { outcome } = result;
    if (result.kind === "cut_short") await this.recorder.finish(outcome);
    if (outcome !== "declined") await this.recorder.settled();
    this.parts.coverage.ended(outcome);
    const refused = this.#door.refused + this.#desk.refused;
    return { outcome, refused, failures: this.#failures };
  }

  #context(): RunContext {
    const { recorder, time } = this;
    const { manifest } = this.parts.ground;
    const course = this.#course;
    return {
      steps: manifest.steps,
      recorder,
      enterStep: (index) =>
        recorder.enterStep(index, { decisions: course.decisions, facts: this.#facts.stored }),
      guide: this.#watched(),
      now: time.now,
      course,
      isOver: () => this.#participation.over,
      fail: (error) => {
        throw error;
      },
      perform: (step) => this.#perform(step),
    };
  }

  /** What the guide records says which conditions and orders were drawn. */
  #overheard(): Pick<Recorder, "record" | "taker"> {
    const { recorder } = this;
    const { coverage } = this.parts;
    return {
      record: (record: PageRecord, options?: { durable?: boolean }) => {
        coverage.recorded(record);
        return recorder.record(record, options);
      },
      get taker() {
        return recorder.taker;
      },
    };
  }

  /** The page's own guide; which branches it takes is counted. */
  #watched(): RunContext["guide"] {
    const { coverage } = this.parts;
    return {
      order: (block, pass) => this.#guide.order(block, pass),
      cast: (game) => this.#guide.cast(game),
      holds: async (expression) => {
        const value = await this.#guide.holds(expression);
        coverage.decided(expression, value);
        return value;
      },
    };
  }

  async #perform(step: Step): Promise<Result> {
    const { coverage, plan } = this.parts;
    coverage.entered(step.id);
    this.time.advance(this.#mind.look_ms());
    if (this.#withdrawsAt(step)) return this.#withdraw(step);
    if (plan.leaving === "dawdle") this.time.advance(this.#patience_ms);
    const result = await this.#do(step);
    const isLate = step.kind !== "end" && this.#isLate && result.kind === "completed";
    return isLate ? { kind: "cut_short", outcome: "timed_out" } : result;
  }

  async #do(step: Step): Promise<Result> {
    switch (step.kind) {
      case "page":
      case "media":
        return completed;
      case "wait":
        this.time.advance(step.seconds * 1000);
        return completed;
      case "microphone":
        return this.#speak(step);
      case "fullscreen":
        return this.#fill(step);
      case "login":
        return this.#door.logIn(step);
      case "consent":
        return this.#door.consent(step);
      case "form":
        return this.#desk.take(step);
      case "game":
        return this.#play(step);
      case "watch":
        await this.#critic().watch(step);
        return completed;
      case "compare":
        await this.#critic().compare(step);
        return completed;
      case "rank":
        await this.#critic().rank(step);
        return completed;
      case "end":
        return this.#end(step);
    }
  }

  /** No bot has a voice; where one is wanted, most say that they have. */
  async #speak({ id: step, required }: StepOf<"microphone">): Promise<Result> {
    const state = required && this.#mind.does(IS_ABLE) ? "open" : "without";
    await this.recorder.record({ type: "microphone", step, state, why: null });
    const isOut = required && state === "without";
    return isOut ? { kind: "cut_short", outcome: "screened_out" } : completed;
  }

  /** No bot has a screen; where it is to be filled, most say that they have. */
  async #fill({ id: step, required }: StepOf<"fullscreen">): Promise<Result> {
    const on = this.#mind.does(IS_ABLE);
    const detail = on ? { on } : { on, step, why: "declined" };
    await this.recorder.record({ type: "event", event: "fullscreen", detail });
    return required && !on ? { kind: "cut_short", outcome: "screened_out" } : completed;
  }

  #critic(): Critic {
    return new Critic({
      mind: this.#mind,
      time: this.time,
      recorder: this.recorder,
      facts: this.#facts,
      clips: this.parts.ground.manifest.clips ?? {},
      index: this.#course.index,
    });
  }

  async #play(game: GameStep): Promise<Result> {
    const { ground, uniform } = this.parts;
    const step = castBy(ground.manifest.policies, game, this.#facts.stored.conditions);
    const { journal, seed } = this.writer.begun;
    const seedList = await this.#guide.seedList(step.rules.seed_lists);
    const runtime = ground.runtime();
    const attempt = await this.recorder.nextAttempt(step.id);
    const yoke = { list: seedList, session: seed, read: ground.readDonor };
    const donor = await donorOf(step, yoke);
    const table = {
      ...{ step, attempt, seed, seedList, donor, runtime, journal, uniform, time: this.time },
      onResults: (results: Parameters<FactBook["played"]>[1]) =>
        this.#facts.played(step.id, results),
      ask: (asks: Asks) => this.#askBetween(step, asks),
      probe: ({ episode, steps: after, probes }: Due) => {
        const asked = probes.flatMap((number) => step.probes?.[number]?.steps ?? []);
        return this.#askWithin(asked, { game: step.id, attempt, episode, after });
      },
    };
    const failure = await ground.alone(() => playGame(table));
    runtime.hooks.release();
    if (failure === null) return completed;
    this.#failures.push(`${step.id}: ${failure}`);
    return { kind: "cut_short", outcome: "failed" };
  }

  async #askBetween(game: GameStep, { attempt, episode, steps }: Asks): Promise<void> {
    const when = game.between?.when ?? null;
    if (when !== null && !(await this.#guide.holds(when))) return;
    await this.#askWithin(steps, { game: game.id, attempt, episode });
  }

  /** Pages and forms within a game; all forms are answered, and pages read. */
  async #askWithin(asked: readonly string[], within: Within): Promise<void> {
    const { steps } = this.parts.ground.manifest;
    for (const step of asked.flatMap((id) => steps.filter((one) => one.id === id))) {
      this.parts.coverage.entered(step.id);
      this.time.advance(this.#mind.look_ms());
      if (step.kind === "form") await this.#desk.take(step, within);
    }
  }

  async #end({ outcome }: StepOf<"end">): Promise<Result> {
    const { bonus = null } = this.parts.ground.manifest;
    if (outcome === "done" && bonus !== null) {
      const { currency } = bonus;
      const amount = bonusNow(bonus, this.#facts);
      await this.recorder.record({ type: "bonus", amount, currency });
    }
    await this.recorder.finish(outcome);
    return { kind: "ended", outcome };
  }

  #withdrawsAt(step: Step): boolean {
    const may = this.parts.ground.manifest.withdrawal !== null && this.recorder.startedAt !== null;
    return may && this.#mind.withdrawsAt(step);
  }

  async #withdraw({ id }: Step): Promise<Result> {
    const choice = this.parts.plan.leaving === "delete" ? "delete" : "keep";
    await this.#participation.withdraw(choice, id);
    return { kind: "ended", outcome: "withdrawn" };
  }

  /** The study's own. */
  get #patience_ms(): number {
    return (this.parts.ground.manifest.max_minutes ?? 0) * MINUTE_MS;
  }

  get #isLate(): boolean {
    const { startedAt } = this.recorder;
    const isLimited = this.#patience_ms > 0 && startedAt !== null;
    return isLimited && this.time.clock() - startedAt >= this.#patience_ms;
  }
}
