import { describe, expect, it } from "vitest";
import {
  type Held,
  judge,
  parseNumber,
  type SingleQuestion as Question,
} from "../../src/page/steps/form-answers";
import { english } from "../../src/page/strings";

const strings = english.form;
const base = { name: "q", prompt: "?", required: false };
const text: Question = { ...base, kind: "text", multiline: false, max_length: 5 };
const number: Question = { ...base, kind: "number", min: 0, max: 10, integer: false };
const options = ["a", "b"].map((value) => ({ value, label: value }));
const choice: Question = { ...base, kind: "choice", options, multiple: false };
const boxes: Question = { ...base, kind: "choice", options, multiple: true };
const likert: Question = { ...base, kind: "likert", points: 7, low: "no", high: "yes" };
const scale = { min: 0, max: 1, step: 0.25, low: "no", high: "yes", show_value: false };
const slider: Question = { ...base, kind: "slider", ...scale };
const ranking: Question = { ...base, kind: "ranking", options };
const date: Question = { ...base, kind: "date", min: "2026-02-01", max: "2026-02-28" };
const twoOf: Question = { ...boxes, min: 2, max: 2, other: "Another" };

describe("answers have the type of their question", () => {
  it.each<[string, Question, Held, unknown]>([
    ["text stays as typed", text, " x ", " x "],
    ["text is counted in characters", text, "🙂🙂🙂🙂🙂", "🙂🙂🙂🙂🙂"],
    ["a number is a number", number, "3", 3],
    ["with a decimal comma", number, " 3,5 ", 3.5],
    ["zero is an answer", number, "0", 0],
    ["a choice is its value", choice, "b", "b"],
    ["a scale is a number", likert, "7", 7],
    ["boxes are a list", boxes, ["a", "b"], ["a", "b"]],
    ["one box too", boxes, ["a"], ["a"]],
    ["none ticked is an empty list", boxes, [], []],
    ["no text is null", text, "", null],
    ["blanks are no text", text, "  \n", null],
    ["no number is null", number, "", null],
    ["no choice is null", choice, "", null],
    ["no point is null", likert, "", null],
    ["a place of a slider is a number", slider, "0.25", 0.25],
    ["its beginning too", slider, "0", 0],
    ["a slider that nobody moved is null", slider, "", null],
    ["a ranking is a list", ranking, ["b", "a"], ["b", "a"]],
    ["an order that nobody touched is null", ranking, [], null],
    ["a day is a text", date, "2026-02-28", "2026-02-28"],
    ["no day is null", date, "", null],
  ])("%s", (_, question, held, answer) => {
    expect(judge(question, held, strings)).toEqual({ ok: true, answers: { q: answer } });
  });
});

describe("what is not right is said", () => {
  const required = (question: Question): Question => ({ ...question, required: true });
  it.each<[Question, Held, string]>([
    [required(text), " ", strings.required],
    [required(number), "", strings.required],
    [required(choice), "", strings.requiredChoice],
    [required(likert), "", strings.requiredChoice],
    [required(boxes), [], strings.requiredChoices],
    [text, "123456", strings.tooLong(5, 6)],
    [number, "many", strings.notNumber],
    [number, "-1", strings.tooSmall(0)],
    [number, "10.01", strings.tooLarge(10)],
    [{ ...number, integer: true }, "1.5", strings.notInteger],
    [required(slider), "", strings.requiredSlider],
    [required(ranking), [], strings.requiredRanking],
    [required(date), "", strings.required],
    [date, "?", strings.notDate],
    [date, "2026-01-31", strings.tooEarly("2026-02-01")],
    [date, "2026-03-01", strings.tooLate("2026-02-28")],
    [twoOf, { chosen: ["a"], words: "" }, strings.tooFew(2)],
    [twoOf, { chosen: ["a", "b", "other"], words: "c" }, strings.tooMany(2)],
    [twoOf, { chosen: ["a", "other"], words: " " }, strings.otherWords],
  ])("%o with %o", (question, held, message) => {
    expect(judge(question, held, strings)).toEqual({ ok: false, message });
  });

  it("in the singular and the plural", () => {
    expect(strings.invalid(1)).toContain("1 answer needs");
    expect(strings.invalid(2)).toContain("2 answers need");
  });
});

describe("words beside a choice are an answer of their own", () => {
  it.each<[Held, unknown]>([
    [
      { chosen: ["a", "other"], words: "c" },
      { q: ["a", "other"], q_other: "c" },
    ],
    [
      { chosen: ["a", "b"], words: "c" },
      { q: ["a", "b"], q_other: null },
    ],
    [
      { chosen: [], words: "" },
      { q: [], q_other: null },
    ],
  ])("%o", (held, answers) => {
    expect(judge(twoOf, held, strings)).toEqual({ ok: true, answers });
  });
});

describe("how many may be chosen is said", () => {
  it.each<[number | null, number | null, string]>([
    [null, null, "Tick all that apply."],
    [2, 2, "Choose 2."],
    [1, 3, "Choose 1 to 3."],
    [null, 3, "Choose at most 3."],
    [2, null, "Choose at least 2."],
  ])("%o to %o", (least, most, sentence) => {
    expect(strings.several(least, most)).toBe(sentence);
  });
});

describe("parseNumber", () => {
  it.each([
    ["-2", -2],
    ["−2", -2],
    ["+2.", 2],
    [".5", 0.5],
    ["２５", 25],
    ["－１．５", -1.5],
    ["١٫٥", 1.5],
    ["۲۵", 25],
    ["5²", null],
    ["١٬٢٣٤", null],
    ["1e3", null],
    ["1,234.5", null],
    ["1 000", null],
    ["Infinity", null],
    ["0x10", null],
    ["", null],
  ])("%o", (typed, value) => {
    expect(parseNumber(typed)).toBe(value);
  });
});
