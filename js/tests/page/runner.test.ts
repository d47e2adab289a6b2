import { describe, expect, it } from "vitest";
import type { BlockNode, Expression, FlowNode, Step } from "../../src/generated/contract";
import { Course } from "../../src/page/flow/course";
import {
  completed,
  consentIsBehind,
  type Result,
  type RunContext,
  runNodes,
} from "../../src/page/runner";
import type { Decision } from "../../src/shared/course";

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
const steps = ["a", "b", "c", "d"].map(page);
const node = (id: string, when: Expression | null = null): FlowNode => ({
  kind: "step",
  step: steps.findIndex((step) => step.id === id),
  when,
});
const block = (nodes: FlowNode[], more: Partial<BlockNode> = {}): BlockNode => ({
  kind: "block",
  id: "block",
  when: null,
  order: "as_written",
  choose: null,
  repeat: null,
  nodes,
  ...more,
});
/** Stands for itself in the answers of the guide. */
const asked = (name: string): Expression => ({ kind: "constant", value: name });

interface Given {
  resumeAt?: number;
  decisions?: Decision[];
  results?: Record<string, Result>;
  withdraws?: string;
  /** By the name of an expression, what it is at the first time, the second, … */
  holds?: Record<string, boolean[]>;
  orders?: number[][];
}

/** A context that writes down what happens, in order. */
function traced(given: Given = {}) {
  const log: unknown[] = [];
  let clock = 0;
  const course = new Course(given.resumeAt ?? 0, given.decisions);
  const context: RunContext = {
    steps,
    recorder: {
      record: async (record) => void log.push(record),
      sealStep: async () => void log.push("sealStep"),
    },
    enterStep: async (index) => void log.push(`enterStep ${index}`),
    perform: async (step, index) => {
      log.push(`perform ${step.id} ${index}`);
      clock += 500;
      return given.results?.[step.id] ?? completed;
    },
    now: () => clock,
    isOver: () => given.withdraws !== undefined && given.withdraws === log.at(-1),
    fail: (error) => void log.push(error),
    course,
    guide: {
      holds: async (expression) => {
        const name = expression.kind === "constant" ? String(expression.value) : "";
        const value = given.holds?.[name]?.shift();
        if (value === undefined) throw new Error(`${name} was not to be asked.`);
        return value;
      },
      cast: async ({ id }) => void log.push(`cast ${id}`),
      order: async ({ nodes }) => given.orders?.shift() ?? nodes.map((_, at) => at),
    },
  };
  return { log, context, course };
}

const shown = (log: unknown[]) => log.filter((entry) => String(entry).startsWith("perform"));

describe("a step", () => {
  it("is entered, shown, left and sealed, in this order", async () => {
    const { log, context } = traced();
    await runNodes([node("a")], context);
    expect(log).toEqual([
      "enterStep 0",
      { type: "enter", step: "a", index: 0 },
      "perform a 0",
      { type: "leave", step: "a", index: 0, duration_ms: 500 },
      "sealStep",
      "enterStep 1",
    ]);
  });

  it("is not shown before its beginning is saved", async () => {
    const { log, context } = traced();
    context.enterStep = async () => {
      throw new Error("disk full");
    };
    await expect(runNodes([node("a")], context)).rejects.toThrow("disk full");
    expect(log).toEqual([]);
  });

  it("tells of records that could not be saved while nobody waits for them", async () => {
    const { log, context } = traced();
    const full = new Error("disk full");
    context.recorder.sealStep = async () => {
      throw full;
    };
    await runNodes([node("a")], context);
    await Promise.resolve();
    expect(log).toContain(full);
  });

  it("is passed over where its condition is not true, and counted", async () => {
    const { log, context } = traced({ holds: { adult: [false], late: [true] } });
    await runNodes([node("a", asked("adult")), node("b", asked("late")), node("c")], context);
    expect(shown(log)).toEqual(["perform b 1", "perform c 2"]);
  });
});

describe("a study", () => {
  it("shows its steps in order", async () => {
    const { log, context, course } = traced();
    expect(await runNodes([node("a"), node("b"), node("c")], context)).toEqual(completed);
    expect(shown(log)).toEqual(["perform a 0", "perform b 1", "perform c 2"]);
    expect(course.shown).toBe("c");
  });

  it("resumes at the interrupted step and records nothing of those before it", async () => {
    const { log, context } = traced({ resumeAt: 2 });
    await runNodes([node("a"), node("b"), node("c")], context);
    expect(log[0]).toBe("enterStep 2");
    expect(shown(log)).toEqual(["perform c 2"]);
  });

  it("stops where a step ends it, without leaving that step", async () => {
    const ended: Result = { kind: "ended", outcome: "declined" };
    const { log, context } = traced({ results: { b: ended } });
    expect(await runNodes([node("a"), node("b"), node("c")], context)).toEqual(ended);
    expect(shown(log)).toEqual(["perform a 0", "perform b 1"]);
    expect(log).not.toContainEqual(expect.objectContaining({ type: "leave", step: "b" }));
  });

  it("shows no step after the participant has withdrawn", async () => {
    const { log, context } = traced({ withdraws: "enterStep 1" });
    expect(await runNodes([node("a"), node("b"), node("c")], context)).toEqual({
      kind: "ended",
      outcome: "withdrawn",
    });
    expect(shown(log)).toEqual(["perform a 0"]);
  });
});

