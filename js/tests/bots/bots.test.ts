import { describe, expect, test } from "vitest";
import { aimAt } from "../../src/bots/aim";
import { answerTo, heldOf, rightAnswer, wrongAnswers } from "../../src/bots/answers";
import { branchesOf, placesOf, type Wish } from "../../src/bots/branches";
import { Coverage } from "../../src/bots/coverage";
import { aimed, blank } from "../../src/bots/plan";
import { Player } from "../../src/bots/player";
import type { Check, Controls, Expression, FlowNode, Manifest } from "../../src/generated/contract";
import { VirtualTime } from "../../src/node-page/time";
import {
  type Answer,
  type Held,
  judge,
  type SingleQuestion,
} from "../../src/page/steps/form-answers";
import { passes } from "../../src/page/steps/form-checks";
import { english } from "../../src/page/strings";
import { evaluate, isTrue } from "../../src/shared/expression";
import type { Input } from "../../src/shared/protocol";
import { Xoshiro128StarStar } from "../../src/shared/random";

const stream = new Xoshiro128StarStar([1, 2, 3, 4]);
const uniform = () => stream.uniform();

const base = { name: "q", prompt: "?", required: true };
const choice = {
  ...base,
  kind: "choice",
  options: ["red", "green"].map((value) => ({ value, label: value })),
} as const;
const questions: SingleQuestion[] = [
  { ...base, kind: "text", multiline: false, max_length: 5 },
  { ...base, kind: "text", multiline: true, max_length: 2000, required: false },
  { ...base, kind: "number", min: 18, max: 20, integer: true },
  { ...base, kind: "number", min: null, max: -3, integer: false },
  { ...base, kind: "number", min: 0.001, max: 0.004, integer: false },
  { ...base, kind: "number", min: 0, max: 0.999, integer: false },
  { ...base, kind: "likert", points: 7, low: "no", high: "yes" },
  { ...choice, options: [...choice.options], multiple: false },
  { ...choice, options: [...choice.options], multiple: true, required: false },
  { ...choice, options: [...choice.options], multiple: true, min: 2, max: 2, other: "Another" },
  { ...choice, options: [...choice.options], multiple: false, other: "Another" },
  { ...base, kind: "slider", min: -5, max: 5, step: 0.5, low: "", high: "", show_value: true },
  { ...base, kind: "ranking", options: [...choice.options] },
  { ...base, kind: "date", min: "2025-01-30", max: "2025-02-02" },
  { ...base, kind: "date", min: "2030-01-30", max: null, required: false },
];

describe("answers", () => {
  test.each(questions)("$kind: what is right is taken, what is wrong refused", (question) => {
    for (let times = 0; times < 200; times++) {
      expect(judge(question, rightAnswer(question, uniform), english.form)).toHaveProperty(
        "ok",
        true,
      );
    }
    for (const wrong of wrongAnswers(question)) {
      expect(judge(question, wrong, english.form), `${wrong}`).toHaveProperty("ok", false);
    }
  });

  test("each required question has an answer that must be refused", () => {
    for (const question of questions.filter(({ required }) => required)) {
      expect(wrongAnswers(question)).not.toHaveLength(0);
    }
  });

  test.each(questions)(
    "$kind: a check is passed, or failed by an answer that is taken",
    (question) => {
      const taken = (held: Held) => {
        const judged = judge(question, held, english.form);
        return judged.ok ? (judged.answers[question.name] ?? null) : undefined;
      };
      const right = taken(rightAnswer({ ...question, required: true }, uniform)) as never;
      const checked = {
        ...question,
        check: { answer: right, on_fail: "record", right: "", wrong: "" },
      };
      const isOrdered = question.kind === "ranking";
      for (const pass of [true, false]) {
        const given = answerTo(checked as SingleQuestion, pass, uniform);
        const answer = given === null ? undefined : taken(given);
        expect(answer, "the form takes it").not.toBeUndefined();
        expect(passes(checked.check as Check, answer as Answer, isOrdered)).toBe(pass);
      }
    },
  );

  test("a wished-for answer is given as people give it", () => {
    const [, , number, , , , , one, several] = questions as [...SingleQuestion[], SingleQuestion] &
      SingleQuestion[];
    expect(heldOf(number as SingleQuestion, 19)).toBe("19");
    expect(heldOf(one as SingleQuestion, "red")).toBe("red");
    expect(heldOf(several as SingleQuestion, ["red"])).toEqual(["red"]);
    expect(heldOf(several as SingleQuestion, null)).toEqual([]);
  });
});

