/** How a bot is to answer so that a branch is reached which chance has not led to. */

import type { Expression, Factor, Manifest, Question } from "../generated/contract";
import { pathsIn } from "../page/flow/references";
import { evaluate, type Facts, isTrue, type Value } from "../shared/expression";
import type { Branch, Wish } from "./branches";
import { oneOf, type Uniform } from "./chance";

/** What is decided for a bot; all else is left to chance. */
export interface Aim {
  /** By the path of a fact: `answers.form.question`, `params.name`, `conditions.factor`. */
  facts: Readonly<Record<string, Value>>;
}

/** So many ways to answer are tried for a branch. */
const TRIES = 20_000;

type Study = Pick<Manifest, "factors" | "steps">;

/**
 * Draws values for everything that the expressions on the way mention, until all of them come out as
 * they must. What games give is drawn too, though no bot can promise it.
 *
 * @returns null where none of many draws did.
 */
export function aimAt(branch: Branch, study: Study, uniform: Uniform): Aim | null {
  const wishes = [...branch.before, branch];
  const candidates = new Map<string, readonly Value[]>();
  for (const { expression } of wishes) {
    for (const path of pathsIn(expression)) {
      candidates.set(path, valuesOf(path, study, constantsOf(wishes)));
    }
  }
  for (let tries = 0; tries < TRIES; tries++) {
    const facts = Object.fromEntries(
      [...candidates].map(([path, values]) => [path, oneOf(values, uniform)]),
    );
    if (wishes.every((wish) => comesTrue(wish, facts))) return { facts };
  }
  return null;
}

function comesTrue({ expression, value }: Wish, facts: Record<string, Value>): boolean {
  return isTrue(evaluate(expression, nested(facts))) === value;
}

/** `{"answers.form.age": 3}` as `{answers: {form: {age: 3}}}`. */
function nested(facts: Record<string, Value>): Facts {
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(facts)) {
    const names = path.split(".");
    const last = names.pop() ?? "";
    let node = root;
    for (const name of names) {
      node[name] ??= {};
      node = node[name] as Record<string, unknown>;
    }
    node[last] = value;
  }
  return root as Facts;
}

function valuesOf(path: string, { factors, steps }: Study, constants: readonly Value[]): Value[] {
  const [root = "", name = "", question = ""] = path.split(".");
  if (root === "conditions") return levelsOf(factors.find((factor) => factor.name === name));
  if (root === "params") return [...texts(constants), "other", null];
  if (root !== "answers") return around(constants);
  const form = steps.find(({ id }) => id === name);
  const asked = form?.kind === "form" ? form.questions : [];
  const found = asked.find((candidate) => candidate.name === question);
  return found === undefined ? [null] : answersTo(found, constants);
}

function levelsOf(factor: Factor | undefined): Value[] {
  return factor?.levels ?? [null];
}

function answersTo(question: Question, constants: readonly Value[]): Value[] {
  const none = question.required ? [] : [null];
  switch (question.kind) {
    case "choice": {
      const values = question.options.map(({ value }) => value);
      if (!question.multiple) return [...values, ...none];
      return [...values.map((value) => [value]), values, ...(question.required ? [] : [[]])];
    }
    case "likert":
      return [...Array.from({ length: question.points }, (_, at) => at + 1), ...none];
    case "number": {
      const { min, max, integer } = question;
      const low = min ?? Number.NEGATIVE_INFINITY;
      const high = max ?? Number.POSITIVE_INFINITY;
      const numbers = [...around(constants), low, high].filter(
        (value): value is number => typeof value === "number" && Number.isFinite(value),
      );
      const right = numbers.filter((value) => value >= low && value <= high);
      return [...right.filter((value) => !integer || Number.isInteger(value)), ...none];
    }
    case "text":
      return [...texts(constants), "something else", ...none];
    default:
      return [null];
  }
}

function texts(constants: readonly Value[]): string[] {
  return constants.filter((value): value is string => typeof value === "string" && value !== "");
}

/** On both sides of every threshold. */
function around(constants: readonly Value[]): Value[] {
  const numbers = constants.filter((value): value is number => typeof value === "number");
  return [0, ...numbers.flatMap((value) => [value - 1, value, value + 1])];
}

function constantsOf(wishes: readonly Wish[]): Value[] {
  return wishes.flatMap(({ expression }) => constantsIn(expression));
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