describe("a block", () => {
  it("is passed in the order that it is given, and its end ends all", async () => {
    const ended: Result = { kind: "ended", outcome: "done" };
    const { log, context } = traced({ orders: [[1, 0]], results: { b: ended } });
    const inner = block([node("b"), node("c")]);
    expect(await runNodes([node("a"), inner, node("d")], context)).toEqual(ended);
    expect(shown(log)).toEqual(["perform a 0", "perform c 1", "perform b 2"]);
  });

  it("is passed over as a whole", async () => {
    const { log, context } = traced({ holds: { never: [false] } });
    await runNodes([block([node("a"), node("b")], { when: asked("never") }), node("c")], context);
    expect(shown(log)).toEqual(["perform c 0"]);
  });

  it("is repeated until what it is for is true", async () => {
    const { log, context } = traced({ holds: { good: [false, true] } });
    const repeat = { max: 5, until: asked("good"), on_fail: "fail" } as const;
    expect(await runNodes([block([node("a")], { repeat }), node("b")], context)).toEqual(completed);
    expect(shown(log)).toEqual(["perform a 0", "perform a 1", "perform b 2"]);
  });

  it.each([
    ["go_on", completed],
    ["screen_out", { kind: "cut_short", outcome: "screened_out" }],
    ["fail", { kind: "cut_short", outcome: "failed" }],
  ] as const)("that was passed in vain: %s", async (on_fail, result) => {
    const { log, context } = traced({ holds: { good: [false, false] } });
    const repeat = { max: 2, until: asked("good"), on_fail } as const;
    expect(await runNodes([block([node("a")], { repeat })], context)).toEqual(result);
    expect(shown(log)).toEqual(["perform a 0", "perform a 1"]);
  });
});

describe("a reload", () => {
  const flow = [
    node("a", asked("when")),
    block([node("b"), node("c")], {
      order: "shuffled",
      repeat: { max: 3, until: asked("until"), on_fail: "go_on" },
    }),
    node("d"),
  ];

  it("comes by the same decisions to every step, and asks for none of them again", async () => {
    const holds = () => ({ when: [true], until: [false, true] });
    const orders = () => [
      [1, 0],
      [0, 1],
    ];
    const whole = traced({ holds: holds(), orders: orders() });
    const saved: { index: number; decisions: Decision[] }[] = [];
    whole.context.enterStep = async (index) =>
      void saved.push({ index, decisions: whole.course.decisions });
    await runNodes(flow, whole.context);
    const ways = shown(whole.log);
    expect(ways).toHaveLength(6);
    for (const { index, decisions } of saved) {
      const asking = holds();
      const later = traced({
        resumeAt: index,
        decisions,
        // What was answered before the reload is not known any more.
        holds: {
          when: decisions.length > 0 ? [] : asking.when,
          until: asking.until.slice(decisions.filter((d) => d === false).length),
        },
        orders: orders().slice(decisions.filter((d) => Array.isArray(d)).length),
      });
      await runNodes(flow, later.context);
      expect(shown(later.log)).toEqual(ways.slice(index));
    }
  });

  it("while something is being decided repeats no step that was answered", async () => {
    const way = [node("a"), node("b", asked("slow")), node("c")];
    const first = traced();
    const saved: number[] = [];
    first.context.enterStep = async (index) => void saved.push(index);
    const deciding = new Promise<void>((resolve) => {
      first.context.guide.holds = () => {
        resolve();
        return new Promise<boolean>(() => {});
      };
    });
    void runNodes(way, first.context);
    await deciding;
    expect(shown(first.log)).toEqual(["perform a 0"]);
    const resumeAt = saved.at(-1) ?? 0;
    const later = traced({ resumeAt, holds: { slow: [false] } });
    const going = runNodes(way, later.context);
    expect(later.course.shown).toBe("a");
    await going;
    expect(shown(later.log)).toEqual(["perform c 2"]);
  });
});

describe("consent", () => {
  it.each([
    ["none asked for", [page("a")], 0, true],
    ["at the start", [page("a"), consent, page("b")], 0, false],
    ["on the consent itself", [page("a"), consent, page("b")], 1, false],
    ["past it", [page("a"), consent, page("b")], 2, true],
    ["between two", [consent, page("b"), { ...consent, id: "second" }], 1, true],
  ])("%s", (_, all, resumeAt, behind) => {
    expect(consentIsBehind({ steps: all }, resumeAt)).toBe(behind);
  });
});
