/** Whether answers are the right ones, and what is calculated from them. */

import type { Check, Score } from "../../generated/contract";
import { evaluate } from "../../shared/expression";
import type { Answer, Answers, SingleQuestion } from "./form-answers";

/** Of the questions that have a right answer, whether it was given; null: there are none. */
export function checkAnswers(
  questions: readonly SingleQuestion[],
  answers: Answers,
): Record<string, boolean> | null {
  const checks = questions.flatMap(({ name, kind, check }) =>
    check ? [[name, passes(check, answers[name] ?? null, kind === "ranking")] as const] : [],
  );
  return checks.length === 0 ? null : Object.fromEntries(checks);
}

/** Whether an answer was given that ends the study for who gives it. */
export function isScreenedOut(
  questions: readonly SingleQuestion[],
  checks: Readonly<Record<string, boolean>> | null,
): boolean {
  return questions.some(
    ({ name, check }) => check?.on_fail === "screen_out" && checks?.[name] === false,
  );
}

/** Whether all that is checked of a quiz is right. */
export function isPassed(checks: Readonly<Record<string, boolean>> | null): boolean {
  return Object.values(checks ?? {}).every(Boolean);
}

/** @param ordered Whether the order of a list is a part of the answer. */
export function passes({ answer: wanted }: Check, answer: Answer, ordered: boolean): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(answer) || answer.length !== wanted.length) return false;
    return wanted.every((value, at) => (ordered ? answer[at] === value : answer.includes(value)));
  }
  if (typeof wanted === "string" && typeof answer === "string") {
    return folded(answer) === folded(wanted);
  }
  return answer === wanted;
}

function folded(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}

/** What a form calculates; null where an answer is missing; null for all: it calculates nothing. */
export function scoresOf(
  scores: readonly Score[],
  answers: Answers,
): Record<string, number | null> | null {
  if (scores.length === 0) return null;
  return Object.fromEntries(
    scores.map(({ name, value }) => {
      const score = evaluate(value, answers);
      return [name, typeof score === "number" ? score : null];
    }),
  );
}
