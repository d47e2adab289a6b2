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

  it("knows no names that every object has", () => {
    for (const path of [["toString"], ["answers", "constructor"], ["answers", "__proto__"]]) {
      expect(evaluate({ kind: "reference", path }, { answers: {} })).toBeNull();
    }
  });
});
