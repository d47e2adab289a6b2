import { describe, expect, it } from "vitest";
import type { Action, Actor, Decision } from "../../src/worker/actor";
import { ACTS, PRESENT, TERMINATED } from "../../src/worker/environment";
import { playEpisode, type Stage } from "../../src/worker/loop";
import { TurnBased } from "../../src/worker/turns";
import { FakeTiming, settle } from "./fake-timing";

const keys = { ArrowLeft: 0, ArrowRight: 2, Space: 5 };

function tap(turns: TurnBased, code: keyof typeof keys, timeStamp = 0): void {
  turns.down(code, timeStamp);
  turns.up(code);
}

/** An episode of `length` steps; `work` is what else happens during one, by its number from 1. */
function setUp(length: number, work: (step: number) => void | Promise<void> = () => {}) {
  const timing = new FakeTiming();
  const turns = new TurnBased({ keys }, timing);
  const taken: { actions: Action[]; due: number; started: number; inputT: number }[] = [];
  const decisions: Decision["source"][] = [];
  let acting = ACTS;
  const partner: Actor = {
    begin: () => {},
    decide: async () => {
      await work(taken.length + 1);
      return { ...turns.decide(), action: 9, source: "policy", inputT: Number.NaN };
    },
  };
  let actions: Action[] = [];
  const stage: Stage = {
    environment: {
      step: (...chosen) => {
        actions = chosen;
        return taken.length + 1 === length ? TERMINATED : 0;
      },
      info: () => "{}",
      observation: () => new Uint8Array(),
      reward: () => 1,
      flags: (agent) => PRESENT | (agent === "person" ? acting : ACTS),
      render: () => {},
    },
    actors: new Map<string, Actor>([
      ["partner", partner],
      ["person", turns],
    ]),
    clock: turns,
    timing,
    show: null,
    recorder: {
      step: ({ due, started }, decided) => {
        const person = decided.get("person");
        decisions.push(person?.source ?? "absent");
        taken.push({ actions, due, started, inputT: person?.inputT ?? Number.NaN });
      },
    },
    maxSteps: null,
    onStatus: () => {},
    statusEveryMs: 0,
  };
  const closing = new AbortController();
  const ended = playEpisode(stage, closing.signal, { steps: 0, returns: {} });
  const leave = () => {
    acting = 0;
  };
  return { timing, turns, taken, decisions, closing, ended, leave };
}

describe("TurnBased", () => {
  it("makes each press one joint step, due when it was heard", async () => {
    const { timing, turns, taken, decisions, ended } = setUp(2);
    await timing.advance(500);
    expect(taken).toEqual([]);
    tap(turns, "Space", 41);
    await timing.advance(300);
    tap(turns, "ArrowRight", 341);
    expect(await ended).toMatchObject({ steps: 2, reason: "terminated" });
    expect(taken).toEqual([
      { actions: [9, 5], due: 1500, started: 1500, inputT: 41 },
      { actions: [9, 2], due: 1800, started: 1800, inputT: 341 },
    ]);
    expect(decisions).toEqual(["device", "device"]);
    expect(turns.unused).toBe(0);
  });

  it("keeps presses during a step, in their order and with their own times", async () => {
    const { timing, turns, taken, ended } = setUp(3, async (step) => {
      if (step > 1) return;
      for (const [code, timeStamp] of [["ArrowRight", 12] as const, ["ArrowLeft", 17] as const]) {
        timing.busy(100);
        tap(turns, code, timeStamp);
      }
      await settle();
    });
    await settle();
    tap(turns, "Space", 1);
    await ended;
    expect(taken).toEqual([
      { actions: [9, 5], due: 1000, started: 1000, inputT: 1 },
      { actions: [9, 2], due: 1100, started: 1200, inputT: 12 },
      { actions: [9, 0], due: 1200, started: 1200, inputT: 17 },
    ]);
  });

  it("does not take a key that is held for more than one press", async () => {
    const { turns, taken, closing } = setUp(9);
    await settle();
    for (let repeat = 0; repeat < 5; repeat++) turns.down("Space", repeat);
    turns.down("ArrowLeft", 7);
    await settle();
    expect(taken.map(({ inputT }) => inputT)).toEqual([0, 7]);
    turns.up("Space");
    turns.down("Space", 8);
    turns.releaseAll();
    turns.down("Space", 9);
    await settle();
    expect(taken.map(({ inputT }) => inputT)).toEqual([0, 7, 8, 9]);
    closing.abort();
    turns.cancel();
  });

  it("keeps no more presses than its bound, the earliest ones, and counts the others", async () => {
    const { maxWaiting } = TurnBased;
    const { turns, taken, closing } = setUp(99, (step) => {
      if (step > 1) return;
      for (let press = 1; press <= maxWaiting + 3; press++) tap(turns, "Space", press);
    });
    await settle();
    tap(turns, "Space", 0);
    await settle();
    expect(taken.map(({ inputT }) => inputT)).toEqual([...Array(maxWaiting + 1).keys()]);
    expect(turns.unused).toBe(3);
    closing.abort();
    turns.cancel();
  });

  it("hears what was pressed while a step kept its thread busy before it takes the next", async () => {
    const timing = new FakeTiming();
    const turns = new TurnBased({ keys }, timing);
    // The event queue of the worker, which is let in by a hop and by nothing else.
    timing.hop = async () => {
      for (let press = 0; press < 20; press++) tap(turns, "Space", press);
    };
    turns.start();
    await turns.next();
    expect(turns.unused).toBe(19);
    expect(turns.decide().inputT).toBe(0);
  });

  it("ignores keys that mean nothing, and keys that come up without having gone down", async () => {
    const { turns, taken, closing } = setUp(9);
    turns.down("KeyQ", 1);
    turns.up("ArrowLeft");
    await settle();
    expect(taken).toEqual([]);
    closing.abort();
    turns.cancel();
  });

  it("forgets at the start what was pressed before", async () => {
    const turns = new TurnBased({ keys }, new FakeTiming());
    tap(turns, "Space");
    turns.start();
    expect(turns.unused).toBe(0);
  });

  it("ends a wait for the person at once when the game is left", async () => {
    const { timing, turns, taken, closing, ended } = setUp(9);
    await timing.advance(60_000);
    expect(timing.pending).toBe(0);
    closing.abort();
    turns.cancel();
    expect(await ended).toBeNull();
    expect(taken).toEqual([]);
  });

  it("lets a press take the others on where the person's agent is out of the game", async () => {
    const { turns, decisions, ended, leave } = setUp(2);
    await settle();
    tap(turns, "Space");
    await settle();
    leave();
    tap(turns, "Space");
    expect(await ended).toMatchObject({ steps: 2 });
    expect(decisions).toEqual(["device", "absent"]);
  });

  it("takes no step while it is paused", async () => {
    const { turns, taken, ended } = setUp(1);
    turns.pause();
    await settle();
    tap(turns, "Space");
    await settle();
    expect(taken).toEqual([]);
    turns.resume();
    expect(await ended).toMatchObject({ steps: 1 });
  });
});

