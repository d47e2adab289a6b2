/**
 * One bot's way through a study in a real browser: it reads, clicks and types as a person does. What
 * it sees is the page as it is; where it is on its way the page's own storage says.
 */

import type { Browser, Page } from "playwright-core";
import type { Outcome, Step } from "../../generated/contract";
import { earlyEnd } from "../../page/early-end";
import { chooseLanguage, offerOf, ownName } from "../../page/languages";
import type { StepOf } from "../../page/steps/context";
import type { Strings } from "../../page/strings";
import type { StoredCourse } from "../../shared/course";
import type { SessionRow } from "../../shared/database";
import { strangers } from "../ids";
import { Mind } from "../mind";
import { type BotParts, type Taken, USER_AGENT } from "../session";
import { Examinee } from "./examinee";
import { Gamer } from "./gamer";
import { leave } from "./leave";
import { retrace } from "./retrace";
import { storedIn } from "./stored";
import { Viewer } from "./viewer";
import { wordsIn } from "./words";

/** Everything is sent within so long, or the store is away. */
const SENT_MS = 60_000;
const SPARE_MS = 30_000;

/** Takes the study in a window of its own, and resolves when the store has all of it. */
export async function visit(parts: BotParts, browser: Browser): Promise<Taken> {
  const locale = parts.ground.manifest.language;
  const context = await browser.newContext({ userAgent: USER_AGENT, locale });
  try {
    const page = await context.newPage();
    // A redirect leads to a service that no bot should ask for anything.
    const known = originsOf(parts);
    await page.route(
      ({ origin }) => !known.has(origin),
      (route) => route.abort(),
    );
    await page.goto(addressOf(parts));
    return await new Visitor(parts, page).takePart();
  } finally {
    await context.close();
  }
}

/** The study's own, and those that its page may send to: its stores. */
function originsOf({ ground }: BotParts): Set<string> {
  const all = [ground.origin, ...ground.manifest.connect];
  return new Set(all.filter((one) => URL.canParse(one)).map((one) => new URL(one).origin));
}

function addressOf({ ground, plan }: BotParts): string {
  const address = new URL(ground.address);
  address.search = new URLSearchParams(plan.params).toString();
  return address.href;
}

class Visitor {
  readonly #mind: Mind;
  readonly #strings: Strings;
  readonly #examinee: Examinee;
  readonly #failures: string[] = [];
  #refused = 0;
  /** It has gone on without a microphone. */
  #isQuiet = false;
  /** Steps that were left before there was a session. */
  #ahead = 0;
  /** The step that was entered last, and what was decided so far. */
  #stepIndex = 0;
  #course: StoredCourse | null = null;

