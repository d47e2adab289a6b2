import { describe, expect, it } from "vitest";
import type { Action, Actor, Decision } from "../../src/worker/actor";
import { ACTS, PRESENT, TERMINATED } from "../../src/worker/environment";
import { TurnPerson } from "../../src/worker/hands/turn";
import { playEpisode, type Stage } from "../../src/worker/loop";
import { TurnBased, type TurnRules } from "../../src/worker/turns";
import { FakeTiming, settle } from "./fake-timing";
import { controlsOf } from "./some-controls";

const keys = { ArrowLeft: 0, ArrowRight: 2, Space: 5 };
const rules: TurnRules = { acts: () => true, awaits: "all", timeoutS: null };

/** A person at the keyboard, whom the worker hears at once. */
class Player extends TurnPerson {
  constructor(
    private readonly timing: FakeTiming,
    ...more: ConstructorParameters<typeof TurnPerson>
  ) {
    super(...more);
  }

  down(code: string, timeStamp: number): void {
    this.receive({ kind: "down", code }, timeStamp, this.timing.now());
  }

  up(code: string, timeStamp = 0): void {
    this.receive({ kind: "up", code }, timeStamp, this.timing.now());
  }

  releaseAll(): void {
    this.receive("release", 0, this.timing.now());
  }

  tap(code: string, timeStamp = 0): void {
    this.down(code, timeStamp);
    this.up(code);
  }
}

/** One who plays alone. */
function alone(timing: FakeTiming, more: Partial<TurnRules> = {}) {
  const person = new Player(timing, controlsOf(keys));
  const turns = new TurnBased(new Map([["person", person]]), timing, { ...rules, ...more });
  return { person, turns };
}

