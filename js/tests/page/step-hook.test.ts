import { describe, expect, it } from "vitest";
import type { Manifest, StepHookRecord } from "../../src/generated/contract";
import { FactBook } from "../../src/page/flow/facts";
import type { ClientState } from "../../src/page/game-client";
import { Observable } from "../../src/page/observable";
import { completed, type Result } from "../../src/page/runner";
import { StepHook } from "../../src/page/step-hook";
import type { ToWorker } from "../../src/shared/protocol";
import type { RecordBody } from "../../src/shared/record-line";
import type { Hooks } from "../../src/worker/hook";
import { StepHook as Told } from "../../src/worker/step-hook";

const form = { id: "mood", kind: "form" } as const;
const page = { id: "rest", kind: "page" } as const;
const ready: ClientState = { kind: "ready", stages: {}, way: "pyc", why: "" };
const booting: ClientState = { kind: "booting", stage: "packages", loaded: 0, total: 1 };

/** What of the steps is told, of a page whose Python boots. */
function pageOf() {
  const facts = new FactBook({ arm: "b" }, new Set(["answers.mood.said"]));
  const state = new Observable<ClientState>(booting);
  const posted: ToWorker[] = [];
  const client = { state, post: (message: ToWorker) => void posted.push(message) };
  const hook = new StepHook(client, facts);
  const told = () =>
    posted.map((message) => {
      if (message.type !== "step") throw new Error("It posts nothing else.");
      return [message.call, message.step, message.given];
    });
  return { facts, state, hook, told };
}

describe("the study's hook", () => {
  it("hears of steps in their order, as soon as Python is there", async () => {
    const { facts, state, hook, told } = pageOf();
    facts.assigned("light", "on");
    const answered = async () => {
      await null;
      facts.answered("mood", { said: "fine", more: "words" });
      return completed;
    };
    await hook.during(page, Promise.resolve(completed));
    const second = hook.during(form, answered());
    expect(told()).toEqual([]);
    state.set(ready);
    await second;
    const known = { answers: {}, results: {}, conditions: { light: "on" }, params: { arm: "b" } };
    expect(told()).toMatchObject([
      ["enter", "rest", known],
      ["leave", "rest", {}],
      ["enter", "mood", known],
      ["leave", "mood", { said: "fine", more: "words" }],
    ]);
    await hook.during(page, Promise.resolve(completed));
    expect(told().slice(4)).toMatchObject([
      ["enter", "rest", { answers: { mood: { said: "fine" } } }],
      ["leave", "rest", {}],
    ]);
  });

  it("hears of nothing more once the session ends", async () => {
    const { state, hook, told } = pageOf();
    await hook.during(page, Promise.resolve(completed));
    void hook.during({ id: "bye", kind: "end" }, new Promise<Result>(() => {}));
    state.set(ready);
    expect(told()).toEqual([]);
    const late: Result = { kind: "cut_short", outcome: "timed_out" };
    await hook.during(page, Promise.resolve(late));
    expect(told().map(([call, step]) => [call, step])).toEqual([["enter", "rest"]]);
  });
});

describe("what the study's hook gives", () => {
  const manifest = { step_hook: "coach", hooks: { coach: {} } } as unknown as Manifest;
  const message = { type: "step", call: "leave", step: "mood", given: { said: "fine" } } as const;

  async function told(tellStep: Hooks["tellStep"]) {
    const records: RecordBody[] = [];
    const journal = {
      append: async (body: RecordBody) => void records.push(body),
      flush: async () => {},
    };
    const hooks = { tellStep } as Hooks;
    const begun: number[] = [];
    const hook = new Told({
      runtime: Promise.resolve({ manifest, hooks }),
      identified: Promise.resolve(),
      journal,
      onBegin: (limitMs) => void begun.push(limitMs),
    });
    await hook.tell(message);
    expect(begun).toEqual([15_000]);
    return records;
  }

  it("is recorded, where it gives anything", async () => {
    const given = await told(({ name }, call, step, json) => `"${name} ${call} ${step}"${json}`);
    const record: Partial<StepHookRecord> = { type: "step_hook", call: "leave", step: "mood" };
    expect(given).toEqual([{ ...record, data: '"coach leave mood"{"said":"fine"}' }]);
    expect(await told(() => null)).toEqual([]);
  });

  it("is an error that is recorded where it fails, and ends nothing", async () => {
    const records = await told(() => {
      throw new Error("no chalk");
    });
    expect(records).toMatchObject([{ type: "error", where: "mood" }]);
    expect(JSON.stringify(records)).toContain("no chalk");
  });
});
