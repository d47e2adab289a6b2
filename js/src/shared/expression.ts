/**
 * Evaluates expressions, which the build has parsed: the twin of `gymbrowser/flow/evaluate.py`.
 *
 * Every expression has a value, whatever is known: a participant's study never fails by one. What is
 * not known is null, and so is what can't be calculated, and a number that is not finite.
 */

import type { Expression, Operator } from "../generated/contract";

export type Value = boolean | number | string | null | Value[];
export interface Facts {
  readonly [name: string]: Facts | Value;
}

/** @param facts By name; a reference is followed from the outermost name inwards. */
export function evaluate(tree: Expression, facts: Facts): Value {
  switch (tree.kind) {
    case "constant":
      return tree.value;
    case "reference":
      return follow(tree.path, facts);
    case "operation": {
      const { operator, operands } = tree;
      if (operator === "and") return operands.every((operand) => isTrue(evaluate(operand, facts)));
      if (operator === "or") return operands.some((operand) => isTrue(evaluate(operand, facts)));
      return operations[operator](...operands.map((operand) => evaluate(operand, facts)));
    }
  }
}

/** All is true but false, null, 0, an empty text and an empty list. */
export function isTrue(value: Value): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function follow(path: readonly string[], facts: Facts): Value {
  let node: Facts | Value = facts;
  for (const name of path) {
    node = isFacts(node) && Object.hasOwn(node, name) ? (node[name] ?? null) : null;
  }
  if (isFacts(node)) return null;
  return typeof node === "number" && !Number.isFinite(node) ? null : node;
}

/** Whether it is no value, but names some. */
export function isFacts(node: Facts | Value): node is Facts {
  return typeof node === "object" && node !== null && !Array.isArray(node);
}

function equal(one: Value, other: Value): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((item, at) => equal(item, other[at] ?? null));
}

type Operation = (...operands: Value[]) => Value;

function compared(holds: (one: number, other: number) => boolean): Operation {
  return (one, other) => typeof one === "number" && typeof other === "number" && holds(one, other);
}

function calculated(calculate: (...numbers: number[]) => number): Operation {
  return (...operands) => {
    const numbers = operands.filter((operand) => typeof operand === "number");
    if (numbers.length < operands.length) return null;
    const result = calculate(...numbers);
    return Number.isFinite(result) ? result : null;
  };
}

function isIn(one: Value = null, other: Value = null): boolean {
  if (Array.isArray(other)) return other.some((item) => equal(one, item));
  return typeof one === "string" && typeof other === "string" && other.includes(one);
}

/** Of a text: how many characters (code points) it has. */
function lengthOf(value: Value = null): Value {
  if (Array.isArray(value)) return value.length;
  return typeof value === "string" ? [...value].length : null;
}

const operations: Record<Exclude<Operator, "and" | "or">, Operation> = {
  not: (value = null) => !isTrue(value),
  "==": (one = null, other = null) => equal(one, other),
  "!=": (one = null, other = null) => !equal(one, other),
  "<": compared((one, other) => one < other),
  "<=": compared((one, other) => one <= other),
  ">": compared((one, other) => one > other),
  ">=": compared((one, other) => one >= other),
  in: isIn,
  "+": calculated((one, other) => one + other),
  "-": calculated((one, other) => one - other),
  "*": calculated((one, other) => one * other),
  "/": calculated((one, other) => one / other),
  // Not `%`, which differs from this in the last bits, and by its sign between languages.
  "%": calculated((one, other) => one - other * Math.floor(one / other)),
  negate: calculated((value) => -value),
  list: (...items) => items,
  abs: calculated(Math.abs),
  len: lengthOf,
  max: calculated(Math.max),
  min: calculated(Math.min),
  round: calculated((value) => Math.floor(value + 0.5)),
};
