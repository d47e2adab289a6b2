/** What a bot gives to the questions of a form: what is right, and what must be refused. */

import type { ChoiceQuestion, DateQuestion, NumberQuestion } from "../generated/contract";
import { range, shuffled } from "../page/flow/orders";
import {
  type Answer,
  type Answers,
  type Held,
  judge,
  other,
  type SingleQuestion,
} from "../page/steps/form-answers";
import { passes } from "../page/steps/form-checks";
import { english } from "../page/strings";
import type { Value } from "../shared/expression";
import { between, oneOf, type Uniform } from "./chance";

/** So far from its only bound a number may be. */
const SPAN = 100;
/** An answer that may be left out is, so often. */
const SILENT = 0.2;
/** So many answers are looked at for one that fails a check. */
const TRIES = 200;
const DAY_MS = 86_400_000;
/** Of days without bounds: so many years, up to a day that is always the same. */
const YEARS_MS = 50 * 365 * DAY_MS;
const TODAY = "2026-01-01";
const WORDS = "A bot's own words.";

/** An answer that the form takes. */
export function rightAnswer(question: SingleQuestion, uniform: Uniform): Held {
  if (!question.required && uniform() < SILENT) return nothing(question);
  switch (question.kind) {
    case "text":
      return `${Math.floor(uniform() * 1e6)}: a bot's answer.`.slice(0, question.max_length);
    case "number":
      return numberWithin(question, uniform);
    case "likert":
      return String(1 + Math.floor(uniform() * question.points));
    case "slider": {
      const { min, max, step } = question;
      const steps = Math.floor((max - min) / step + 1e-9);
      return String(Number((min + step * Math.floor(uniform() * (steps + 1))).toFixed(9)));
    }
    case "ranking":
      return shuffled(question.options, uniform).map(({ value }) => value);
    case "date":
      return dayWithin(question, uniform);
    case "choice":
      return chosen(question, uniform);
  }
}

/** Answers that the form must refuse; none where it takes everything that can be given. */
export function wrongAnswers(question: SingleQuestion): Held[] {
  const wrong = question.required ? [nothing(question)] : [];
  switch (question.kind) {
    case "text":
      return [...wrong, "x".repeat(question.max_length + 1)];
    case "number":
      return [...wrong, "some", ...beyond(question)];
    case "date":
      return [...wrong, "?", ...outside(question)];
    case "choice":
      return [...wrong, ...wrongBoxes(question)];
    default:
      return wrong;
  }
}

/** What has to be given for this answer. */
export function heldOf(question: SingleQuestion, answer: Value): Held {
  if (answer === null) return nothing(question);
  const held = Array.isArray(answer) ? answer.map(String) : String(answer);
  return withWords(question, held);
}

/** An answer that passes the question's check, or one that does not; null: it has none. */
export function answerTo(question: SingleQuestion, pass: boolean, uniform: Uniform): Held | null {
  const { check = null } = question;
  if (check === null) return null;
  if (pass) return heldOf(question, check.answer);
  for (let tries = 0; tries < TRIES; tries++) {
    const held = rightAnswer(question, uniform);
    const judged = judge(question, held, english.form);
    const answer: Answer = judged.ok ? (judged.answers[question.name] ?? null) : null;
    if (judged.ok && !passes(check, answer, question.kind === "ranking")) return held;
  }
  return null;
}

/**
 * What the page records of what is given.
 *
 * @throws Error where its rules refuse one of these.
 */
export function collected(given: readonly [SingleQuestion, Held][]): Answers {
  const answers: Answers = {};
  for (const [question, held] of given) {
    const judged = judge(question, held, english.form);
    if (!judged.ok) {
      throw new Error(`${question.name}: ${judged.message} (${JSON.stringify(held)})`);
    }
    Object.assign(answers, judged.answers);
  }
  return answers;
}

function nothing(question: SingleQuestion): Held {
  if (question.kind === "ranking") return [];
  return withWords(question, question.kind === "choice" && question.multiple ? [] : "");
}

/** Beside a choice with a box of its own there is always something to give for the box. */
function withWords(question: SingleQuestion, held: string | string[]): Held {
  if (question.kind !== "choice" || (question.other ?? null) === null) return held;
  return { chosen: held, words: [held].flat().includes(other) ? WORDS : "" };
}

function chosen(question: ChoiceQuestion, uniform: Uniform): Held {
  const values = valuesOf(question);
  if (!question.multiple) return withWords(question, oneOf(values, uniform));
  const { least, most } = bounds(question);
  const count = Math.floor(between(Math.max(least, 1), most + 1, uniform));
  const some = shuffled(range(values.length), uniform).slice(0, count);
  return withWords(
    question,
    values.filter((_, at) => some.includes(at)),
  );
}

/** Of all that can be chosen, `other` too. */
export function valuesOf({ options, other: label = null }: ChoiceQuestion): string[] {
  return [...options.map(({ value }) => value), ...(label === null ? [] : [other])];
}

function bounds(question: ChoiceQuestion): { least: number; most: number } {
  const { min = null, max = null } = question;
  return { least: min ?? 0, most: max ?? valuesOf(question).length };
}

function wrongBoxes(question: ChoiceQuestion): Held[] {
  const values = valuesOf(question);
  const wordless: Held[] =
    (question.other ?? null) === null
      ? []
      : [{ chosen: question.multiple ? [other] : other, words: " " }];
  if (!question.multiple) return wordless;
  const { least, most } = bounds(question);
  const few = least > 1 ? [withWords(question, values.slice(0, least - 1))] : [];
  const many = most < values.length ? [withWords(question, values.slice(0, most + 1))] : [];
  return [...wordless, ...few, ...many];
}

/** As people write one: without an exponent. */
function numberWithin({ min, max, integer }: NumberQuestion, uniform: Uniform): string {
  const low = min ?? (max === null ? -SPAN : max - SPAN);
  const high = max ?? low + 2 * SPAN;
  if (integer) return String(Math.floor(between(Math.ceil(low), Math.floor(high) + 1, uniform)));
  const finest = 20;
  const digits = 2 - Math.floor(Math.log10(high - low || 1));
  const text = between(low, high, uniform).toFixed(Math.min(Math.max(digits, 2), finest));
  return Number(text) >= low && Number(text) <= high ? text : low.toFixed(finest);
}

function beyond({ min, max, integer }: NumberQuestion): string[] {
  const bounds = [...(min === null ? [] : [min - 1]), ...(max === null ? [] : [max + 1])];
  return [...bounds.map(String), ...(integer ? [String((min ?? 0) + 0.5)] : [])];
}

function dayWithin({ min, max }: DateQuestion, uniform: Uniform): string {
  const first = min === null ? Date.parse(max ?? TODAY) - YEARS_MS : Date.parse(min);
  const last = max === null ? first + YEARS_MS : Date.parse(max);
  const days = Math.floor(between(0, (last - first) / DAY_MS + 1, uniform));
  return dayOf(first + days * DAY_MS);
}

function outside({ min, max }: DateQuestion): string[] {
  const before = min === null ? [] : [dayOf(Date.parse(min) - DAY_MS)];
  return [...before, ...(max === null ? [] : [dayOf(Date.parse(max) + DAY_MS)])];
}

function dayOf(time_ms: number): string {
  return new Date(time_ms).toISOString().slice(0, 10);
}
