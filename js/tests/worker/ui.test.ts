import type { PyodideAPI } from "pyodide";
import { expect, it } from "vitest";
import type { RecordBody } from "../../src/shared/record-line";
import { listenToUi, Ui, type UiCall } from "../../src/worker/ui";
import { FakeTiming } from "./fake-timing";

function setUp() {
  const told: UiCall[][] = [];
  const records: RecordBody[] = [];
  const timing = new FakeTiming();
  let steps = 0;
  const ui = new Ui({
    place: { step: "main", attempt: 2 },
    standing: () => ({ episode: 1, steps }),
    journal: { append: async (body) => void records.push(body), flush: async () => {} },
    timing,
    tell: (calls) => told.push(calls),
  });
  const takeSteps = (count: number) => {
    steps += count;
  };
  return { ui, told, records, timing, takeSteps };
}

const hud = (values: Record<string, number>): UiCall => ({ call: "hud", values });
const message = (text: string): UiCall => ({ call: "message", text });

it("tells the first thing at once, and then at most ten times a second", async () => {
  const { ui, told, timing } = setUp();
  for (let step = 0; step < 60; step++) {
    ui.say(hud({ fuel: step }));
    await timing.advance(1000 / 60);
  }
  expect(told[0]).toEqual([hud({ fuel: 0 })]);
  expect(told.length).toBeLessThanOrEqual(11);
  await timing.advance(Ui.everyMs);
  expect(told.at(-1)).toEqual([hud({ fuel: 59 })]);
});

it("keeps the newest of what stands in one place, and every message", async () => {
  const { ui, told, timing } = setUp();
  ui.say(message("first"));
  const bar = (name: string, value: number): UiCall => ({
    call: "progress",
    name,
    value,
    maximum: 1,
  });
  for (const call of [
    hud({ a: 1, b: 1 }),
    bar("x", 0.1),
    message("second"),
    hud({ b: 2 }),
    bar("y", 0.5),
    bar("x", 0.2),
    message("third"),
  ])
    ui.say(call);
  await timing.advance(Ui.everyMs);
  expect(told).toEqual([
    [message("first")],
    [hud({ a: 1, b: 2 }), bar("x", 0.2), message("second"), bar("y", 0.5), message("third")],
  ]);
});

it("lets a sound wait for nothing, nor what was said before it", () => {
  const { ui, told } = setUp();
  const sound: UiCall = { call: "sound", sound: "bell", volume: 1 };
  for (const call of [message("first"), hud({ a: 1 }), sound]) ui.say(call);
  expect(told).toEqual([[message("first")], [hud({ a: 1 }), sound]]);
});

it("does not take away what came after", async () => {
  const { ui, told, timing } = setUp();
  for (const call of [message("first"), hud({ a: 1 }), { call: "clear" } as const, hud({ a: 2 })])
    ui.say(call);
  await timing.advance(Ui.everyMs);
  expect(told.flat()).toEqual([message("first"), hud({ a: 1 }), { call: "clear" }, hud({ a: 2 })]);
});

it("records what was handed to the page, and after which step", async () => {
  const { ui, records, timing, takeSteps } = setUp();
  ui.say(message("begin"));
  takeSteps(7);
  ui.say(hud({ a: 1 }));
  await timing.advance(Ui.everyMs);
  const place = { type: "ui", step: "main", attempt: 2, episode: 1 };
  expect(records).toEqual([
    { ...place, after: 0, calls: [message("begin")] },
    { ...place, after: 7, calls: [hud({ a: 1 })] },
  ]);
});

it("hands on what waits when the episode ends", () => {
  const { ui, told, timing } = setUp();
  ui.say(message("first"));
  ui.say(message("last"));
  ui.flush();
  ui.flush();
  expect(told).toEqual([[message("first")], [message("last")]]);
  expect(timing.pending).toBe(0);
});

it("tells nothing any more of a game that is left", async () => {
  const { ui, told, records, timing } = setUp();
  for (const text of ["first", "last"]) ui.say(message(text));
  ui.close();
  await timing.advance(Ui.everyMs);
  expect(told).toEqual([[message("first")]]);
  expect(records).toHaveLength(1);
});

it("hears Python until it is told not to", () => {
  let connected: ((json: string) => void) | null = null;
  const log: string[] = [];
  const module = {
    connect: (tell: typeof connected) => {
      connected = tell;
    },
    destroy: () => log.push("destroy"),
  };
  const python = { pyimport: () => module } as unknown as PyodideAPI;
  const heard: UiCall[] = [];
  const stop = listenToUi(python, (call) => heard.push(call));
  (connected as unknown as (json: string) => void)('{"call": "message", "text": "hi"}');
  expect(heard).toEqual([message("hi")]);
  stop();
  expect(connected).toBeNull();
  expect(log).toEqual(["destroy"]);
});
