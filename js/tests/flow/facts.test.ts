import { describe, expect, it } from "vitest";
import type { FlowNode } from "../../src/generated/contract";
import { FactBook } from "../../src/page/flow/facts";
import { referencesIn } from "../../src/page/flow/references";
import { Scoring } from "../../src/page/flow/scoring";

const ask = (...path: string[]) => ({ kind: "reference", path }) as const;
const flow: FlowNode[] = [
  { kind: "step", step: 0, when: ask("params", "arm") },
  {
    kind: "block",
    id: "training",
    when: { kind: "operation", operator: "not", operands: [ask("answers", "about", "age")] },
    order: "as_written",
    choose: null,
    repeat: { max: 3, until: ask("results", "play", "last"), on_fail: "go_on" },
    nodes: [{ kind: "step", step: 1, when: null }],
  },
];

describe("what is known of a session", () => {
  it("has every fact that the study asks for", () => {
    expect([...referencesIn(flow)]).toEqual([
      "params.arm",
      "answers.about.age",
      "results.play.last",
    ]);
  });

  it("keeps no other answer: they lie in the browser until the end", () => {
    const facts = new FactBook({ arm: "b" }, referencesIn(flow));
    facts.answered("about", { age: 31, name: "Anna" });
    facts.answered("secret", { word: "mine" });
    expect(facts.stored.answers).toEqual({ about: { age: 31 } });
    expect(facts.facts).toMatchObject({ params: { arm: "b" } });
  });
});

describe("the results of a game", () => {
  it("add up over its episodes", () => {
    const scoring = new Scoring();
    expect(scoring.results).toBeNull();
    scoring.ended(-4, 10);
    scoring.ended(-1, 30);
    expect(scoring.results).toEqual({
      episodes: 2,
      steps: 40,
      return: -5,
      last: -1,
      best: -1,
      mean: -2.5,
    });
  });
});
