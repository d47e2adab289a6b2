import { describe, expect, it } from "vitest";
import type { Step } from "../../src/generated/contract";
import {
  Course,
  completed,
  consentIsBehind,
  type Result,
  type RunContext,
  Sequence,
  StepNode,
  studyNode,
} from "../../src/page/runner";

const page = (id: string): Step => ({ kind: "page", id, html: "" });
const consent: Step = {
  kind: "consent",
  id: "consent",
  html: "",
  version: "1",
  sha256: "0".repeat(64),
  accept: "yes",
  decline: "no",
};

/** A context that writes down what happens, in order. */
function traced(
  options: { resumeAt?: number; results?: Record<string, Result>; withdraws?: string } = {},
) {
  const log: unknown[] = [];
  let clock = 0;
  const context: RunContext = {
    recorder: {
      record: async (record) => void log.push(record),
      enterStep: async (index) => void log.push(`enterStep ${index}`),
      sealStep: async () => void log.push("sealStep"),
    },
    perform: async (step, index) => {
      log.push(`perform ${step.id} ${index}`);
      clock += 500;
      return options.results?.[step.id] ?? completed;
    },
    now: () => clock,
    isOver: () => options.withdraws !== undefined && options.withdraws === log.at(-1),
    fail: (error) => void log.push(error),
    course: new Course(options.resumeAt ?? 0),
  };
  return { log, context };
}

describe("a step", () => {
  it("is entered, shown, left and sealed, in this order", async () => {
    const { log, context } = traced();
    await new StepNode(page("a")).run(context);
    expect(log).toEqual([
      "enterStep 0",
      { type: "enter", step: "a", index: 0 },
      "perform a 0",
      { type: "leave", step: "a", index: 0, duration_ms: 500 },
      "sealStep",
    ]);
  });

  it("is not shown before its beginning is saved", async () => {
    const { log, context } = traced();
    context.recorder.enterStep = async () => {
      throw new Error("disk full");
    };
    await expect(new StepNode(page("a")).run(context)).rejects.toThrow("disk full");
    expect(log).toEqual([]);
  });

  it("tells of records that could not be saved while nobody waits for them", async () => {
    const { log, context } = traced();
    const full = new Error("disk full");
    context.recorder.sealStep = async () => {
      throw full;
    };
    await new StepNode(page("a")).run(context);
    await Promise.resolve();
    expect(log).toContain(full);
  });
});

describe("a study", () => {
  const shown = (log: unknown[]) => log.filter((entry) => String(entry).startsWith("perform"));

  it("shows its steps in order", async () => {
    const { log, context } = traced();
    expect(await studyNode([page("a"), page("b"), page("c")]).run(context)).toEqual(completed);
    expect(shown(log)).toEqual(["perform a 0", "perform b 1", "perform c 2"]);
  });

  it("resumes at the interrupted step and records nothing of those before it", async () => {
    const { log, context } = traced({ resumeAt: 2 });
    await studyNode([page("a"), page("b"), page("c")]).run(context);
    expect(log[0]).toBe("enterStep 2");
    expect(shown(log)).toEqual(["perform c 2"]);
  });

  it("stops where a step ends it, without leaving that step", async () => {
    const ended: Result = { kind: "ended", outcome: "declined" };
    const { log, context } = traced({ results: { b: ended } });
    expect(await studyNode([page("a"), page("b"), page("c")]).run(context)).toEqual(ended);
    expect(shown(log)).toEqual(["perform a 0", "perform b 1"]);
    expect(log).not.toContainEqual(expect.objectContaining({ type: "leave", step: "b" }));
  });

  it("shows no step after the participant has withdrawn", async () => {
    const { log, context } = traced({ withdraws: "enterStep 1" });
    expect(await studyNode([page("a"), page("b"), page("c")]).run(context)).toEqual({
      kind: "ended",
      outcome: "withdrawn",
    });
    expect(shown(log)).toEqual(["perform a 0"]);
  });

  it("counts steps through nested nodes, and an end inside ends all", async () => {
    const inner = new Sequence([new StepNode(page("b")), new StepNode(page("c"))]);
    const study = new Sequence([new StepNode(page("a")), inner, new StepNode(page("d"))]);
    const ended: Result = { kind: "ended", outcome: "done" };
    const { log, context } = traced({ resumeAt: 1, results: { c: ended } });
    expect(await study.run(context)).toEqual(ended);
    expect(shown(log)).toEqual(["perform b 1", "perform c 2"]);
  });
});

describe("consent", () => {
  it.each([
    ["none asked for", [page("a")], 0, true],
    ["at the start", [page("a"), consent, page("b")], 0, false],
    ["on the consent itself", [page("a"), consent, page("b")], 1, false],
    ["past it", [page("a"), consent, page("b")], 2, true],
    ["between two", [consent, page("b"), { ...consent, id: "second" }], 1, true],
  ])("%s", (_, steps, resumeAt, behind) => {
    expect(consentIsBehind(steps, resumeAt)).toBe(behind);
  });
});
