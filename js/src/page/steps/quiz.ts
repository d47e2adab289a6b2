/** What a quiz says to an attempt: at each question, and below them all. */

import { button, clicked, h } from "../dom";
import type { StepContext } from "./context";
import type { Field } from "./form-parts";

export interface Marking {
  /** Answer to whether it was right. */
  checks: Readonly<Record<string, boolean>>;
  isPassed: boolean;
  /** How many attempts there still are. */
  left: number;
}

/**
 * Marks a form that was sent. Who may try again does so in the same form, where the marks stay until
 * an answer is changed; everybody else reads them and goes on.
 */
export async function mark(
  { checks, isPassed, left }: Marking,
  fields: readonly Field[],
  form: HTMLFormElement,
  { screen, strings }: StepContext,
): Promise<void> {
  const { quiz } = strings;
  const wrong = fields.filter(({ question }) => checks[question.name] === false);
  for (const field of fields) markField(field, checks[field.question.name], quiz);
  const summary = isPassed ? quiz.passed : quiz.wrong(wrong.length, left);
  screen.announce(summary);
  const told = h("p", { class: isPassed ? "verdict right" : "verdict" }, summary);
  form.querySelector(".verdict")?.remove();
  form.querySelector(".actions")?.before(told);
  if (!isPassed && left > 0) {
    wrong[0]?.focus();
    return;
  }
  for (const { element } of fields) element.inert = true;
  const next = button(strings.continue);
  form.querySelector(".actions")?.replaceChildren(next);
  next.focus();
  await clicked(next);
}

function markField(
  { element, question }: Field,
  isRight: boolean | undefined,
  strings: StepContext["strings"]["quiz"],
): void {
  element.querySelector(":scope > .mark")?.remove();
  if (isRight === undefined) return;
  const words = (isRight ? question.check?.right : question.check?.wrong) ?? "";
  const verdict = h("strong", {}, isRight ? strings.right : strings.notRight);
  const mark = h("p", { class: isRight ? "mark right" : "mark" }, verdict, " ");
  mark.append(h("span", { html: words }));
  element.append(mark);
  element.addEventListener("input", () => mark.remove(), { once: true });
}
