/** Questions to answer. */

import { actions, button, h } from "../dom";
import { completed } from "../runner";
import type { Strings } from "../strings";
import type { StepContext, StepModule, StepOf } from "./context";
import { type Answer, type Judgement, judge } from "./form-answers";
import { type Field, makeField } from "./form-fields";

export const form: StepModule<"form"> = {
  kind: "form",
  async run(step, context) {
    const shown = context.now();
    const answers = await ask(step, context);
    await context.recorder.record(
      {
        type: "answers",
        step: step.id,
        ...(context.within && { within: context.within }),
        answers,
        duration_ms: context.now() - shown,
      },
      { durable: true },
    );
    context.facts.answered(step.id, answers);
    return completed;
  },
};

function ask(step: StepOf<"form">, context: StepContext): Promise<Record<string, Answer>> {
  const { screen, strings } = context;
  const fields = step.questions.map((question, at) =>
    makeField(question, `question-${at}`, strings.form),
  );
  const send = button(strings.form.send, { submit: true });
  for (const field of fields) keepMessageTrue(field, strings.form);
  const anyRequired = step.questions.some((question) => question.required);
  const legend = anyRequired ? h("p", { class: "note" }, strings.form.legend) : null;
  const questions = fields.map((field) => field.element);
  const element = h("form", { novalidate: true }, legend, ...questions, actions(send));
  screen.show(h("section", {}, h("div", { html: step.html }), element));
  return new Promise((resolve) => {
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      const answers = collect(fields, context);
      if (answers === null) return;
      send.disabled = true;
      resolve(answers);
    });
  });
}

/** The answers; null where some are not right, which is then said at their fields. */
function collect(
  fields: readonly Field[],
  { screen, strings }: StepContext,
): Record<string, Answer> | null {
  const answers: Record<string, Answer> = {};
  const invalid: Field[] = [];
  for (const field of fields) {
    const judgement = judgeAt(field, strings.form);
    if (judgement.ok) answers[field.question.name] = judgement.answer;
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
