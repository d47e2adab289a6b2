/** From what a form's controls hold to typed answers: pure, so that it is tested without a page. */

import type { NumberQuestion, Question, TextQuestion } from "../../generated/contract";
import type { Strings } from "../strings";

/** What the controls of one question hold: the typed text, the chosen value or the ticked values. */
export type Held = string | readonly string[];

/** As in an `answers` record. */
export type Answer = string | number | string[] | null;

export type Judgement = { ok: true; answer: Answer } | { ok: false; message: string };

/**
 * Judges what was given to a question.
 *
 * An unanswered question is null; of boxes none of which is ticked it is the empty list, since that
 * is an answer ("none of these") and a list like every other answer to the question.
 */
export function judge(question: Question, held: Held, strings: Strings["form"]): Judgement {
  if (typeof held !== "string") return judgeBoxes(question, held, strings);
  if (held.trim() === "") return judgeNothing(question, strings);
  switch (question.kind) {
    case "text":
      return judgeText(question, held, strings);
    case "number":
      return judgeNumber(question, held, strings);
    case "likert":
      return right(Number(held));
    case "choice":
      return right(held);
  }
}

/**
 * Reads a number as people write one: an optional sign, digits, and at most one decimal point or
 * comma. Null for anything else, a thousands separator too, since "1,234" may mean either.
 */
export function parseNumber(text: string): number | null {
  const plain = text.trim().replace(/^[−–]/, "-");
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/.test(plain)) return null;
  return Number(plain.replace(",", "."));
}

function judgeBoxes(question: Question, held: readonly string[], strings: Strings["form"]) {
  if (held.length === 0 && question.required) return wrong(strings.requiredChoices);
  return right([...held]);
}

function judgeNothing(question: Question, strings: Strings["form"]): Judgement {
  if (!question.required) return right(null);
  const chosen = question.kind === "choice" || question.kind === "likert";
  return wrong(chosen ? strings.requiredChoice : strings.required);
}

/** The text stays exactly as it was typed. Its length is counted in characters, as people count. */
function judgeText(question: TextQuestion, held: string, strings: Strings["form"]): Judgement {
  const length = [...held].length;
  return length > question.max_length
    ? wrong(strings.tooLong(question.max_length, length))
    : right(held);
}

function judgeNumber(question: NumberQuestion, held: string, strings: Strings["form"]): Judgement {
  const value = parseNumber(held);
  if (value === null) return wrong(strings.notNumber);
  if (question.integer && !Number.isInteger(value)) return wrong(strings.notInteger);
  if (question.min !== null && value < question.min) return wrong(strings.tooSmall(question.min));
  if (question.max !== null && value > question.max) return wrong(strings.tooLarge(question.max));
  return right(value);
}

function right(answer: Answer): Judgement {
  return { ok: true, answer };
}

function wrong(message: string): Judgement {
  return { ok: false, message };
}
