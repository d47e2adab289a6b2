/** Questions to answer: a form, which is sent once; or a quiz, until it is right or tried enough. */

import { actions, button, h } from "../dom";
import { completed, type Result, screenedOut } from "../runner";
import type { Strings } from "../strings";
import type { StepContext, StepModule, StepOf } from "./context";
import { type Answers, type Judgement, judge, type SingleQuestion } from "./form-answers";
import { checkAnswers, isPassed, isScreenedOut, scoresOf } from "./form-checks";
import { type Asked, askQuestion, type Field } from "./form-fields";
import { note, type Sent } from "./form-sent";
import { FieldTimes, watchTimes } from "./form-times";
import { takeHtmlForm } from "./html-form";
import { type Marking, mark } from "./quiz";
import { takeSurveyJs } from "./surveyjs";

export const form: StepModule<"form"> = {
  kind: "form",
  async run(step, context) {
    if (step.in_html) return takeHtmlForm(step, context);
    if (step.surveyjs) return takeSurveyJs(step, step.surveyjs, context);
    const sheet = new Sheet(step, context);
    return step.quiz ? takeQuiz(sheet, step, context) : takeForm(sheet, step, context);
  },
};

async function takeForm(sheet: Sheet, step: StepOf<"form">, context: StepContext): Promise<Result> {
  sheet.show();
  const sent = await sheet.sent();
  await note(sent, null, step, context);
  return isScreenedOut(sheet.questions, sent.checks) ? screenedOut : completed;
}

/**
 * A reload gives nobody another attempt: how many there were is kept with the session, and that it
 * was passed, while the marks are read.
 */
async function takeQuiz(sheet: Sheet, step: StepOf<"form">, context: StepContext): Promise<Result> {
  const { facts } = context;
  const { attempts, on_fail } = step.quiz ?? { attempts: 1, on_fail: "go_on" };
  for (let tried = facts.tries(step.id); !facts.hasPassed(step.id) && tried < attempts; ) {
    sheet.show();
    const sent = await sheet.sent();
    tried += 1;
    await note(sent, tried, step, context);
    const passed = isPassed(sent.checks);
    if (passed) facts.passed(step.id);
    else facts.tried(step.id, tried);
    await context.remember();
    const left = attempts - tried;
    await sheet.mark({ checks: sent.checks ?? {}, isPassed: passed, left });
  }
  const isOut = !facts.hasPassed(step.id) && on_fail === "screen_out";
  facts.taken(step.id);
  return isOut ? screenedOut : completed;
}

/** The form as it stands in the page. */
class Sheet {
  readonly fields: readonly Field[];
  readonly #asked: readonly Asked[];
  readonly #send: HTMLButtonElement;
  readonly #element: HTMLFormElement;
  #times: FieldTimes;
  #shown = 0;
  #isShown = false;

  constructor(
    private readonly step: StepOf<"form">,
    private readonly context: StepContext,
  ) {
    const strings = context.strings.form;
    this.#asked = step.questions.map((question, at) =>
      askQuestion(question, `question-${at}`, strings),
    );
    this.fields = this.#asked.flatMap(({ fields }) => fields);
    this.#send = button(strings.send, { submit: true });
    const anyRequired = this.fields.some(({ question }) => question.required);
    const legend = anyRequired ? h("p", { class: "note" }, strings.legend) : null;
    const questions = this.#asked.map(({ element }) => element);
    this.#element = h("form", { novalidate: true }, legend, ...questions, actions(this.#send));
    this.#times = this.#newTimes();
    for (const field of this.fields) {
      keepMessageTrue(field, strings);
      watchTimes(field.element, namesOf(field), () => this.#times, context.now);
    }
  }

  /** Those with an answer of their own. */
  get questions(): SingleQuestion[] {
    return this.fields.map(({ question }) => question);
  }

  /** Shows it, or, where it is shown, has it sent again. */
  show(): void {
    this.#shown = this.context.now();
    this.#times = this.#newTimes();
    this.#send.disabled = false;
    if (this.#isShown) return;
    this.#isShown = true;
    this.context.screen.show(h("section", {}, h("div", { html: this.step.html }), this.#element));
  }

  /** Resolves when it is sent with answers that are all of the right kind. */
  sent(): Promise<Sent> {
    return new Promise((resolve) => {
      const submit = (event: Event) => {
        event.preventDefault();
        const answers = collect(this.fields, this.context);
        if (answers === null) return;
        this.#element.removeEventListener("submit", submit);
        this.#send.disabled = true;
        resolve(this.#take(answers));
      };
      this.#element.addEventListener("submit", submit);
    });
  }

  /** Says what was right, and resolves when the participant has read it, or may try again. */
  mark(marking: Marking): Promise<void> {
    return mark(marking, this.fields, this.#element, this.context);
  }

  #take(answers: Answers): Sent {
    const now = this.context.now();
    return {
      answers,
      times: this.#times.take(now),
      checks: checkAnswers(this.questions, answers),
      scores: scoresOf(this.step.scores ?? [], answers),
      duration_ms: now - this.#shown,
    };
  }

  #newTimes(): FieldTimes {
    return new FieldTimes(this.fields.flatMap(namesOf), this.context.now());
  }
}

/** The names of a field's answers, its own first. */
function namesOf({ question }: Field): string[] {
  const { name } = question;
  return question.kind === "choice" && question.other ? [name, `${name}_other`] : [name];
}

/** The answers; null where some are not right, which is then said at their fields. */
function collect(fields: readonly Field[], { screen, strings }: StepContext): Answers | null {
  const answers: Answers = {};
  const invalid: Field[] = [];
  for (const field of fields) {
    const judgement = judgeAt(field, strings.form);
    if (judgement.ok) Object.assign(answers, judgement.answers);
    else invalid.push(field);
  }
  if (invalid.length === 0) return answers;
  screen.announce(strings.form.invalid(invalid.length));
  invalid[0]?.focus();
  return null;
}

/** Judges what a field holds, and says at the field what is not right. */
function judgeAt(field: Field, strings: Strings["form"]): Judgement {
  const judgement = judge(field.question, field.read(), strings);
  field.complain(judgement.ok ? null : judgement.message);
  return judgement;
}

/** A message goes as soon as its answer is right; none comes before the participant goes on. */
function keepMessageTrue(field: Field, strings: Strings["form"]): void {
  field.element.addEventListener("input", () => {
    if (field.complains()) judgeAt(field, strings);
  });
}