describe("TurnBased with other rules", () => {
  const controls = { keys, default: 7 };

  async function taken(turns: TurnBased) {
    const due = await turns.next();
    const { action, intended, source, inputT } = turns.decide();
    return { due, action, intended, source, inputT };
  }

  it("takes its turn by the default when its time is over, and begins anew after a pause", async () => {
    const timing = new FakeTiming();
    const turns = new TurnBased(controls, timing, { releases: false, timeoutS: 10 });
    turns.start();
    const first = taken(turns);
    await timing.advance(9_000);
    turns.pause();
    await timing.advance(60_000);
    turns.resume();
    await timing.advance(9_999);
    expect(timing.pending).toBe(1);
    await timing.advance(1);
    expect(await first).toMatchObject({
      due: 80_000,
      action: 7,
      source: "default",
      inputT: Number.NaN,
    });
    expect(timing.pending).toBe(0);
    const second = taken(turns);
    await settle();
    turns.down("Space", 44);
    expect(await second).toMatchObject({ action: 5, source: "device", inputT: 44 });
    expect(timing.pending).toBe(0);
  });

  it("takes a step for each press and each release", async () => {
    const turns = new TurnBased(controls, new FakeTiming(), { releases: true, timeoutS: null });
    turns.start();
    turns.down("ArrowRight", 1);
    turns.down("Space", 2);
    turns.up("Space", 3);
    turns.up("Space", 4);
    turns.up("ArrowRight", 5);
    const steps = [];
    for (let i = 0; i < 4; i++) {
      const { action, source, inputT } = await taken(turns);
      steps.push([action, source, inputT]);
    }
    expect(steps).toEqual([
      [2, "device", 1],
      [5, "device", 2],
      [2, "device", 3],
      [7, "default", 5],
    ]);
    expect(turns.unused).toBe(0);
  });

  it("takes no step for a press that is not allowed when its turn has come", async () => {
    const allowed = new Set<Action>([0, 2]);
    const allows = (action: Action) => allowed.has(action);
    const rules = { releases: false, timeoutS: null, allows };
    const turns = new TurnBased({ keys }, new FakeTiming(), rules);
    turns.start();
    tap(turns, "ArrowLeft", 1);
    tap(turns, "ArrowLeft", 2);
    tap(turns, "ArrowRight", 3);
    expect(await taken(turns)).toMatchObject({ action: 0, inputT: 1 });
    allowed.delete(0); // by the step that it led to
    expect(await taken(turns)).toMatchObject({ action: 2, inputT: 3 });
    expect(turns.unused).toBe(1);
  });

  it("takes the default where a release leaves a key that is not allowed", async () => {
    const allows = (action: Action) => action !== 2;
    const rules = { releases: true, timeoutS: null, allows };
    const turns = new TurnBased(controls, new FakeTiming(), rules);
    turns.start();
    turns.down("ArrowRight", 1);
    turns.down("Space", 2);
    turns.up("Space", 3);
    expect(await taken(turns)).toMatchObject({ action: 5, source: "device", inputT: 2 });
    const release = { action: 7, intended: 2, source: "default", inputT: 3 };
    expect(await taken(turns)).toMatchObject(release);
    expect(turns.unused).toBe(1);
  });

  it("gives a turn no more time for presses that are not allowed", async () => {
    const timing = new FakeTiming();
    const allows = (action: Action) => action !== 2;
    const turns = new TurnBased(controls, timing, { releases: false, timeoutS: 10, allows });
    turns.start();
    const turn = taken(turns);
    for (let second = 0; second < 9; second++) {
      await timing.advance(1_000);
      tap(turns, "ArrowRight");
    }
    await timing.advance(1_000);
    expect(await turn).toMatchObject({ due: 11_000, action: 7, source: "default" });
    expect(turns.unused).toBe(9);
    expect(timing.pending).toBe(0);
  });
});
