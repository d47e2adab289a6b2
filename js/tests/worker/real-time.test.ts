import { describe, expect, it } from "vitest";
import type { Controls } from "../../src/generated/contract";
import type { Action, Decision } from "../../src/worker/actor";
import type { Hand } from "../../src/worker/hands/person";
import { RealTimePerson } from "../../src/worker/hands/real-time";
import { controlsOf } from "./some-controls";

const keys = { ArrowLeft: 0, ArrowRight: 1, Space: 2 };
const none = new Uint8Array();

/** A person whose worker hears everything at once. */
class Player {
  #now = 0;
  readonly person: RealTimePerson;

  constructor(controls: Controls, others: readonly Hand[] = []) {
    this.person = new RealTimePerson(controls, others);
  }

  down(code: string, timeStamp: number): void {
    this.person.receive({ kind: "down", code }, timeStamp, this.#now);
  }

  up(code: string, timeStamp = Number.NaN): void {
    this.person.receive({ kind: "up", code }, timeStamp, this.#now);
  }

  tap(code: string, timeStamp: number): void {
    this.down(code, timeStamp);
    this.up(code, timeStamp);
  }

  releaseAll(): void {
    this.person.receive("release", 0, this.#now);
  }

  act(): [action: Action, source: Decision["source"], inputT: number] {
    this.#now += 1;
    const { action, source, inputT, intended } = this.person.decide(none, this.#now);
    expect(intended).toBe(action);
    return [action, source, inputT];
  }

  /** Of so many steps. */
  actions(steps: number): Action[] {
    return Array.from({ length: steps }, () => this.act()[0]);
  }

  sources(steps: number): string[] {
    return Array.from({ length: steps }, () => this.act()[1]);
  }
}

function player(
  more: Parameters<typeof controlsOf>[1] = {},
  bound: Record<string, number> = keys,
): Player {
  return new Player(controlsOf(bound, { default: 9, ...more }));
}

describe("a person in real time, mode hold", () => {
  it("acts with the default while no key is held", () => {
    expect(player().act()).toEqual([9, "default", Number.NaN]);
  });

  it("repeats what comes first, then the last action, where the default is `previous`", () => {
    const previous = player({ default: "previous" });
    expect(previous.act()[0]).toBe(0);
    previous.tap("ArrowRight", 5);
    expect(previous.act()).toEqual([1, "device", 5]);
    expect(previous.act()).toEqual([1, "default", Number.NaN]);
    previous.person.begin();
    expect(previous.act()[0]).toBe(0);
  });

  it("acts with the latest key that is still held", () => {
    const held = player();
    held.down("ArrowLeft", 1);
    held.down("ArrowRight", 2);
    expect(held.act()).toEqual([1, "device", 2]);
    expect(held.act()).toEqual([1, "device", 2]);
    held.up("ArrowRight");
    expect(held.act()).toEqual([0, "device", 1]);
    held.up("ArrowLeft");
    expect(held.act()[1]).toBe("default");
  });

  it("never loses a tap between two steps, and acts on it once", () => {
    const tapped = player();
    tapped.down("ArrowLeft", 1);
    tapped.act();
    tapped.tap("Space", 2);
    expect(tapped.act()).toEqual([2, "device", 2]);
    expect(tapped.act()).toEqual([0, "device", 1]);
  });

  it("takes the latest of several taps", () => {
    const tapped = player();
    tapped.tap("Space", 1);
    tapped.tap("ArrowRight", 2);
    expect(tapped.act()).toEqual([1, "device", 2]);
    expect(tapped.act()[1]).toBe("default");
  });

  it("takes a key that repeats by itself for the one press that it is", () => {
    const held = player();
    held.down("ArrowLeft", 1);
    held.down("ArrowRight", 2);
    held.down("ArrowLeft", 3);
    expect(held.act()).toEqual([1, "device", 2]);
  });

  it("lets go of all keys when the window loses the focus, but keeps the tap before", () => {
    const left = player();
    left.down("ArrowLeft", 1);
    left.releaseAll();
    expect(left.act()).toEqual([0, "device", 1]);
    expect(left.act()[1]).toBe("default");
    left.up("ArrowLeft");
    left.down("ArrowLeft", 7);
    expect(left.act()).toEqual([0, "device", 7]);
  });

  it("keeps held keys over the border of two episodes, and forgets taps", () => {
    const held = player();
    held.down("ArrowRight", 1);
    held.tap("Space", 2);
    held.person.begin();
    expect(held.act()).toEqual([1, "device", 1]);
  });

  it("ignores keys that mean nothing, and keys that come up without having gone down", () => {
    const idle = player();
    idle.down("KeyQ", 1);
    idle.up("ArrowLeft");
    expect(idle.act()[1]).toBe("default");
  });

  it("hears up to the due time of a step; what comes later waits for the next one", () => {
    const person = new RealTimePerson(controlsOf(keys, { default: 9 }));
    person.receive({ kind: "down", code: "ArrowLeft" }, 5, 100);
    person.receive({ kind: "up", code: "ArrowLeft" }, 8, 130.5);
    person.receive({ kind: "down", code: "Space" }, 9, 131);
    expect(person.decide(none, 100)).toMatchObject({ action: 0, inputT: 5 });
    expect(person.decide(none, 130)).toMatchObject({ action: 0, inputT: 5 });
    expect(person.decide(none, 160)).toMatchObject({ action: 2, inputT: 9 });
  });

  it("takes what the hand was asked for that moved last", () => {
    let pointed: { action: number; timeStamp: number } | null = null;
    const hand: Hand = {
      begin: () => {},
      hear: () => false,
      release: () => {},
      act: () => pointed,
      waitingSince: null,
      unused: null,
    };
    const both = new Player(controlsOf(keys, { default: 9 }), [hand]);
    both.down("ArrowLeft", 10);
    pointed = { action: 5, timeStamp: 20 };
    expect(both.act()).toEqual([5, "device", 20]);
    both.down("Space", 30);
    expect(both.act()).toEqual([2, "device", 30]);
    pointed = null;
    expect(both.act()).toEqual([2, "device", 30]);
  });

  it("counts no presses", () => {
    expect(player().person.unused()).toBeNull();
  });

  it("refuses controls without a default, or with nothing that `previous` begins with", () => {
    expect(() => player({ default: null })).toThrow("no default");
    expect(() => player({ default: "previous", initial: null })).toThrow("nothing that `previous`");
  });
});

describe("combinations", () => {
  const diagonals = {
    ArrowUp: 1,
    ArrowLeft: 2,
    "ArrowUp + ArrowLeft": 3,
    Space: 4,
    "ShiftLeft + KeyA": 5,
  };
  const flying = () => player({}, diagonals);

  it("act while all of their keys are held, the longest first", () => {
    const both = flying();
    both.down("ArrowUp", 1);
    expect(both.act()[0]).toBe(1);
    both.down("ArrowLeft", 2);
    expect(both.act()).toEqual([3, "device", 2]);
    both.up("ArrowUp");
    expect(both.act()).toEqual([2, "device", 2]);
  });

  it("act by a tap of one key while the other is held", () => {
    const both = flying();
    both.down("ArrowUp", 1);
    both.act();
    both.tap("ArrowLeft", 2);
    expect(both.actions(2)).toEqual([3, 1]);
  });

  it("yield to a key that went down later and belongs to none of them", () => {
    const fire = flying();
    fire.down("ArrowUp", 1);
    fire.down("ArrowLeft", 2);
    fire.down("Space", 3);
    expect(fire.act()[0]).toBe(4);
    fire.up("Space");
    expect(fire.act()[0]).toBe(3);
  });

  it("are nothing in part: what was held before goes on", () => {
    const part = flying();
    part.down("ArrowUp", 1);
    part.down("ShiftLeft", 2);
    expect(part.act()).toEqual([1, "device", 1]);
    part.down("KeyA", 3);
    expect(part.act()).toEqual([5, "device", 3]);
  });
});

describe("a person in real time, mode press", () => {
  const pressing = (more: Parameters<typeof controlsOf>[1] = {}) =>
    player({ mode: "press", queue: 3, ...more });

  it("acts once for each press, one a step, in their order", () => {
    const taps = pressing();
    taps.tap("Space", 1);
    taps.tap("ArrowRight", 2);
    taps.down("ArrowLeft", 3);
    expect([taps.act(), taps.act(), taps.act()]).toEqual([
      [2, "device", 1],
      [1, "device", 2],
      [0, "device", 3],
    ]);
    expect(taps.act()[1]).toBe("default");
    expect(taps.person.unused()).toBe(0);
  });

  it("keeps the earliest presses where too many wait, and counts the others", () => {
    const taps = pressing();
    for (let press = 1; press <= 5; press++) taps.tap("Space", press);
    expect(taps.person.unused()).toBe(5);
    expect(taps.act()[2]).toBe(1);
    expect(taps.person.unused()).toBe(4);
    taps.person.begin();
    expect(taps.act()[1]).toBe("default");
    expect(taps.person.unused()).toBe(0);
  });
});

describe("a person in real time, mode toggle", () => {
  it("acts from one press to the next, of the same key or another", () => {
    const toggling = player({ mode: "toggle" });
    toggling.tap("ArrowLeft", 1);
    expect(toggling.actions(2)).toEqual([0, 0]);
    toggling.tap("ArrowRight", 2);
    expect(toggling.act()).toEqual([1, "device", 2]);
    toggling.tap("ArrowRight", 3);
    expect(toggling.act()[1]).toBe("default");
  });

  it("acts for a step where a press is ended before any", () => {
    const toggling = player({ mode: "toggle" });
    toggling.tap("ArrowLeft", 1);
    toggling.tap("ArrowLeft", 2);
    expect(toggling.actions(2)).toEqual([0, 9]);
  });
});

describe("buffer", () => {
  it("lets an input act for so many steps, and says that it does by the buffer", () => {
    const buffered = player({ buffer: 3 });
    buffered.tap("Space", 1);
    expect(buffered.act()).toEqual([2, "device", 1]);
    expect(buffered.act()).toEqual([2, "buffer", 1]);
    expect(buffered.act()).toEqual([2, "buffer", 1]);
    expect(buffered.act()[1]).toBe("default");
  });

  it("ends with a newer input", () => {
    const buffered = player({ buffer: 3 });
    buffered.tap("Space", 1);
    buffered.act();
    buffered.tap("ArrowRight", 2);
    expect(buffered.actions(4)).toEqual([1, 1, 1, 9]);
  });

  it("adds nothing to what is held for longer", () => {
    const buffered = player({ buffer: 3 });
    buffered.down("Space", 1);
    expect(buffered.sources(4)).toEqual(["device", "device", "device", "device"]);
    buffered.up("Space");
    expect(buffered.act()[1]).toBe("default");
  });

  it("gives way to a key that is still held when it is used up", () => {
    const buffered = player({ buffer: 2 });
    buffered.down("ArrowLeft", 1);
    expect(buffered.actions(3)).toEqual([0, 0, 0]);
    buffered.tap("Space", 2);
    expect(buffered.act()).toEqual([2, "device", 2]);
    expect(buffered.act()).toEqual([2, "buffer", 2]);
    expect(buffered.act()).toEqual([0, "device", 1]);
  });

  it("ends with the episode", () => {
    const buffered = player({ buffer: 5 });
    buffered.tap("Space", 1);
    buffered.act();
    buffered.person.begin();
    expect(buffered.act()[1]).toBe("default");
  });

  it("lets waiting presses follow each other", () => {
    const buffered = player({ buffer: 3, mode: "press" });
    buffered.tap("Space", 1);
    buffered.tap("ArrowRight", 1);
    expect(buffered.actions(5)).toEqual([2, 1, 1, 1, 9]);
  });
});
