/** A bot at a form or a quiz that it sees: it tries to send nothing first, and then answers. */

import type { Page } from "playwright-core";
import type { FormStep, SurveyJs } from "../../generated/contract";
import type { Held, SingleQuestion } from "../../page/steps/form-answers";
import { checkAnswers } from "../../page/steps/form-checks";
import type { Strings } from "../../page/strings";
import { dataOf } from "../../surveyjs/answers";
import type { Place } from "../../surveyjs/main";
import { collected } from "../answers";
import type { Coverage } from "../coverage";
import type { Mind } from "../mind";
import { leave } from "./leave";
import { Sheet } from "./sheet";

export class Examinee {
  /** Answers that the page has complained of, as it must. */
  refused = 0;
  readonly #sheet: Sheet;

  constructor(
    private readonly page: Page,
    private readonly mind: Mind,
    private readonly coverage: Coverage,
    private readonly strings: Strings,
  ) {
    this.#sheet = new Sheet(page, strings.form);
  }

  async take(step: FormStep): Promise<void> {
    if (step.surveyjs) return this.#completeSurvey(step, step.surveyjs);
    await this.#sendNothing(step);
    if (step.quiz) return this.#examine(step, step.quiz.attempts);
    const given = await this.#fill(step);
    const checks = checkAnswers(
      given.map(([question]) => question),
      collected(given),
    );
    await leave(this.page, () => this.#sheet.send());
    this.coverage.checked(step.id, checks ?? {});
  }

  /** What SurveyJS shows is its own affair: it is given the answers, and told that they are all. */
  async #completeSurvey(step: FormStep, surveyjs: SurveyJs): Promise<void> {
    const data = dataOf(surveyjs, collected(this.mind.answers(step)));
    await leave(this.page, () =>
      this.page.locator(".surveyjs").evaluate((place: Place, given) => {
        if (place.survey === undefined) return;
        place.survey.data = given;
        place.survey.doComplete();
      }, data),
    );
  }

  async #examine(step: FormStep, attempts: number): Promise<void> {
    let isPassed = false;
    for (let left = attempts - 1; left >= 0 && !isPassed; left--) {
      await this.#fill(step);
      isPassed = await this.#verdict();
    }
    this.coverage.examined(step.id, isPassed);
    const goOn = this.page.getByRole("button", { name: this.strings.continue, exact: true });
    await leave(this.page, () => goOn.click());
  }

  async #fill(step: FormStep): Promise<[SingleQuestion, Held][]> {
    const given = this.mind.answers(step);
    for (const [question, held] of given) await this.#sheet.give(question, held);
    return given;
  }

  /** Sends the quiz. @returns whether the page says that all of it is right */
  async #verdict(): Promise<boolean> {
    const verdict = this.page.locator("main .verdict");
    const [earlier] = await verdict.elementHandles();
    await this.#sheet.send();
    await earlier?.waitForElementState("hidden");
    await verdict.waitFor();
    return (await verdict.textContent()) === this.strings.quiz.passed;
  }

  /** An empty form with a question that needs an answer stays where it is. */
  async #sendNothing({ questions }: FormStep): Promise<void> {
    if (!questions.some(({ required }) => required)) return;
    await this.#sheet.send();
    await this.page.locator("form .question.invalid").first().waitFor();
    this.refused += await this.#sheet.complaints();
  }
}