const reference = (...path: string[]): Expression => ({ kind: "reference", path });
const constant = (value: string | number): Expression => ({ kind: "constant", value });
const operation = (operator: "<" | "==" | "and" | "+", ...operands: Expression[]): Expression =>
  ({ kind: "operation", operator, operands }) as Expression;

const young = operation("<", reference("answers", "form", "age"), constant(18));
const skilled = operation("==", reference("conditions", "partner"), constant("skilled"));
const rare = operation("==", reference("answers", "form", "word"), constant("xyzzy"));

const step = (at: number, when: Expression | null = null): FlowNode => ({
  kind: "step",
  step: at,
  when,
});
const end = { kind: "end", html: "", code: null, redirect: null } as const;
const age = {
  name: "age",
  prompt: "",
  required: true,
  kind: "number",
  min: 0,
  max: 99,
  integer: true,
};
const word = { ...base, name: "word", kind: "text", multiline: false, max_length: 50 };
const manifest = {
  steps: [
    { kind: "form", id: "form", html: "", questions: [age, word] },
    { ...end, id: "young", outcome: "screened_out" },
    { kind: "page", id: "secret", html: "" },
    { ...end, id: "end", outcome: "done" },
  ],
  flow: [
    step(0),
    step(1, young),
    {
      kind: "block",
      id: "both",
      when: skilled,
      order: "as_written",
      choose: null,
      repeat: null,
      nodes: [step(2, rare)],
    },
    step(3),
  ],
  factors: [
    { name: "partner", levels: ["naive", "skilled"], weights: [1, 1], assign: "hash", by: null },
  ],
  withdrawal: null,
} as unknown as Manifest;

describe("branches", () => {
  test("each `when` goes both ways, and knows what must come before", () => {
    const branches = branchesOf(manifest);
    expect(branches.map(({ name }) => name)).toEqual([
      "`when` of the step `young`: true",
      "`when` of the step `young`: false",
      "`when` of the block `both`: true",
      "`when` of the block `both`: false",
      "`when` of the step `secret`: true",
      "`when` of the step `secret`: false",
    ]);
    const secret = branches.find(({ name }) => name.includes("secret"));
    expect(secret?.before).toEqual([
      { expression: young, value: false },
      { expression: skilled, value: true },
    ]);
  });

  test("whoever passes a block over needs nothing of it for what comes behind", () => {
    const flow = [...manifest.flow.slice(0, 3), step(2, young)];
    const last = branchesOf({ ...manifest, flow }).at(-1);
    expect(last?.before).toEqual([{ expression: young, value: false }]);
  });

  test("a bot is told all that leads to a branch that chance would not find", () => {
    const secret = branchesOf(manifest).find(({ name }) => name.endsWith("`secret`: true"));
    const aim = aimAt([...(secret?.before ?? []), secret as Wish], manifest, uniform);
    expect(aim?.facts).toMatchObject({
      "answers.form.word": "xyzzy",
      "conditions.partner": "skilled",
    });
    const sent = aimed(blank(0, {}), aim as NonNullable<typeof aim>);
    expect(sent.params).toEqual({ "condition.partner": "skilled" });
    expect(sent.answers["form.word"]).toBe("xyzzy");
    const facts = { answers: { form: { age: sent.answers["form.age"] ?? null } } };
    expect(isTrue(evaluate(young, facts))).toBe(false);
  });

  test("what no answer leads to is not aimed at", () => {
    const never = operation("and", young, operation("==", constant(1), constant(2)));
    const flow = [step(0), step(2, never), step(3)];
    const [branch] = branchesOf({ ...manifest, flow });
    expect(aimAt([branch as Wish], manifest, uniform)).toBeNull();
  });

  test("checks and scores are aimed at by the answers that they come of", () => {
    const scale = { ...base, kind: "likert", points: 5, low: "", high: "" };
    const four = { answer: 4, on_fail: "record", right: "", wrong: "" };
    const asked = [
      { ...scale, name: "plain" },
      { ...scale, name: "checked", check: four },
    ];
    const sum = operation("+", reference("plain"), reference("checked"));
    const form = { kind: "form", id: "all", html: "", questions: asked };
    const steps = [{ ...form, scores: [{ name: "sum", value: sum }] }] as never;
    const wishes = [
      { expression: operation("==", reference("scores", "all", "sum"), constant(9)), value: true },
      {
        expression: operation("==", reference("checks", "all", "failed"), constant(0)),
        value: true,
      },
    ];
    const aim = aimAt(wishes, { ...manifest, steps }, uniform);
    expect(aim?.facts).toEqual({ "answers.all.plain": 5, "answers.all.checked": 4 });
  });

  test("a step's place is known, and with it that of what its game asks between rounds", () => {
    const game = { kind: "game", id: "play", between: { steps: ["asked"], every: 1 } };
    const steps = [manifest.steps[0], game, { kind: "form", id: "asked" }] as never;
    const places = placesOf({ steps, flow: [step(0), step(1, young)] });
    expect(places.get("asked")).toEqual([{ expression: young, value: true }]);
    expect(places.get("form")).toEqual([]);
  });
});

