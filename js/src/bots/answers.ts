/** What a bot gives to the questions of a form: what is right, and what must be refused. */

import type { NumberQuestion, Question } from "../generated/contract";
import type { Held, SingleQuestion } from "../page/steps/form-answers";
import type { Value } from "../shared/expression";
import { between, oneOf, type Uniform } from "./chance";
import { UnknownHere } from "./unknown";

/** So far from its only bound a number may be. */
const SPAN = 100;
/** An answer that may be left out is, so often. */
const SILENT = 0.2;

/** An answer that the form takes. */
export function rightAnswer(question: SingleQuestion, uniform: Uniform): Held {
  if (!question.required && uniform() < SILENT) return nothing(question);
  switch (question.kind) {
    case "text":
      return `A bot's answer ${Math.floor(uniform() * 1e6)}.`.slice(0, question.max_length);
    case "number":
      return String(numberWithin(question, uniform));
    case "likert":
      return String(1 + Math.floor(uniform() * question.points));
    case "choice": {
      const values = question.options.map(({ value }) => value);
      if (!question.multiple) return oneOf(values, uniform);
      const some = values.filter(() => uniform() < 0.5);
      return some.length > 0 ? some : [oneOf(values, uniform)];
    }
    default:
      throw unknown(question);
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
    case "likert":
    case "choice":
      return wrong;
    default:
      throw unknown(question);
  }
}

/** What has to be given for this answer. */
export function heldOf(question: SingleQuestion, answer: Value): Held {
  if (answer === null) return nothing(question);
  return Array.isArray(answer) ? answer.map(String) : String(answer);
}

function nothing(question: SingleQuestion): Held {
  return question.kind === "choice" && question.multiple ? [] : "";
}

function numberWithin({ min, max, integer }: NumberQuestion, uniform: Uniform): number {
  const low = min ?? (max === null ? -SPAN : max - SPAN);
  const high = max ?? low + 2 * SPAN;
  if (!integer) return Number(between(low, high, uniform).toFixed(2));
  return Math.floor(between(Math.ceil(low), Math.floor(high) + 1, uniform));
}

function beyond({ min, max, integer }: NumberQuestion): string[] {
  const bounds = [...(min === null ? [] : [min - 1]), ...(max === null ? [] : [max + 1])];
  return [...bounds.map(String), ...(integer ? [String((min ?? 0) + 0.5)] : [])];
}

/** Of a kind that the bots were not taught. */
export function unknown({ kind, name }: Pick<Question, "kind" | "name">): UnknownHere {
  return new UnknownHere(
    `The bots cannot answer the question \`${name}\` yet: it is a \`${kind}\`.`,
  );
}
