/** What a reload makes of a quiz. Its questions and its marks are shown by stand-ins. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FactBook } from "../../src/page/flow/facts";
import { completed, type Result, screenedOut } from "../../src/page/runner";
import type { StepContext, StepOf } from "../../src/page/steps/context";
import { form } from "../../src/page/steps/form";
import { type Marking, mark } from "../../src/page/steps/quiz";
import { english } from "../../src/page/strings";
import type { StoredFacts } from "../../src/shared/course";
import { type SomeElement, someDocument } from "./some-elements";

const typed = vi.hoisted(() => ({ answer: "" }));

vi.mock("../../src/page/steps/form-fields", () => ({
  askQuestion: (question: unknown) => {
    const element = document.createElement("div");
    const read = () => typed.answer;
    const field = { question, element, read, complain() {}, complains: () => false, focus() {} };
    return { element, fields: [field] };
  },
}));
vi.mock("../../src/page/steps/quiz", () => ({ mark: vi.fn() }));

const quiz = {
  kind: "form",
  id: "understood",
  html: "",
  questions: [
    {
      kind: "text",
      name: "goal",
      prompt: "",
      required: true,
      multiline: false,
      max_length: 99,
      check: { answer: "the exit", on_fail: "record" },
    },
  ],
  quiz: { attempts: 2, on_fail: "screen_out" },
  scores: [],
} as unknown as StepOf<"form">;

beforeEach(() => vi.stubGlobal("document", someDocument));
afterEach(() => void vi.unstubAllGlobals());

/** A visit until what is done in it waits: each attempt is sent, and its marks are on show. */
async function visit(stored: StoredFacts | undefined, answers: string[], readsLast: boolean) {
  const facts = new FactBook({}, new Set(), stored);
  let kept = facts.stored;
  const shown: SomeElement[] = [];
  const marks: Marking[] = [];
  vi.mocked(mark).mockImplementation(async (marking) => {
    marks.push(marking);
    if (marks.length === answers.length && !readsLast) await new Promise(() => {});
  });
  const context = {
    facts,
    strings: english,
    now: () => 0,
    screen: { show: (element: SomeElement) => void shown.push(element), announce() {} },
    recorder: { record: async () => {} },
    remember: async () => {
      kept = facts.stored;
    },
  } as unknown as StepContext;
  const ended: Result[] = [];
  const running = form.run(quiz, context).then((result) => ended.push(result));
  for (const [at, answer] of answers.entries()) {
    typed.answer = answer;
    // It is asked, or asked again, by now.
    await new Promise((resolve) => setTimeout(resolve));
    shown[0]?.querySelector("form")?.dispatchEvent(new Event("submit"));
    await vi.waitFor(() => expect(marks).toHaveLength(at + 1));
  }
  if (readsLast) await running;
  return { kept, facts, ended, wasAsked: shown.length > 0 };
}

it("that was passed is passed, though the marks were not read", async () => {
  const first = await visit(undefined, ["the wall", "the exit"], false);
  expect(first.ended).toEqual([]);
  const later = await visit(first.kept, [], true);
  expect(later.wasAsked).toBe(false);
  expect(later.ended).toEqual([completed]);
  const again = await visit(later.facts.stored, ["the wall", "the wall"], true);
  expect(again.ended).toEqual([screenedOut]);
});

it("that was tried in vain has no more attempts than were left", async () => {
  const first = await visit(undefined, ["the wall"], false);
  const later = await visit(first.kept, ["the wall"], true);
  expect(later.ended).toEqual([screenedOut]);
  expect(later.facts.stored.tries).toEqual({});
});