/** An episode of `length` steps; `work` is what else happens during one, by its number from 1. */
function setUp(length: number, work: (step: number) => void | Promise<void> = () => {}) {
  const timing = new FakeTiming();
  let acting = ACTS;
  const { person, turns } = alone(timing, { acts: () => acting !== 0 });
  const taken: { actions: Action[]; due: number; started: number; inputT: number }[] = [];
  const decisions: Decision["source"][] = [];
  const partner: Actor = {
    begin: () => {},
    decide: async () => {
      await work(taken.length + 1);
      return { ...person.decide(), action: 9, source: "policy", inputT: Number.NaN };
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
      executed: () => 0,
    },
    actors: new Map<string, Actor>([
      ["partner", partner],
      ["person", person],
    ]),
    clock: turns,
    timing,
    show: null,
    recorder: {
      step: ({ due, started }, decided) => {
        const decision = decided.get("person");
        decisions.push(decision?.source ?? "absent");
        taken.push({ actions, due, started, inputT: decision?.inputT ?? Number.NaN });
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
  return { timing, turns, person, taken, decisions, closing, ended, leave };
}

describe("TurnBased", () => {
  it("makes each press one joint step, due when it was heard", async () => {
    const { timing, person, taken, decisions, ended } = setUp(2);
    await timing.advance(500);
    expect(taken).toEqual([]);
    person.tap("Space", 41);
    await timing.advance(300);
    person.tap("ArrowRight", 341);
    expect(await ended).toMatchObject({ steps: 2, reason: "terminated" });
    expect(taken).toEqual([
      { actions: [9, 5], due: 1500, started: 1500, inputT: 41 },
      { actions: [9, 2], due: 1800, started: 1800, inputT: 341 },
    ]);
    expect(decisions).toEqual(["device", "device"]);
    expect(person.unused()).toBe(0);
  });

  it("keeps presses during a step, in their order and with their own times", async () => {
    const { timing, person, taken, ended } = setUp(3, async (step) => {
      if (step > 1) return;
      for (const [code, timeStamp] of [["ArrowRight", 12] as const, ["ArrowLeft", 17] as const]) {
        timing.busy(100);
        person.tap(code, timeStamp);
      }
      await settle();
    });
    await settle();
    person.tap("Space", 1);
    await ended;
    expect(taken).toEqual([
      { actions: [9, 5], due: 1000, started: 1000, inputT: 1 },
      { actions: [9, 2], due: 1100, started: 1200, inputT: 12 },
      { actions: [9, 0], due: 1200, started: 1200, inputT: 17 },
    ]);
  });

  it("does not take a key that is held for more than one press", async () => {
    const { turns, person, taken, closing } = setUp(9);
    await settle();
    for (let repeat = 0; repeat < 5; repeat++) person.down("Space", repeat);
    person.down("ArrowLeft", 7);
    await settle();
    expect(taken.map(({ inputT }) => inputT)).toEqual([0, 7]);
    person.up("Space");
    person.down("Space", 8);
    person.releaseAll();
    person.down("Space", 9);
    await settle();
    expect(taken.map(({ inputT }) => inputT)).toEqual([0, 7, 8, 9]);
    closing.abort();
    turns.cancel();
  });

  it("keeps no more presses than its bound, the earliest ones, and counts the others", async () => {
    const { queue } = controlsOf(keys);
    const { turns, person, taken, closing } = setUp(99, (step) => {
      if (step > 1) return;
      for (let press = 1; press <= queue + 3; press++) person.tap("Space", press);
    });
    await settle();
    person.tap("Space", 0);
    await settle();
    expect(taken.map(({ inputT }) => inputT)).toEqual([...Array(queue + 1).keys()]);
    expect(person.unused()).toBe(3);
    closing.abort();
    turns.cancel();
  });

  it("hears what was pressed while a step kept its thread busy before it takes the next", async () => {
    const timing = new FakeTiming();
    const { person, turns } = alone(timing);
    // The event queue of the worker, which is let in by a hop and by nothing else.
    timing.hop = async () => {
      for (let press = 0; press < 20; press++) person.tap("Space", press);
    };
    turns.start();
    await turns.next();
    expect(person.unused()).toBe(19);
    expect(person.decide().inputT).toBe(0);
  });

  it("ignores keys that mean nothing, and keys that come up without having gone down", async () => {
    const { turns, person, taken, closing } = setUp(9);
    person.down("KeyQ", 1);
    person.up("ArrowLeft");
    await settle();
    expect(taken).toEqual([]);
    closing.abort();
    turns.cancel();
  });

  it("forgets at the start what was pressed before", async () => {
    const { person, turns } = alone(new FakeTiming());
    person.tap("Space");
    turns.start();
    expect(person.unused()).toBe(0);
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
    const { person, decisions, ended, leave } = setUp(2);
    await settle();
    person.tap("Space");
    await settle();
    leave();
    person.tap("Space");
    expect(await ended).toMatchObject({ steps: 2 });
    expect(decisions).toEqual(["device", "absent"]);
  });

  it("takes no step while it is paused", async () => {
    const { turns, person, taken, ended } = setUp(1);
    turns.pause();
    await settle();
    person.tap("Space");
    await settle();
    expect(taken).toEqual([]);
    turns.resume();
    expect(await ended).toMatchObject({ steps: 1 });
  });
});

describe("TurnBased with other rules", () => {
  const controls = controlsOf(keys, { default: 7 });

  function setUpAlone(
    timing: FakeTiming,
    releases: boolean,
    more: Partial<TurnRules>,
    mask: { allows?: (action: Action) => boolean } = {},
  ) {
    const person = new Player(timing, controls, [], { releases, ...mask });
    const turns = new TurnBased(new Map([["person", person]]), timing, { ...rules, ...more });
    turns.start();
    const taken = async () => {
      const due = await turns.next();
      const { action, source, inputT } = person.decide();
      return { due, action, source, inputT };
    };
    return { person, turns, taken };
  }

  it("takes its turn by the default when its time is over, and begins anew after a pause", async () => {
    const timing = new FakeTiming();
    const { person, turns, taken } = setUpAlone(timing, false, { timeoutS: 10 });
    const first = taken();
    await timing.advance(9_000);
    turns.pause();
    await timing.advance(60_000);
    turns.resume();
    await timing.advance(9_999);
    expect(timing.pending).toBe(1);
    await timing.advance(1);
    expect(await first).toEqual({ due: 80_000, action: 7, source: "default", inputT: Number.NaN });
    expect(timing.pending).toBe(0);
    const second = taken();
    await settle();
    person.down("Space", 44);
    expect(await second).toMatchObject({ action: 5, source: "device", inputT: 44 });
    expect(timing.pending).toBe(0);
  });

  it("takes no step for a press that is not allowed when its turn has come", async () => {
    const allowed = new Set<Action>([0, 2]);
    const allows = (action: Action) => allowed.has(action);
    const { person, taken } = setUpAlone(new FakeTiming(), false, {}, { allows });
    for (const at of [1, 2]) person.tap("ArrowLeft", at);
    person.tap("ArrowRight", 3);
    expect(await taken()).toMatchObject({ action: 0, inputT: 1 });
    allowed.delete(0); // by the step that it led to
    expect(await taken()).toMatchObject({ action: 2, inputT: 3 });
    expect(person.unused()).toBe(1);
  });

  it("takes the default where a release leaves a key that is not allowed", async () => {
    const allows = (action: Action) => action !== 2;
    const { person, taken } = setUpAlone(new FakeTiming(), true, { awaits: "any" }, { allows });
    person.down("ArrowRight", 1);
    person.down("Space", 2);
    person.up("Space", 3);
    expect(await taken()).toMatchObject({ action: 5, source: "device", inputT: 2 });
    expect(await taken()).toMatchObject({ action: 7, source: "default", inputT: 3 });
    expect(person.unused()).toBe(1);
  });

  it("gives a turn no more time for presses that are not allowed", async () => {
    const timing = new FakeTiming();
    const allows = (action: Action) => action !== 2;
    const { person, taken } = setUpAlone(timing, false, { timeoutS: 10 }, { allows });
    const turn = taken();
    for (let second = 0; second < 9; second++) {
      await timing.advance(1_000);
      person.tap("ArrowRight");
    }
    await timing.advance(1_000);
    expect(await turn).toMatchObject({ due: 11_000, action: 7, source: "default" });
    expect(person.unused()).toBe(9);
    expect(timing.pending).toBe(0);
  });

  it("takes a step for each press and each release", async () => {
    const { person, taken } = setUpAlone(new FakeTiming(), true, { awaits: "any" });
    person.down("ArrowRight", 1);
    person.down("Space", 2);
    person.up("Space", 3);
    person.up("Space", 4);
    person.up("ArrowRight", 5);
    const steps = [];
    for (let i = 0; i < 4; i++) {
      const { action, source, inputT } = await taken();
      steps.push([action, source, inputT]);
    }
    expect(steps).toEqual([
      [2, "device", 1],
      [5, "device", 2],
      [2, "device", 3],
      [7, "default", 5],
    ]);
    expect(person.unused()).toBe(0);
  });

  it("drops a press that the environment forbids, and counts it", () => {
    const allows = (action: Action) => action !== 0;
    const person = new Player(new FakeTiming(), controls, [], { releases: false, allows });
    person.tap("ArrowLeft");
    person.dropForbidden();
    expect([person.heardAt, person.unused()]).toEqual([null, 1]);
  });
});

describe("TurnBased with two people", () => {
  function setUpTwo(more: Partial<TurnRules>, releases = false) {
    const timing = new FakeTiming();
    const red = new Player(timing, controlsOf({ KeyA: 1, KeyD: 2 }, { default: 7 }), [], {
      releases,
    });
    const blue = new Player(timing, controlsOf({ ArrowLeft: 3 }, { default: 8 }), [], { releases });
    const people = new Map([
      ["red", red],
      ["blue", blue],
    ]);
    const turns = new TurnBased(people, timing, { ...rules, ...more });
    turns.start();
    const next = async () => {
      const due = await turns.next();
      return [due, red.decide().action, blue.decide().action];
    };
    return { timing, red, blue, turns, next };
  }

  it("waits until both have pressed, where both act at the same time", async () => {
    const { timing, red, blue, next } = setUpTwo({});
    let taken: unknown = null;
    const step = next().then((all) => {
      taken = all;
    });
    red.tap("KeyA");
    red.tap("KeyD");
    await timing.advance(250);
    expect(taken).toBeNull();
    blue.tap("ArrowLeft");
    await step;
    expect(taken).toEqual([1250, 1, 3]);
    const second = next();
    blue.tap("ArrowLeft");
    expect(await second).toEqual([1250, 2, 3]);
  });

  it("waits for the one whose action is asked for, and for no other", async () => {
    const { red, blue, next } = setUpTwo({ acts: (agent) => agent === "blue" });
    red.tap("KeyA");
    blue.tap("ArrowLeft");
    await next();
    expect([red.heardAt, blue.heardAt]).toEqual([1000, null]);
  });

  it("lets both pass when their time is over, but for the one who has pressed", async () => {
    const { timing, red, next } = setUpTwo({ timeoutS: 5 });
    const step = next();
    await settle();
    red.tap("KeyD");
    await timing.advance(5000);
    expect(await step).toEqual([6000, 2, 8]);
  });

  it("takes a step for an event of either, in which the other does what it holds", async () => {
    const { red, blue, next } = setUpTwo({ awaits: "any" }, true);
    blue.down("ArrowLeft", 1);
    expect(await next()).toEqual([1000, 7, 3]);
    red.down("KeyA", 2);
    expect(await next()).toEqual([1000, 1, 3]);
    blue.up("ArrowLeft", 3);
    expect(await next()).toEqual([1000, 1, 8]);
  });
});
