import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Expression } from "../../src/generated/contract";
import { evaluate, type Facts, type Value } from "../../src/shared/expression";

const data = new URL("../../../tests/data/", import.meta.url);
const table = JSON.parse(readFileSync(new URL("expressions.json", data), "utf-8")) as {
  facts: Facts;
  expressions: [string, Value][];
};
const trees = JSON.parse(readFileSync(new URL("expression-trees.json", data), "utf-8")) as Record<
  string,
  Expression
>;

describe("an expression", () => {
  it.each(table.expressions)("%s", (text, value) => {
    const tree = trees[text];
    if (tree === undefined) throw new Error(`There is no tree of ${text}.`);
    expect(evaluate(tree, table.facts)).toStrictEqual(value);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("takes %s for what is not known", (number) => {
    const result: Expression = { kind: "reference", path: ["result"] };
    for (const operator of ["max", "round", "negate"] as const) {
      const tree: Expression = { kind: "operation", operator, operands: [result] };
      expect(evaluate(tree, { result: number })).toBeNull();
    }
    expect(evaluate(result, { result: number })).toBeNull();
  });

  it("knows no names that every object has", () => {
    for (const path of [["toString"], ["answers", "constructor"], ["answers", "__proto__"]]) {
      expect(evaluate({ kind: "reference", path }, { answers: {} })).toBeNull();
    }
  });
});