describe("coverage", () => {
  test("counts what is reached, and names what is not", () => {
    const coverage = new Coverage(manifest);
    coverage.entered("form");
    coverage.decided(young, false);
    coverage.recorded({ type: "condition", factor: "partner", level: "naive", by: "hash" });
    coverage.ended("done");
    expect(coverage.missing("step")).toEqual(["young", "secret", "end"]);
    expect(coverage.missing("condition")).toEqual(["partner: skilled"]);
    expect(coverage.missing("outcome")).toEqual(["screened_out"]);
    expect(coverage.missing("branch")).toHaveLength(5);
    expect(coverage.missingBranches[0]?.value).toBe(true);
  });

  test("the rows of an order that is taken in turn are all there to reach", () => {
    const block = {
      ...(manifest.flow[2] as object),
      order: "latin_square",
      nodes: [step(0), step(1)],
    };
    const coverage = new Coverage({ ...manifest, flow: [block as FlowNode] });
    expect(coverage.missing("order")).toEqual(["both: 1 2", "both: 2 1"]);
    coverage.recorded({ type: "order", block: "both", pass: 0, order: [1, 0], by: "number" });
    expect(coverage.missing("order")).toEqual(["both: 1 2"]);
  });
});

describe("a player", () => {
  const controls = {
    bindings: [{ codes: ["ShiftLeft", "KeyA"], action: 1 }],
    axes: [
      { sources: [{ kind: "stick", side: "left", along: "x", low: 0, high: 1, dead_zone: 0 }] },
    ],
    pointer: { when: "press", area: { left: 0, top: 0, width: 1, height: 1 } },
  } as unknown as Controls;

  test("uses every device, lets go of all it holds, and stops when the episode is over", () => {
    const time = new VirtualTime(0);
    const sent: Input[] = [];
    const player = new Player(controls, uniform, time.timer, (input) => sent.push(input));
    player.begin();
    for (let times = 0; times < 300; times++) time.leap();
    player.end();
    while (time.leap());
    const down = sent.filter(({ kind }) => kind === "down").length;
    expect(down).toBeGreaterThan(0);
    expect(sent.filter(({ kind }) => kind === "up")).toHaveLength(down);
    expect(new Set(sent.map(({ kind }) => kind))).toEqual(new Set(["down", "up", "axis", "point"]));
    const before = sent.length;
    expect(time.leap()).toBe(false);
    expect(sent).toHaveLength(before);
  });
});
