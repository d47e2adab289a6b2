import { describe, expect, it } from "vitest";
import type { Pointer } from "../../src/generated/contract";
import type { Input } from "../../src/shared/protocol";
import type { Action } from "../../src/worker/actor";
import { PointerHand } from "../../src/worker/hands/pointer";

const whole = { left: 0, top: 0, width: 1, height: 1 };
const board = { kind: "cell", rows: 2, columns: 4 } as const;
const discrete = { action_space: { n: 8, start: 10 }, layout: layoutOf("<i8", []) };

function layoutOf(dtype: "<i8" | "<f4" | "|u1", shape: number[]) {
  return { observation: [], action: [{ path: [], dtype, shape }], output: [] };
}

interface Given {
  when?: Pointer["when"];
  area?: Pointer["area"];
  action?: Pointer["action"];
  agent?: ConstructorParameters<typeof PointerHand>[0]["agent"];
  queue?: number;
  ask?: (x: number, y: number) => Action | null;
}

function handOf({
  when = "click",
  area = whole,
  action = board,
  agent = discrete,
  queue = 1,
  ask = () => null,
}: Given = {}) {
  return new PointerHand({ pointer: { when, area, action }, agent, queue, ask });
}

function point(phase: Extract<Input, { kind: "point" }>["phase"], x: number, y: number): Input {
  return { kind: "point", phase, x, y };
}

function act(hand: PointerHand): Action | null {
  return hand.act()?.action ?? null;
}

describe("PointerHand", () => {
  it("makes one action of a click", () => {
    const hand = handOf();
    expect(act(hand)).toBeNull();
    expect(hand.hear(point("down", 0.3, 0.6), 7)).toBe(true);
    expect(hand.hear(point("up", 0.3, 0.6), 9)).toBe(false);
    expect(hand.act()).toEqual({ action: 15, timeStamp: 7 });
    expect(act(hand)).toBeNull();
  });

  it.each([
    [0, 0, 10],
    [0.2499, 0.4999, 10],
    [0.25, 0, 11],
    [0, 0.5, 14],
    [1, 1, 17],
  ])("numbers the cells row by row: (%f, %f) is %i", (x, y, action) => {
    const hand = handOf();
    hand.hear(point("down", x, y), 0);
    expect(act(hand)).toBe(action);
  });

  it("gives row and column in a MultiDiscrete space", () => {
    const agent = { action_space: null, layout: layoutOf("<i8", [2]) };
    const hand = handOf({ agent });
    hand.hear(point("down", 0.8, 0.1), 0);
    expect(act(hand)).toBe("\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0");
  });

  it("hears nothing beside its area, and counts places from its corner", () => {
    const area = { left: 0.5, top: 0.5, width: 0.5, height: 0.5 };
    const hand = handOf({ area });
    expect(hand.hear(point("down", 0.4, 0.9), 0)).toBe(false);
    expect(act(hand)).toBeNull();
    hand.hear(point("down", 0.99, 0.51), 0);
    expect(act(hand)).toBe(13);
  });

  it("gives the position between the values at the edges", () => {
    const agent = { action_space: null, layout: layoutOf("|u1", [2]) };
    const action = { kind: "position", left: 0, right: 100, top: 200, bottom: 0 } as const;
    const hand = handOf({ agent, action });
    hand.hear(point("down", 0.25, 0.25), 0);
    expect(act(hand)).toBe(String.fromCharCode(25, 150));
  });

  it("keeps the latest click, or lets them wait for a step each", () => {
    const latest = handOf();
    const waiting = handOf({ queue: 2 });
    for (const hand of [latest, waiting]) {
      for (const x of [0.1, 0.3, 0.6]) hand.hear(point("down", x, 0), x);
    }
    expect([act(latest), act(latest)]).toEqual([12, null]);
    expect([act(waiting), act(waiting), act(waiting)]).toEqual([10, 11, null]);
    expect(waiting.unused).toBe(1);
    waiting.hear(point("down", 0, 0), 9);
    expect([waiting.unused, waiting.waitingSince]).toEqual([2, 9]);
    waiting.begin();
    expect([waiting.unused, waiting.waitingSince]).toEqual([0, null]);
  });

  it("acts by a drag while it is pressed, at the nearest place of its area", () => {
    const hand = handOf({ when: "drag" });
    hand.hear(point("move", 0.3, 0), 1);
    expect(act(hand)).toBeNull();
    hand.hear(point("down", 0.3, 0), 2);
    expect([act(hand), act(hand)]).toEqual([11, 11]);
    hand.hear(point("move", 7, -3), 3);
    expect(hand.act()).toEqual({ action: 13, timeStamp: 3 });
    hand.hear(point("up", 7, -3), 4);
    expect(act(hand)).toBeNull();
  });

  it("never loses a tap between two steps", () => {
    const hand = handOf({ when: "drag" });
    hand.hear(point("down", 0.3, 0), 2);
    hand.hear(point("up", 0.3, 0), 3);
    expect([act(hand), act(hand)]).toEqual([11, null]);
  });

  it("acts by a move for as long as the pointer is there", () => {
    const hand = handOf({ when: "move", area: { ...whole, width: 0.5 } });
    hand.hear(point("move", 0.3, 0), 1);
    expect([act(hand), act(hand)]).toEqual([12, 12]);
    hand.hear(point("move", 0.7, 0), 2);
    expect(act(hand)).toBeNull();
    hand.hear(point("move", 0.3, 0), 3);
    hand.hear(point("leave", 0.3, 0), 4);
    expect(act(hand)).toBeNull();
  });

  it("holds nothing when the window has lost the focus; a tap before that still acts", () => {
    const hand = handOf({ when: "drag" });
    hand.hear(point("down", 0.3, 0), 2);
    hand.release();
    expect([act(hand), act(hand)]).toEqual([11, null]);
    hand.hear(point("move", 0.4, 0), 3);
    expect(act(hand)).toBeNull();
  });

  it("asks the author's function, which may have no answer", () => {
    const asked: [number, number][] = [];
    const ask = (x: number, y: number) => {
      asked.push([x, y]);
      return x < 0.5 ? null : 3;
    };
    const area = { left: 0.2, top: 0, width: 0.8, height: 1 };
    const hand = handOf({ action: { kind: "python", entry_point: "a:b" }, queue: 5, area, ask });
    hand.hear(point("down", 0.25, 0.5), 1);
    hand.hear(point("down", 0.75, 0.5), 2);
    expect(hand.act()).toEqual({ action: 3, timeStamp: 2 });
    expect(asked).toHaveLength(2);
    expect(asked[1]?.[0]).toBeCloseTo(0.75, 12);
  });
});
