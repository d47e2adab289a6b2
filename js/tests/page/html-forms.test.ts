import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answersOf, type HeldControl } from "../../src/page/steps/html-answers";
import { type CheckedControl, complaintOf } from "../../src/page/steps/html-checks";
import { english } from "../../src/page/strings";

const held = (kind: HeldControl["kind"], ...values: string[]): HeldControl => ({
  name: "q",
  kind,
  values,
});

describe("answers of controls", () => {
  it.each([
    ["a line", [held("text", "words")], "words"],
    ["an empty line", [held("text", "")], null],
    ["blanks, as they were written", [held("text", " ")], " "],
    ["digits", [held("number", "-0.5")], -0.5],
    ["no digits", [held("number", "")], null],
    ["a box", [held("box", "on")], "on"],
    ["a box that is not ticked", [held("box")], null],
    ["a ticked box without a value", [held("box", "")], ""],
    ["boxes of one name", [held("box", "a"), held("box"), held("box", "c")], ["a", "c"]],
    ["boxes of one name, none ticked", [held("box"), held("box")], []],
    ["radio buttons", [held("radio"), held("radio", "b")], "b"],
    ["radio buttons without a choice", [held("radio"), held("radio")], null],
    ["a choice", [held("select", "v")], "v"],
    ["the words before a choice", [held("select", "")], null],
    ["one choice of many", [held("selects", "a")], ["a"]],
    ["no choice of many", [held("selects")], []],
    ["lines of one name", [held("text", ""), held("text", "b")], ["", "b"]],
    ["the button that was pressed", [held("button"), held("button", "b")], "b"],
    ["another button", [held("button")], null],
    ["nothing that can be used", [], null],
  ])("takes %s", (_, controls, answer) => {
    expect(answersOf(["q"], controls)).toEqual({ q: answer });
  });

  it("gives one answer to each name, in their order, whatever stands around", () => {
    const control = fc.record({
      name: fc.constantFrom("a", "b", "toString"),
      kind: fc.constantFrom<HeldControl["kind"]>("box", "radio", "text", "selects"),
      values: fc.array(fc.string(), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(control), (controls) => {
        const answers = answersOf(["toString", "a"], controls);
        expect(Object.keys(answers)).toEqual(["toString", "a"]);
        const alone = controls.filter(({ name }) => name === "a");
        expect(answersOf(["a"], alone)).toEqual({ a: Object.values(answers)[1] });
      }),
    );
  });
});

describe("what is said of a control", () => {
  const control = (part: Partial<CheckedControl>): CheckedControl => ({
    type: "text",
    validity: {},
    validationMessage: "the browser's words",
    title: "",
    value: "",
    ...part,
  });

  it.each<[string, Partial<CheckedControl>, string]>([
    ["missing", { validity: { valueMissing: true } }, english.form.required],
    [
      "missing choice",
      { type: "select-one", validity: { valueMissing: true } },
      english.form.requiredChoice,
    ],
    ["half a day", { type: "date", validity: { badInput: true } }, english.form.notDate],
    [
      "too high",
      { type: "number", max: "7.5", validity: { rangeOverflow: true } },
      english.form.tooLarge(7.5),
    ],
    [
      "too late",
      { type: "date", max: "2026-01-31", validity: { rangeOverflow: true } },
      english.form.tooLate("2026-01-31"),
    ],
    [
      "not whole",
      { type: "number", step: "1", validity: { stepMismatch: true } },
      english.form.notInteger,
    ],
    [
      "too long",
      { value: "𝛑𝛑𝛑", maxLength: 2, validity: { tooLong: true } },
      english.form.tooLong(2, 3),
    ],
    [
      "steps of its own",
      { type: "number", step: "5", validity: { stepMismatch: true } },
      "the browser's words",
    ],
    [
      "pattern",
      { title: "the author's words", validity: { patternMismatch: true } },
      "the author's words",
    ],
  ])("knows %s", (_, part, words) => {
    expect(complaintOf(control(part), english.form)).toBe(words);
  });
});
