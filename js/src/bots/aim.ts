/** How a bot is to answer so that a branch is reached which chance has not led to. */

import type { Expression, FormStep, Manifest } from "../generated/contract";
import { FactBook } from "../page/flow/facts";
import { pathsIn } from "../page/flow/references";
import { type Answers, type SingleQuestion, singlesOf } from "../page/steps/form-answers";
import { checkAnswers, scoresOf } from "../page/steps/form-checks";
import type { GameResults } from "../shared/course";
import { evaluate, isTrue, type Value } from "../shared/expression";
import { valuesOf } from "./answers";
import type { Wish } from "./branches";
import { oneOf, type Uniform } from "./chance";

/** What is decided for a bot; all else is left to chance. */
export interface Aim {
  /** By the path of a fact: `answers.form.question`, `params.name`, `conditions.factor`. */
  facts: Readonly<Record<string, Value>>;
}

/** So many ways to answer are tried. */
const TRIES = 20_000;

type Study = Pick<Manifest, "factors" | "steps">;

/**
 * Draws values for everything that the expressions on the way stand on, until all of them come out as
 * they must. Checks and scores are those of the answers that are drawn. What games give is drawn too,
 * though no bot can promise it.
 *
 * @param wishes What must come out, see `Branch.before`.
 * @returns null where none of many draws did.
 */
export function aimAt(wishes: readonly Wish[], study: Study, uniform: Uniform): Aim | null {
  const wanted = new Set(wishes.flatMap(({ expression }) => pathsIn(expression)));
  const constants = wishes.flatMap(({ expression }) => constantsIn(expression));
  const given = new Set([...wanted].flatMap((path) => groundsOf(path, study)));
  const candidates = [...given].map(
    (path) => [path, candidatesOf(path, study, constants)] as const,
  );
  for (let tries = 0; tries < TRIES; tries++) {
    const facts = Object.fromEntries(
      candidates.map(([path, values]) => [path, oneOf(values, uniform)]),
    );
    const known = factsBy(facts, wanted, study);
    const come = ({ expression, value }: Wish) => isTrue(evaluate(expression, known)) === value;
    if (wishes.every(come)) return { facts };
  }
  return null;
}

/** What a fact comes of: a check or a score of answers, all others of nothing else. */
function groundsOf(path: string, study: Study): string[] {
  const [root = "", name = "", item = ""] = path.split(".");
  const form = formOf(name, study);
  if (form === null || (root !== "checks" && root !== "scores")) return [path];
  const score = form.scores?.find((one) => one.name === item);
  const names =
    root === "scores"
      ? pathsIn(score?.value ?? null)
      : questionsOf(form).flatMap(({ name: asked, check }) =>
          check && (item === "failed" || item === asked) ? [asked] : [],
        );
  return names.map((asked) => `answers.${name}.${asked}`);
}

/** What expressions know of somebody who gives this: the page's own book of facts. */
function factsBy(given: Record<string, Value>, wanted: ReadonlySet<string>, study: Study) {
  const params: Record<string, string> = {};
  const answers: Record<string, Answers> = {};
  const results: Record<string, Record<string, Value>> = {};
  const book = new FactBook(params, wanted);
  for (const [path, value] of Object.entries(given)) {
    const [root, name = "", item = ""] = path.split(".");
    if (root === "params" && value !== null) params[name] = String(value);
    else if (root === "conditions") book.assigned(name, String(value));
    else if (root === "answers") answers[name] = { ...answers[name], [item]: value as null };
    else if (root === "results") results[name] = { ...results[name], [item]: value };
  }
  for (const [name, own] of Object.entries(answers)) {
    const form = formOf(name, study);
    book.answered(name, own);
    if (form === null) continue;
    const checks = checkAnswers(questionsOf(form), own) ?? {};
    book.judged(name, checks, scoresOf(form.scores ?? [], own) ?? {});
  }
  for (const [name, own] of Object.entries(results))
    book.played(name, own as unknown as GameResults);
  return book.facts;
}

function candidatesOf(path: string, study: Study, constants: readonly Value[]): Value[] {
  const [root = "", name = "", question = ""] = path.split(".");
  if (root === "conditions") {
    return study.factors.find((factor) => factor.name === name)?.levels ?? [null];
  }
  if (root === "params") return [...texts(constants), ...rolesOf(name, study), "other", null];
  if (root !== "answers") return around(constants);
  const form = formOf(name, study);
  const found = form && questionsOf(form).find((candidate) => candidate.name === question);
  return found ? answersTo(found, constants) : [null];
}

function rolesOf(param: string, { steps }: Study): string[] {
  if (param !== "role") return [];
  return steps.flatMap((step) => (step.kind === "login" ? Object.keys(step.roles) : []));
}

function formOf(name: string, { steps }: Study): FormStep | null {
  const step = steps.find(({ id }) => id === name);
  return step?.kind === "form" ? step : null;
}

function questionsOf({ questions }: FormStep): SingleQuestion[] {
  return questions.flatMap(singlesOf);
}

/** Answers that a branch may turn on; the one that a check asks for is one of them. */
function answersTo(question: SingleQuestion, constants: readonly Value[]): Value[] {
  const right = question.check ? [question.check.answer as Value] : [];
  const none = question.required ? [] : [null];
  return [...right, ...givenTo(question, constants), ...none];
}

function givenTo(question: SingleQuestion, constants: readonly Value[]): Value[] {
  switch (question.kind) {
    case "choice": {
      const values = valuesOf(question);
      if (!question.multiple) return values;
      const { min = null, max = null } = question;
      const sets = [...values.map((value) => [value]), values, []];
      const isRight = ({ length }: string[]) =>
        length === 0 ? !question.required : length >= (min ?? 0) && length <= (max ?? length);
      return sets.filter(isRight);
    }
    case "likert":
      return Array.from({ length: question.points }, (_, at) => at + 1);
    case "number": {
      const { min, max, integer } = question;
      return numbersWithin(min, max, constants).filter(
        (value) => !integer || Number.isInteger(value),
      );
    }
    case "slider": {
      const { min, max, step } = question;
      const isPlace = (value: number) => Math.abs(((value - min) / step) % 1) < 1e-9;
      return numbersWithin(min, max, constants).filter(isPlace);
    }
    case "ranking": {
      const values = question.options.map(({ value }) => value);
      return values.map((_, at) => [...values.slice(at), ...values.slice(0, at)]);
    }
    case "date":
      return [...texts(constants), question.min, question.max].filter((day) => day !== null);
    case "text":
      return [...texts(constants), "something else"];
  }
}

function numbersWithin(
  min: number | null,
  max: number | null,
  constants: readonly Value[],
): number[] {
  const [low, high] = [min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY];
  return [...around(constants), low, high].filter(
    (value) => Number.isFinite(value) && value >= low && value <= high,
  );
}

function texts(constants: readonly Value[]): string[] {
  return constants.filter((value): value is string => typeof value === "string" && value !== "");
}

/** On both sides of every threshold. */
function around(constants: readonly Value[]): number[] {
  const numbers = constants.filter((value): value is number => typeof value === "number");
  return [0, ...numbers.flatMap((value) => [value - 1, value, value + 1])];
}

function constantsIn(expression: Expression): Value[] {
  switch (expression.kind) {
    case "constant":
      return [expression.value];
    case "operation":
      return expression.operands.flatMap(constantsIn);
    default:
      return [];
  }
}