  constructor(
    private readonly parts: BotParts,
    private readonly page: Page,
  ) {
    this.#mind = new Mind(parts.plan, parts.uniform);
    this.#strings = wordsIn(parts.ground.manifest.language);
    this.#examinee = new Examinee(page, this.#mind, parts.coverage, this.#strings);
    page.on("pageerror", (error) => this.#failures.push(`page: ${error.stack ?? error.message}`));
  }

  async takePart(): Promise<Taken> {
    await this.#chooseLanguage();
    const outcome = await this.#goOn();
    await this.#tally();
    this.parts.coverage.ended(outcome);
    const refused = this.#refused + this.#examinee.refused;
    return { outcome, refused, failures: this.#failures };
  }

  /** Whoever is asked takes the study in its usual language, in which bots know it. */
  async #chooseLanguage(): Promise<void> {
    const { ground, plan } = this.parts;
    const usual = ground.manifest.language;
    const search = new URLSearchParams(plan.params);
    if (chooseLanguage(offerOf(ground.manifest), search, [usual]) !== null) return;
    await leave(this.page, () => this.#button(ownName(usual)).click());
  }

  async #goOn(): Promise<Outcome> {
    for (;;) {
      await this.page.locator("main > .step").waitFor();
      const row = await storedIn(this.page);
      const over = earlyEnd(row?.stepIndex ?? 0);
      if (row !== null) this.#follow(row, over === null);
      if (over?.kind === "cut_short") return this.#settle(over.outcome);
      const step = await this.#shown(row !== null);
      if (step.kind === "end") return this.#settle(step.outcome);
      const { manifest } = this.parts.ground;
      if (row !== null && this.#mind.withdrawsAt(step, manifest)) return this.#withdraw();
      if (step.kind === "consent" && this.parts.plan.leaving === "decline")
        return this.#decline(step);
      await this.#pass(step);
      if ((await storedIn(this.page)) === null) this.#ahead += 1;
    }
  }

  /** A session that has ended keeps its decisions, but no facts. */
  #follow({ course = null, stepIndex }: SessionRow, isUnderWay: boolean): void {
    if (isUnderWay) this.#stepIndex = stepIndex;
    if (course === null) return;
    const conditions = { ...this.#course?.facts.conditions, ...course.facts.conditions };
    this.#course = { ...course, facts: { ...course.facts, conditions } };
  }

  /** Before there is a session nothing parts the way: steps come as they are written. */
  async #shown(hasBegun: boolean): Promise<Step> {
    const { manifest } = this.parts.ground;
    const index = hasBegun ? this.#stepIndex : this.#ahead;
    const step = await retrace(manifest, index, this.#course?.decisions ?? []);
    if (step === null) throw new Error("The bot does not know which step it sees.");
    return step;
  }

  async #pass(step: Step): Promise<void> {
    switch (step.kind) {
      case "page":
        return this.#continue();
      case "wait":
        return this.#wait(step);
      case "media":
        return this.#listen(step);
      case "login":
        return this.#logIn(step);
      case "consent":
        return this.#agree(step);
      case "form":
        return this.#examinee.take(step);
      case "microphone":
        return this.#keepQuiet(step.required);
      case "fullscreen":
        return this.#fillScreen(step);
      case "game":
        return this.#play(step);
      case "watch":
        return new Viewer(this.page, this.#mind, this.#strings).watch(step);
      case "compare":
        return new Viewer(this.page, this.#mind, this.#strings).compare(step);
      case "rank":
        return new Viewer(this.page, this.#mind, this.#strings).rank(step);
      case "end":
        throw new Error("Nobody passes the end.");
    }
  }

  #continue(timeout?: number): Promise<void> {
    const goOn = this.#button(this.#strings.continue);
    return leave(this.page, () => goOn.click(timeout === undefined ? {} : { timeout }));
  }

  async #wait({ seconds, goes_on }: StepOf<"wait">): Promise<void> {
    const timeout = seconds * 1000 + SPARE_MS;
    if (!goes_on) return this.#continue(timeout);
    const shown = this.page.getByRole("timer");
    await shown.waitFor({ state: "detached", timeout });
  }

  /** As fast as the browser plays it: bots hear nothing. */
  async #listen({ to_end }: StepOf<"media">): Promise<void> {
    if (to_end) {
      await this.page.locator("main :is(audio, video)").evaluate((player: HTMLMediaElement) => {
        player.muted = true;
        player.playbackRate = 4;
        return player.play();
      });
    }
    await this.#continue(SENT_MS);
  }

  /** The browser has no microphone: a game asks anew only where no step has asked. */
  #keepQuiet(required = false): Promise<void> {
    const { cannot, without } = this.#strings.microphone;
    this.#isQuiet = true;
    return leave(this.page, () => this.#button(required ? cannot : without).click());
  }

  /** The browser can, unless the study lies in a frame that may not. */
  async #fillScreen({ required }: StepOf<"fullscreen">): Promise<void> {
    const { enter, cannot, without } = this.#strings.fullscreen;
    const declines = required ? cannot : without;
    const label = this.#mind.isAble() ? enter : declines;
    await leave(this.page, () => this.#button(label).click());
  }

  async #logIn(step: StepOf<"login">): Promise<void> {
    const { ground, plan, uniform } = this.parts;
    const lists = ground.listsOf(step);
    const field = this.page.getByLabel(step.label);
    const goOn = this.#button(this.#strings.continue);
    for (const [typed] of strangers(step, lists)) {
      await field.fill(typed);
      await goOn.click();
      await this.page.locator("main .error:not([hidden])").waitFor();
      this.#refused += 1;
    }
    await field.fill(await ground.ids.known(step, lists, plan.params.role, uniform));
    await leave(this.page, () => goOn.click());
  }

