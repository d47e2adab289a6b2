import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Check } from "../../src/generated/contract";
import { FactBook } from "../../src/page/flow/facts";
import type { Answer, SingleQuestion } from "../../src/page/steps/form-answers";
import { checkAnswers, passes, scoresOf } from "../../src/page/steps/form-checks";
import { FieldTimes } from "../../src/page/steps/form-times";
import { asBuilt, placeMedia } from "../../src/page/study";

const check = (answer: Check["answer"]): Check => ({
  answer,
  on_fail: "record",
  right: "",
  wrong: "",
});

describe("a check", () => {
  it.each<[Check["answer"], Answer, boolean]>([
    [2, 2, true],
    [2, 3, false],
    [2, null, false],
    ["blue", " Blue ", true],
    ["blue 2", "\u3000ＢＬＵＥ\u3000２", true],
    ["blue", "blues", false],
    [["a", "b"], ["b", "a"], true],
    [["a", "b"], ["a"], false],
    [["a"], ["a", "b"], false],
    [["a"], null, false],
  ])("of %o with %o", (wanted, answer, isPassed) => {
    expect(passes(check(wanted), answer, false)).toBe(isPassed);
  });

  it("of a ranking looks at the order", () => {
    expect(passes(check(["a", "b"]), ["b", "a"], true)).toBe(false);
    expect(passes(check(["a", "b"]), ["a", "b"], true)).toBe(true);
  });

  it("is judged by its question's name, and null where there is none", () => {
    const question = (name: string, wanted: Check | null) =>
      ({ kind: "text", name, check: wanted }) as SingleQuestion;
    const [plain, one, two] = [
      question("plain", null),
      question("one", check("x")),
      question("two", check("y")),
    ];
    const answers = { plain: "x", one: "x", two: "x" };
    expect(checkAnswers([plain, one, two], answers)).toEqual({ one: true, two: false });
    expect(checkAnswers([plain], answers)).toBeNull();
  });
});

describe("a score", () => {
  const sum = {
    kind: "operation",
    operator: "+",
    operands: ["a", "b"].map((name) => ({ kind: "reference" as const, path: [name] })),
  } as const;
  const scores = [{ name: "sum", value: { ...sum, operands: [...sum.operands] } }];

  it("is calculated from the answers", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        expect(scoresOf(scores, { a, b })).toEqual({ sum: a + b });
      }),
    );
  });

  it("is null where an answer is missing, and there is none without an expression", () => {
    expect(scoresOf(scores, { a: 1, b: null })).toEqual({ sum: null });
    expect(scoresOf([], { a: 1 })).toBeNull();
  });
});

describe("what later expressions know of a form", () => {
  it("is what they ask for, and how many checks failed", () => {
    const facts = new FactBook({}, new Set(["checks.f.failed", "scores.f.sum"]));
    facts.judged("f", { one: false, two: false, three: true }, { sum: 4, other: 5 });
    expect(facts.stored.checks).toEqual({ f: { failed: 2 } });
    expect(facts.stored.scores).toEqual({ f: { sum: 4 } });
  });

  it("are its attempts, until it is over", () => {
    const facts = new FactBook({}, new Set());
    expect(facts.tries("quiz")).toBe(0);
    facts.tried("quiz", 2);
    expect(new FactBook({}, new Set(), facts.stored).tries("quiz")).toBe(2);
    expect(facts.hasPassed("quiz")).toBe(false);
    facts.passed("quiz");
    expect(new FactBook({}, new Set(), facts.stored).hasPassed("quiz")).toBe(true);
    facts.taken("quiz");
    expect(facts.stored.tries).toEqual({});
    expect(facts.hasPassed("quiz")).toBe(false);
  });
});

describe("the times of answers", () => {
  it("are counted from when the form was shown", () => {
    const times = new FieldTimes(["a", "b"], 1000);
    times.entered("a", 1100);
    times.changed("a", 1250);
    times.changed("a", 1400);
    times.entered("b", 1500);
    times.left(1700);
    times.entered("a", 1800);
    times.changed("unknown", 1900);
    expect(times.take(2000)).toEqual({
      a: { first_ms: 250, last_ms: 400, changes: 2, focus_ms: 600 },
      b: { first_ms: null, last_ms: null, changes: 0, focus_ms: 200 },
    });
  });
});

describe("pictures and recordings", () => {
  it("are placed below the site, and a hashed text is had back as it was", () => {
    const html = '<p><img src="media/0a.png"></p>';
    const picture = { file: "media/1b.png", alt: "a" };
    const question = { kind: "choice", above: html, options: [{ value: "v", label: "", picture }] };
    const recording = { kind: "media", html, file: "media/2c.mp4", captions: null };
    const steps = [{ kind: "form", html, questions: [question] }, recording];
    const manifest = { steps, completions: {}, debrief: html };
    const placed = placeMedia(manifest as never, "v/0ab1/");
    const placedHtml = '<p><img src="v/0ab1/media/0a.png"></p>';
    expect(placed.steps[0]).toMatchObject({
      html: placedHtml,
      questions: [{ above: placedHtml, options: [{ picture: { file: "v/0ab1/media/1b.png" } }] }],
    });
    expect(placed.steps[1]).toMatchObject({ file: "v/0ab1/media/2c.mp4", captions: null });
    expect(placed.debrief).toBe(placedHtml);
    expect(asBuilt(placedHtml)).toBe(html);
  });
});
