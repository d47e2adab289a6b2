/** From what a form's controls hold to typed answers: pure, so that it is tested without a page. */

import type {
  ChoiceQuestion,
  DateQuestion,
  GridQuestion,
  LikertQuestion,
  NumberQuestion,
  Question,
  TextQuestion,
} from "../../generated/contract";
import type { Strings } from "../strings";

/** A question with one answer, or two; a grid is one of these for each of its statements. */
export type SingleQuestion = Exclude<Question, { kind: "grid" }>;

/** Every question of which something is to be given: of a grid, each of its statements. */
export function singlesOf(question: Question): SingleQuestion[] {
  return question.kind === "grid" ? statementsOf(question) : [question];
}

/** Each statement of a grid is a scale of its own. */
export function statementsOf(grid: GridQuestion): LikertQuestion[] {
  const { points, low, high, required } = grid;
  return grid.statements.map(({ name, label, check = null }) => ({
    kind: "likert",
    name,
    prompt: label,
    required,
    check,
    points,
    low,
    high,
  }));
}

/** What is chosen: the value, or the values of the boxes that are ticked, or of a ranking all. */
export type Chosen = string | readonly string[];

/** What the controls of one question hold: what was typed or chosen, and words beside a choice. */
export type Held = Chosen | { readonly chosen: Chosen; readonly words: string };

/** As in an `answers` record. */
export type Answer = string | number | string[] | null;
export type Answers = Record<string, Answer>;

export type Judgement = { ok: true; answers: Answers } | { ok: false; message: string };

type Judged = { ok: true; answer: Answer } | { ok: false; message: string };

/** The value of the option beside which there is a box for words; the end of its answer's name. */
export const other = "other";

/**
 * Judges what was given to a question.
 *
 * An unanswered question is null; of boxes none of which is ticked it is the empty list, since that
 * is an answer ("none of these") and a list like every other answer to the question.
 */
export function judge(question: SingleQuestion, held: Held, strings: Strings["form"]): Judgement {
  const { chosen, words } = pairOf(held);
  const judged = judgeOne(question, chosen, strings);
  if (!judged.ok) return judged;
  const answers: Answers = { [question.name]: judged.answer };
  if (question.kind !== "choice" || (question.other ?? null) === null) {
    return { ok: true, answers };
  }
  const isOther = [judged.answer].flat().includes(other);
  if (isOther && words.trim() === "") return wrong(strings.otherWords);
  answers[`${question.name}_${other}`] = isOther ? words : null;
  return { ok: true, answers };
}

/** What is chosen, and the words beside it: none where there is no box for them. */
export function pairOf(held: Held): Exclude<Held, Chosen> {
  return typeof held === "object" && "chosen" in held ? held : { chosen: held, words: "" };
}

function judgeOne(question: SingleQuestion, held: Chosen, strings: Strings["form"]): Judged {
  if (typeof held !== "string") {
    return question.kind === "ranking"
      ? judgeRanking(held, question.required, strings)
      : judgeBoxes(question, held, strings);
  }
  if (held.trim() === "") return judgeNothing(question, strings);
  switch (question.kind) {
    case "text":
      return judgeText(question, held, strings);
    case "number":
      return judgeNumber(question, held, strings);
    case "date":
      return judgeDate(question, held, strings);
    case "likert":
    case "slider":
      return right(Number(held));
    default:
      return right(held);
  }
}

/**
 * Reads a number as people write one, in digits of their keyboard: an optional sign, digits, and at
 * most one decimal point or comma. Null for anything else, a thousands separator too, since "1,234"
 * may mean either.
 */
export function parseNumber(text: string): number | null {
  const plain = inAscii(text.trim()).replace(/^[−–]/, "-");
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/.test(plain)) return null;
  return Number(plain.replace(",", "."));
}

/**
 * As an English keyboard writes it: full-width characters, as in Japanese and Chinese, and the digits
 * and the decimal sign of Arabic and Persian. Not NFKC, to which "5²" is 52.
 */
function inAscii(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace("\u066b", ".");
}

function judgeBoxes(
  question: SingleQuestion,
  held: readonly string[],
  strings: Strings["form"],
): Judged {
  const count = held.length;
  if (count === 0) return question.required ? wrong(strings.requiredChoices) : right([]);
  const { min = null, max = null } = question as ChoiceQuestion;
  if (min !== null && count < min) return wrong(strings.tooFew(min));
  if (max !== null && count > max) return wrong(strings.tooMany(max));
  return right([...held]);
}

/** Empty: the participant has neither changed the order nor said that it is right. */
function judgeRanking(
  held: readonly string[],
  required: boolean,
  strings: Strings["form"],
): Judged {
  if (held.length > 0) return right([...held]);
  return required ? wrong(strings.requiredRanking) : right(null);
}

function judgeNothing(question: SingleQuestion, strings: Strings["form"]): Judged {
  if (!question.required) return right(null);
  if (question.kind === "slider") return wrong(strings.requiredSlider);
  const chosen = question.kind === "choice" || question.kind === "likert";
  return wrong(chosen ? strings.requiredChoice : strings.required);
}

/** The text stays exactly as it was typed. Its length is counted in characters, as people count. */
function judgeText(question: TextQuestion, held: string, strings: Strings["form"]): Judged {
  const length = [...held].length;
  return length > question.max_length
    ? wrong(strings.tooLong(question.max_length, length))
    : right(held);
}

function judgeNumber(question: NumberQuestion, held: string, strings: Strings["form"]): Judged {
  const value = parseNumber(held);
  if (value === null) return wrong(strings.notNumber);
  if (question.integer && !Number.isInteger(value)) return wrong(strings.notInteger);
  if (question.min !== null && value < question.min) return wrong(strings.tooSmall(question.min));
  if (question.max !== null && value > question.max) return wrong(strings.tooLarge(question.max));
  return right(value);
}

/** Days in ISO 8601 stand in the order of their texts. */
function judgeDate({ min, max }: DateQuestion, held: string, strings: Strings["form"]): Judged {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(held)) return wrong(strings.notDate);
  if (min !== null && held < min) return wrong(strings.tooEarly(min));
  if (max !== null && held > max) return wrong(strings.tooLate(max));
  return right(held);
}

function right(answer: Answer): { ok: true; answer: Answer } {
  return { ok: true, answer };
}

function wrong(message: string): { ok: false; message: string } {
  return { ok: false, message };
}
