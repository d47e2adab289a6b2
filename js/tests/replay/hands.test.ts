import { describe, expect, it } from "vitest";
import type { ReplayInput } from "../../src/generated/contract";
import { handsOf } from "../../src/replay/hands";

function input(after: number, kind: ReplayInput["kind"], changes: Partial<ReplayInput> = {}) {
  return { after, kind, agent: "player", code: "", x: null, y: null, ...changes } as ReplayInput;
}

const key = (after: number, kind: "down" | "up", code: string) => input(after, kind, { code });

function downAt(inputs: readonly ReplayInput[], pictures: number): string[] {
  return handsOf(inputs, "player", pictures).map(({ down }) => [...down].sort().join(" "));
}

describe("handsOf", () => {
  it("shows a key from the step that it acts in until it is released", () => {
    const inputs = [key(1, "down", "KeyA"), key(3, "up", "KeyA")];
    expect(downAt(inputs, 6)).toEqual(["", "", "KeyA", "KeyA", "", ""]);
  });

  it("shows a tap between two steps for one picture", () => {
    const inputs = [key(1, "down", "KeyA"), key(1, "up", "KeyA")];
    expect(downAt(inputs, 4)).toEqual(["", "", "KeyA", ""]);
  });

  it("holds several keys, and lets all of them go when the window loses the focus", () => {
    const release = input(2, "release", { agent: "" });
    const inputs = [key(0, "down", "KeyA"), key(0, "down", "KeyB"), release];
    expect(downAt(inputs, 4)).toEqual(["", "KeyA KeyB", "KeyA KeyB", ""]);
  });

  it("knows whose they are", () => {
    expect(downAt([{ ...key(0, "down", "KeyA"), agent: "other" }], 2)).toEqual(["", ""]);
  });

  it("follows the pointer and the axes", () => {
    const hands = handsOf(
      [
        input(0, "point_move", { x: 0.25, y: 0.5 }),
        input(1, "point_down", { x: 0.5, y: 0.5 }),
        input(1, "axis", { code: "stick:left:x", x: -0.5 }),
        input(2, "point_move", { x: 0.75, y: 0.5 }),
        input(3, "point_up", { x: 0.75, y: 0.5 }),
        input(4, "point_leave"),
      ],
      "player",
      6,
    );
    expect(hands.map(({ pointer }) => pointer)).toEqual([
      null,
      { x: 0.25, y: 0.5, isDown: false },
      { x: 0.5, y: 0.5, isDown: true },
      { x: 0.75, y: 0.5, isDown: true },
      { x: 0.75, y: 0.5, isDown: false },
      null,
    ]);
    expect(hands[5]?.axes.get("stick:left:x")).toBe(-0.5);
  });
});
