import { describe, expect, it } from "vitest";
import type { GameStep } from "../../src/generated/contract";
import { plainRules } from "../../src/shared/plain-rules";
import { ACTS, type Environment } from "../../src/worker/environment";
import type { Person } from "../../src/worker/hands/person";
import { paceOf } from "../../src/worker/pace";
import { FakeTiming, settle } from "./fake-timing";
import { controlsOf } from "./some-controls";

const agent = {
  actor: "human",
  action_space: { n: 2, start: 0 },
  layout: { observation: [], action: [{ path: [], dtype: "<i8", shape: [] }], output: [] },
  recorded: { rule: { keep: "all", every: 1, downsample: 1 }, layout: [] },
} satisfies GameStep["agents"][string];

/** Red and blue at one keyboard. */
function setUp(change: Partial<GameStep>) {
  const timing = new FakeTiming();
  const acting = new Set(["red", "blue"]);
  const environment = {
    flags: (name: string) => (acting.has(name) ? ACTS : 0),
    allows: () => true,
    observation: () => new Uint8Array(),
  } as unknown as Environment;
  const step: GameStep = {
    kind: "game",
    id: "main",
    html: "",
    agents: { red: agent, blue: agent },
    controls: {
      red: controlsOf({ KeyA: 0 }, { default: 0 }),
      blue: controlsOf({ KeyL: 1 }, { default: 1 }),
    },
    view: { render_mode: "ansi", draw: null, width: 10, height: 10 },
    episodes: 1,
    pace: "turn_based",
    fps: null,
    turn_delay_ms: null,
    max_steps: null,
    seeds: null,
    rules: plainRules,
    ...change,
  };
  const { clock, people } = paceOf(step, timing, () => environment, {});
  clock.start();
  const person = (name: string) => people.get(name) as Person;
  const press = (name: string, code: string) =>
    person(name).receive({ kind: "down", code }, 5, timing.now());
  const taken = (name: string) => person(name).decide(new Uint8Array(), timing.now());
  return { timing, acting, clock, people, person, press, taken };
}

describe("the pace of a game for two people", () => {
  it("waits for both where they act at the same time", async () => {
    const { clock, press, taken } = setUp({});
    let due: number | null = null;
    void clock.next().then((at) => {
      due = at;
    });
    press("red", "KeyA");
    await settle();
    expect(due).toBeNull();
    press("blue", "KeyL");
    await settle();
    expect(due).toBe(1000);
    expect([await taken("red"), await taken("blue")]).toMatchObject([{ action: 0 }, { action: 1 }]);
  });

  it("hears nobody out of turn where they act one after the other", async () => {
    const { acting, clock, person, press, taken } = setUp({ turn_delay_ms: 0 });
    acting.delete("blue");
    const first = clock.next();
    await settle();
    press("blue", "KeyL");
    press("red", "KeyA");
    await first;
    expect(await taken("red")).toMatchObject({ action: 0, source: "device" });
    expect([person("red").unused(), person("blue").unused()]).toEqual([0, 1]);
  });

  it("asks both at every step in real time", async () => {
    const { clock, press, taken } = setUp({ pace: "real_time", fps: 10 });
    press("blue", "KeyL");
    expect([await taken("red"), await taken("blue")]).toMatchObject([
      { action: 0, source: "default" },
      { action: 1, source: "device" },
    ]);
    clock.cancel();
  });

  it("needs somebody who sets it", () => {
    expect(() => setUp({ controls: {} })).toThrow("Nobody can take a turn");
    expect(() => setUp({ controls: { green: controlsOf({}, { default: 0 }) } })).toThrow(
      "no agent",
    );
  });
});
