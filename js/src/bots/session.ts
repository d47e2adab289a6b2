/**
 * One bot's way through a study: the page's own guide, recorder, sealer and uploader lead it, and its
 * own form rules judge what it answers. Only what a person would do is made up.
 */

import { VirtualTime } from "../endurance/time";
import type { ConsentStep, FormStep, GameStep, Outcome, Step } from "../generated/contract";
import { Course } from "../page/flow/course";
import { FactBook } from "../page/flow/facts";
import { Guide } from "../page/flow/guide";
import { wantedFacts } from "../page/flow/references";
import { type Participation, participation } from "../page/participation";
import { openRecorder } from "../page/record/open";
import type { PageRecord, Recorder } from "../page/record/recorder";
import { completed, consentIsBehind, type Result, type RunContext, runNodes } from "../page/runner";
import { type Answer, judge } from "../page/steps/form-answers";
import { checkAnswers, scoresOf } from "../page/steps/form-checks";
import { english } from "../page/strings";
import { castBy } from "../shared/levels";
import { donorOf } from "../worker/donor";
import { heldOf, rightAnswer, unknown, wrongAnswers } from "./answers";
import { botBrowser } from "./browser";
import { between, type Uniform } from "./chance";
import type { Coverage } from "./coverage";
import type { Ground } from "./ground";
import type { Plan } from "./plan";
import { playGame } from "./play";
import { UnknownHere } from "./unknown";
import { GameWriter } from "./writer";

/** How long a bot looks at a step, in milliseconds of its own time. */
const LOOK_MS = [1_500, 20_000] as const;
const MINUTE_MS = 60_000;
/** Who will withdraw does so at a step, so often. */
const WITHDRAWS = 0.5;

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
    botBrowser(ground.origin, time.clock, identity),
  );
  if ("busy" in recorder) throw new Error("The lock that nobody else asks for is held.");
  writer.onJournaled = (message) => recorder.gameJournaled(message);
  return new Bot(parts, time, writer, recorder).takePart();
}

class Bot {
  readonly #taken: Taken = { outcome: "done", refused: 0, failures: [] };
  readonly #search: URLSearchParams;
  readonly #facts: FactBook;
  readonly #guide: Guide;
  readonly #participation: Participation;

