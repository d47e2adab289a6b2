import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyChoice, pressedFor } from "../../src/page/steps/inputs/chosen-keys";
import {
  afterKey,
  cellAt,
  contains,
  cornersOf,
  type Marked,
} from "../../src/page/steps/widgets/rectangle";
import { decimals } from "../../src/page/steps/widgets/slider";
import { inkOn, readable } from "../../src/shared/contrast";

describe("a rectangle in a grid", () => {
  const size = { rows: 4, columns: 6 };
  const at = (row: number, column: number) => ({ row, column });
  const both = (row: number, column: number) => ({
    anchor: at(row, column),
    head: at(row, column),
  });
  const press = (marked: Marked, ...keys: string[]) =>
    keys.reduce((before, key) => {
      const code = key.replace("Shift+", "");
      return afterKey(before, code, code !== key, size) ?? before;
    }, marked);

  it("is where the pointer is, and at the nearest edge beyond it", () => {
    expect(cellAt(0, 0, size)).toEqual(at(0, 0));
    expect(cellAt(0.5, 0.5, size)).toEqual(at(2, 3));
    expect(cellAt(0.999, 0.999, size)).toEqual(at(3, 5));
    expect(cellAt(1, 1, size)).toEqual(at(3, 5));
    expect(cellAt(-3, 7, size)).toEqual(at(3, 0));
  });

  it("follows the arrows, and widens with Shift from the corner where that began", () => {
    const there = press(both(0, 0), "ArrowDown", "ArrowRight", "ArrowRight");
    expect(there).toEqual(both(1, 2));
    const wide = press(there, "Shift+ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight");
    expect(cornersOf(wide)).toEqual([1, 2, 2, 4]);
    const turned = press(wide, ...Array(4).fill("Shift+ArrowLeft"), "Shift+ArrowUp");
    expect(cornersOf(turned)).toEqual([1, 0, 1, 2]);
    expect(press(turned, "ArrowUp")).toEqual(both(0, 0));
    expect(afterKey(there, "Tab", false, size)).toBeNull();
  });

  it("stays within the grid, whatever is pressed, and contains its corners", () => {
    const keys = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
    const presses = fc.array(fc.constantFrom(...keys, ...keys.map((key) => `Shift+${key}`)), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(presses, (pressed) => {
        const marked = press(both(0, 0), ...pressed);
        const [top, left, bottom, right] = cornersOf(marked);
        expect(0 <= top && top <= bottom && bottom < size.rows).toBe(true);
        expect(0 <= left && left <= right && right < size.columns).toBe(true);
        expect(contains(marked, marked.anchor) && contains(marked, marked.head)).toBe(true);
        expect(contains(marked, at(bottom + 1, left))).toBe(false);
      }),
    );
  });
});

it.each([
  [1, 0],
  [5, 0],
  [0.5, 1],
  [0.1, 1],
  [0.25, 1],
  [0.01, 2],
  [1e-9, 6],
])("tells the steps of %f apart by %d digits", (step, digits) => {
  expect(decimals(step)).toBe(digits);
});

it.each([
  ["#000000", "#ffffff"],
  ["#ffffff", "#000000"],
  ["#22aa66", "#000000"],
  ["#1d5c87", "#ffffff"],
])("writes on %s in %s, which needs no change to be read", (back, ink) => {
  expect(inkOn(back)).toBe(ink);
  expect(readable(inkOn(back), back)).toBe(ink);
});

describe("keys beside the game", () => {
  const codes = new Map([["ArrowLeft", "player"]]);
  const taken = new Set(["KeyG"]);

  it("cannot be chosen for anything in it", () => {
    const choice = new KeyChoice(codes, {}, taken);
    expect(choice.choose("ArrowLeft", "KeyG")).toBe(false);
    expect(choice.choose("ArrowLeft", "KeyH")).toBe(true);
    expect(choice.pressed("ArrowLeft")).toBe("KeyH");
  });

  it("stay theirs where they were chosen in an earlier game", () => {
    const chosen = { player: { ArrowLeft: "KeyG" } };
    expect([...pressedFor(codes, chosen)]).toEqual([["KeyG", "ArrowLeft"]]);
    expect([...pressedFor(codes, chosen, taken)]).toEqual([["ArrowLeft", "ArrowLeft"]]);
  });
});