  async #agree(step: StepOf<"consent">): Promise<void> {
    const accept = this.#button(step.accept);
    await accept.waitFor({ timeout: SENT_MS });
    const { items = [], scroll } = step;
    if (scroll || items.some(({ required }) => required)) {
      // Too early: the page says what is missing, and leads to the end of its text.
      await accept.evaluate((button) => (button as HTMLElement).click());
      await this.page.locator("main .error:not([hidden])").waitFor();
      this.#refused += 1;
    }
    const boxes = this.page.locator("main").getByRole("checkbox");
    for (const [at, ticked] of Object.values(this.#mind.ticks(step)).entries()) {
      await boxes.nth(at).setChecked(ticked);
    }
    await leave(this.page, () => accept.click());
  }

  async #decline({ decline }: StepOf<"consent">): Promise<Outcome> {
    await leave(this.page, () => this.#button(decline).click());
    return "declined";
  }

  /** Rounds, and what is asked between and within them, until the step is another one. */
  async #play(step: StepOf<"game">): Promise<void> {
    if (step.microphone && !this.#isQuiet) await this.#keepQuiet();
    const gamer = new Gamer(this.page, step, this.parts.uniform, this.#strings);
    const before = this.#stepIndex;
    for (;;) {
      if (await gamer.play()) continue;
      const shown = await this.page.locator("main").getAttribute("data-step");
      const asked = shown === step.id ? null : this.#stepOf(shown);
      if (asked?.kind === "form") await this.#examinee.take(asked);
      else await this.#continue();
      if (asked !== null) this.parts.coverage.entered(asked.id);
      const row = await storedIn(this.page);
      if (row?.stepIndex !== before) return;
    }
  }

  #stepOf(id: string | null): Step | null {
    return this.parts.ground.manifest.steps.find((step) => step.id === id) ?? null;
  }

  async #withdraw(): Promise<Outcome> {
    const { manifest } = this.parts.ground;
    const { choice } = this.#mind;
    await this.#button(manifest.withdrawal?.label ?? "").click();
    await leave(this.page, () => this.#button(this.#strings.withdrawal[choice]).click());
    await this.page
      .getByText(this.#strings.withdrawal.sent[choice])
      .first()
      .waitFor({ timeout: SENT_MS });
    return "withdrawn";
  }

  /** Until the page says that all is stored. */
  async #settle(outcome: Outcome): Promise<Outcome> {
    await this.page.getByText(this.#strings.end.saved).first().waitFor({ timeout: SENT_MS });
    return outcome;
  }

  /** What was reached, by the way that the browser has kept. */
  async #tally(): Promise<void> {
    const { coverage, ground } = this.parts;
    const { decisions = [], facts } = this.#course ?? {};
    for (const [factor, level] of Object.entries(facts?.conditions ?? {})) {
      coverage.recorded({ type: "condition", factor, level, by: "hash" });
    }
    const last = this.#course === null ? this.#ahead : this.#stepIndex;
    await retrace(ground.manifest, last, decisions, {
      entered: ({ id }) => coverage.entered(id),
      decided: (expression, value) => coverage.decided(expression, value),
      ordered: (block, pass, order) =>
        coverage.recorded({ type: "order", block, pass, order, by: "drawn" }),
    });
  }

  #button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }
}
