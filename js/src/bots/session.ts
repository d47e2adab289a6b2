/**
 * One bot's way through a study: the page's own guide, recorder, sealer and uploader lead it, and its
 * own form rules judge what it answers. Only what a person would do is made up.
 */

import type { Outcome, Step } from "../generated/contract";
import { nodeBrowser, siteFetch } from "../node-page/browser";
import { openOnlyRecorder } from "../node-page/recording";
import { VirtualTime } from "../node-page/time";
import { settleBonus } from "../page/flow/bonus";
import { Course } from "../page/flow/course";
import { FactBook } from "../page/flow/facts";
import { Guide } from "../page/flow/guide";
import { wantedFacts } from "../page/flow/references";
import { type Participation, participation } from "../page/participation";
import type { PageRecord, Recorder } from "../page/record/recorder";
import {
  completed,
  consentIsBehind,
  type Result,
  type RunContext,
  runNodes,
  screenedOut,
  timedOut,
} from "../page/runner";
import type { StepOf } from "../page/steps/context";
import type { Uniform } from "./chance";
import type { Coverage } from "./coverage";
import { Critic } from "./critic";
import { Desk } from "./desk";
import { Door } from "./door";
import { Gamer } from "./gamer";
import type { Ground } from "./ground";
import { Mind } from "./mind";
import type { Plan } from "./plan";
import { GameWriter } from "./writer";

/** In the place of a browser's name, so that no record is taken for a person's. */
export const USER_AGENT = "gymbrowser-simulate/1";
const MINUTE_MS = 60_000;

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
  const recorder = await openOnlyRecorder(
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
      userAgent: USER_AGENT,
      timeOrigin: time.clock,
      simulated: true,
    }),
  );
  writer.onJournaled = (message) => recorder.gameJournaled(message);
  return new Bot(parts, time, writer, recorder).takePart();
}

class Bot {
  readonly #mind: Mind;
  readonly #facts: FactBook;
  readonly #guide: Guide;
  readonly #participation: Participation;
  readonly #course = new Course(0);
  readonly #desk: Desk;
  readonly #door: Door;
  readonly #gamer: Gamer;

  constructor(
    private readonly parts: BotParts,
    private readonly time: VirtualTime,
    writer: GameWriter,
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
      onOver: () => {},
    });
    const [mind, facts] = [this.#mind, this.#facts];
    this.#desk = new Desk({ mind, time, recorder, facts, coverage });
    this.#door = new Door({ ground, mind, recorder, facts, participation: this.#participation });
    const [guide, desk, uniform] = [this.#guide, this.#desk, parts.uniform];
    const seat = { ground, coverage, uniform, mind, time, writer, recorder, facts, guide, desk };
    this.#gamer = new Gamer(seat);
  }

  async takePart(): Promise<Taken> {
    const { manifest } = this.parts.ground;
    if (consentIsBehind(manifest, 0)) await this.#participation.begin();
    const result = await runNodes(manifest.flow, this.#context());
    if (result.kind === "completed") throw new Error("The study is over without an end.");
    const { outcome } = result;
    if (result.kind === "cut_short") await this.#finish(outcome);
    if (this.recorder.session !== null) await this.recorder.settled();
    this.parts.coverage.ended(outcome);
    const refused = this.#door.refused + this.#desk.refused;
    return { outcome, refused, failures: this.#gamer.failures };
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
    return isLate ? timedOut : result;
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
        return this.#gamer.play(step);
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
    const state = required && this.#mind.isAble() ? "open" : "without";
    await this.recorder.record({ type: "microphone", step, state, why: null });
    const isOut = required && state === "without";
    return isOut ? screenedOut : completed;
  }

  /** No bot has a screen; where it is to be filled, most say that they have. */
  async #fill({ id: step, required }: StepOf<"fullscreen">): Promise<Result> {
    const on = this.#mind.isAble();
    const detail = on ? { on } : { on, step, why: "declined" };
    await this.recorder.record({ type: "event", event: "fullscreen", detail });
    return required && !on ? screenedOut : completed;
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

  async #end({ outcome }: StepOf<"end">): Promise<Result> {
    const { manifest } = this.parts.ground;
    if (outcome === "done") await settleBonus(manifest, this.#facts, this.recorder);
    await this.#finish(outcome);
    return { kind: "ended", outcome };
  }

  /** Who is screened out before the consent has no session, of which nothing is kept. */
  async #finish(outcome: Outcome): Promise<void> {
    if (this.recorder.session === null) await this.#participation.decline(outcome);
    else await this.recorder.finish(outcome);
  }

  #withdrawsAt(step: Step): boolean {
    const hasBegun = this.recorder.startedAt !== null;
    return hasBegun && this.#mind.withdrawsAt(step, this.parts.ground.manifest);
  }

  async #withdraw({ id }: Step): Promise<Result> {
    const { choice } = this.#mind;
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
