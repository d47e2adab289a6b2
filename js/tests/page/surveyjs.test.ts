import { describe, expect, it } from "vitest";
import type { Question, SurveyJsSource } from "../../src/generated/contract";
import { answersOf, dataOf } from "../../src/surveyjs/answers";

const base = { prompt: "?", required: false };
const text = (name: string): Question => ({
  ...base,
  name,
  kind: "text",
  multiline: false,
  max_length: 9,
});
const choice = (name: string, multiple = false): Question => ({
  ...base,
  name,
  kind: "choice",
  options: [],
  multiple,
});
const questions: Question[] = [
  text("name"),
  { ...base, name: "age", kind: "number", min: null, max: null, integer: true },
  { ...base, name: "sure", kind: "likert", points: 7, low: "", high: "" },
  { ...choice("plays"), other: "Another" } as Question,
  choice("devices", true),
  { ...base, name: "order", kind: "ranking", options: [] },
  choice("feel_calm"),
  choice("feel_row_2", true),
  text("words_one"),
];
const sources: Record<string, SurveyJsSource> = {
  name: { question: "name" },
  age: { question: "age" },
  sure: { question: "sure" },
  plays: { question: "What plays" },
  plays_other: { question: "What plays", comment: true },
  devices: { question: "devices" },
  order: { question: "order" },
  feel_calm: { question: "feel", part: "calm" },
  feel_row_2: { question: "feel", part: "row 2" },
  words_one: { question: "words", part: "one" },
} as Record<string, SurveyJsSource>;

const data = {
  name: "Ann",
  age: 31,
  sure: 6,
  "What plays": "other",
  "What plays-Comment": "Go",
  devices: ["phone", "board"],
  order: ["b", "a"],
  feel: { calm: "very", "row 2": ["not"] },
  words: { one: "up" },
};
const answers = {
  name: "Ann",
  age: 31,
  sure: 6,
  plays: "other",
  plays_other: "Go",
  devices: ["phone", "board"],
  order: ["b", "a"],
  feel_calm: "very",
  feel_row_2: ["not"],
  words_one: "up",
};

describe("the data of a survey", () => {
  it("is one answer for each name, and these are the same data", () => {
    expect(answersOf(questions, { sources }, data)).toEqual(answers);
    expect(dataOf({ sources }, answers)).toEqual(data);
  });

  it("says null of what was left out or not asked", () => {
    const nothing = Object.fromEntries(Object.keys(sources).map((name) => [name, null]));
    expect(answersOf(questions, { sources }, {})).toEqual(nothing);
    expect(answersOf(questions, { sources }, { name: "", feel: null, words: {} })).toEqual(nothing);
    expect(dataOf({ sources }, nothing)).toEqual({});
  });

  it("has one type for each answer, whatever type a value has", () => {
    const odd = { age: "31", "What plays": true, devices: 3, order: [1, 2], feel: { calm: 0 } };
    expect(answersOf(questions, { sources }, odd)).toMatchObject({
      age: 31,
      plays: "true",
      devices: ["3"],
      order: ["1", "2"],
      feel_calm: "0",
    });
    const calculated = { name: 7.5, age: "none" };
    expect(answersOf(questions, { sources }, calculated)).toMatchObject({ name: 7.5, age: null });
    expect(answersOf(questions, { sources }, { name: { a: 1 } })).toMatchObject({
      name: '{"a":1}',
    });
  });
});