  constructor(
    private readonly parts: BotParts,
    private readonly time: VirtualTime,
    private readonly writer: GameWriter,
    private readonly recorder: Recorder,
  ) {
    const { ground, plan } = parts;
    this.#search = new URLSearchParams(plan.params);
    this.#facts = new FactBook(recorder.taker.params, wantedFacts(ground.manifest));
    // No endpoint counts bots, so that quotas are drawn by hash.
    const away = { take: () => Promise.resolve(null) };
    const overheard = this.#overheard();
    this.#guide = new Guide(ground.manifest, this.#facts, overheard, this.#search, away);
    this.#participation = participation({
      recorder,
      client: {
        identify: (identity, seed) => writer.identify(identity, seed),
        close: () => {},
      },
      goOffline: () => {},
      onBegun: () => {},
    });
  }

  async takePart(): Promise<Taken> {
    const { manifest } = this.parts.ground;
    if (consentIsBehind(manifest, 0)) await this.#participation.begin();
    const result = await runNodes(manifest.flow, this.#context());
    if (result.kind === "completed") throw new Error("The study is over without an end.");
    if (result.kind === "cut_short") await this.recorder.finish(result.outcome);
    if (result.outcome !== "declined") await this.recorder.settled();
    this.#taken.outcome = result.outcome;
    this.parts.coverage.ended(result.outcome);
    return this.#taken;
  }

  #context(): RunContext {
    const { recorder, time } = this;
    const { manifest } = this.parts.ground;
    const course = new Course(0);
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
    const { coverage, plan, uniform } = this.parts;
    coverage.entered(step.id);
    this.time.advance(between(...LOOK_MS, uniform));
    if (this.#withdrawsAt(step)) return this.#withdraw(step);
    if (plan.leaving === "dawdle") this.time.advance(this.#patience_ms);
    const result = await this.#do(step);
    const isLate = step.kind !== "end" && this.#isLate && result.kind === "completed";
    return isLate ? { kind: "cut_short", outcome: "timed_out" } : result;
  }

  async #do(step: Step): Promise<Result> {
    const { kind, id } = step;
    switch (kind) {
      case "page":
      case "media":
        return completed;
      case "wait":
        this.time.advance(step.seconds * 1000);
        return completed;
      case "consent":
        return this.#consent(step);
      case "form":
        return this.#answer(step);
      case "game":
        return this.#play(step);
      case "end":
        await this.recorder.finish(step.outcome);
        return { kind: "ended", outcome: step.outcome };
      default:
        throw new UnknownHere(`The bots cannot take the step \`${id}\` yet: it is a \`${kind}\`.`);
    }
  }

  async #consent({ id, version, sha256, html, items = [] }: ConsentStep): Promise<Result> {
    if (this.parts.plan.leaving === "decline") {
      await this.#participation.decline(id);
      return { kind: "ended", outcome: "declined" };
    }
    await this.#participation.begin();
    const ticked = Object.fromEntries(items.map(({ name }) => [name, true]));
    const agreed = { version, sha256, html, items: items.length > 0 ? ticked : null };
    await this.recorder.record({ type: "consent", step: id, ...agreed }, { durable: true });
    return completed;
  }

  async #answer({ id, questions, quiz = null, scores = [] }: FormStep): Promise<Result> {
    const { plan, uniform } = this.parts;
    if (quiz !== null) throw new UnknownHere(`The bots cannot take the quiz \`${id}\` yet.`);
    const asked = questions.map((question) => {
      if (question.kind === "grid") throw unknown(question);
      return question;
    });
    const shown = this.time.now();
    const answers: Record<string, Answer> = {};
    for (const question of asked) {
      this.time.advance(between(...LOOK_MS, uniform));
      for (const wrong of wrongAnswers(question)) {
        if (judge(question, wrong, english.form).ok) {
          throw new Error(`The form ${id} takes ${JSON.stringify(wrong)} for ${question.name}.`);
        }
        this.#taken.refused += 1;
      }
      const wanted = plan.answers[`${id}.${question.name}`];
      const held = wanted === undefined ? rightAnswer(question, uniform) : heldOf(question, wanted);
      const judged = judge(question, held, english.form);
      if (!judged.ok) throw new Error(`${id}.${question.name}: ${judged.message} (${held})`);
      Object.assign(answers, judged.answers);
    }
    const duration_ms = this.time.now() - shown;
    const found = { checks: checkAnswers(asked, answers), scores: scoresOf(scores, answers) };
    await this.recorder.record(
      { type: "answers", step: id, answers, duration_ms, ...found },
      { durable: true },
    );
    this.#facts.answered(id, answers);
    this.#facts.judged(id, found.checks ?? {}, found.scores ?? {});
    const isOut = asked.some(
      ({ name, check }) => check?.on_fail === "screen_out" && found.checks?.[name] === false,
    );
    return isOut ? { kind: "cut_short", outcome: "screened_out" } : completed;
  }

  async #play(game: GameStep): Promise<Result> {
    const { ground, uniform } = this.parts;
    if (game.between) {
      throw new UnknownHere(`The bots cannot answer between the rounds of \`${game.id}\` yet.`);
    }
    const step = castBy(ground.manifest.policies, game, this.#facts.stored.conditions);
    const { journal, seed } = this.writer.begun;
    const seedList = await this.#guide.seedList(step.rules.seed_lists);
    const runtime = ground.runtime();
    const attempt = await this.recorder.nextAttempt(step.id);
    const yoke = { list: seedList, session: seed, read: ground.readDonor };
    const donor = await donorOf(step, yoke);
    const table = { step, attempt, seed, seedList, donor, runtime, journal, uniform };
    const { results, failure } = await ground.alone(() => playGame({ ...table, time: this.time }));
    runtime.hooks.release();
    if (results !== null) this.#facts.played(step.id, results);
    if (failure === null) return completed;
    this.#taken.failures.push(`${step.id}: ${failure}`);
    return { kind: "cut_short", outcome: "failed" };
  }

  #withdrawsAt({ kind }: Step): boolean {
    const { plan, uniform, ground } = this.parts;
    const wants = plan.leaving === "keep" || plan.leaving === "delete";
    const may = ground.manifest.withdrawal !== null && this.recorder.startedAt !== null;
    return wants && may && kind !== "end" && kind !== "consent" && uniform() < WITHDRAWS;
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
