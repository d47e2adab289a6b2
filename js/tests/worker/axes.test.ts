import { describe, expect, it } from "vitest";
import type { Axis, AxisSource } from "../../src/generated/contract";
import { toBase64 } from "../../src/shared/bytes";
import type { Input } from "../../src/shared/protocol";
import { AxesHand } from "../../src/worker/hands/continuous";
import { deviceHands } from "../../src/worker/hands/devices";
import { numbersOf, packerOf } from "../../src/worker/hands/packed";

const full = { low: -2, high: 2 };
const stickX: AxisSource = {
  kind: "stick",
  side: "left",
  along: "x",
  dead_zone: 0.2,
  ...full,
};
const stickY: AxisSource = { ...stickX, along: "y" };
const joystick: AxisSource = { kind: "joystick", along: "x", ...full };
const keys: AxisSource = {
  kind: "keys",
  negative: "ArrowLeft",
  positive: "ArrowRight",
  ...full,
};

/** What the components are, as far as a hand acts at all. */
function handOf(axes: Axis[], rest: number[] = axes.map(() => 0), keeps = false) {
  let given: number[] = [];
  const unpack = () => [];
  const pack = (values: ArrayLike<number>) => {
    given = Array.from(values);
    return "packed";
  };
  const hand = new AxesHand({ axes, rest, keeps, pack, unpack });
  return {
    hand,
    hear: (input: Input, timeStamp = 0) => hand.hear(input, timeStamp),
    act: () => (hand.act() === null ? null : given),
  };
}

function moved(name: string, value: number): Input {
  return { kind: "axis", name, value };
}

describe("AxesHand", () => {
  it("asks for nothing while all sources are at rest", () => {
    const { hear, act } = handOf([{ sources: [stickX, keys] }]);
    expect(act()).toBeNull();
    expect(hear(moved("stick:left_x", 0.1))).toBe(true);
    expect(act()).toBeNull();
    expect(hear(moved("stick:right_x", 1))).toBe(false);
    expect(hear({ kind: "down", code: "Space" })).toBe(false);
    expect(act()).toBeNull();
  });

  it("scales a stick beyond its radial dead zone to the space's bounds", () => {
    const { hear, act } = handOf([{ sources: [stickX] }, { sources: [stickY] }]);
    hear(moved("stick:left_x", 0.6));
    expect(act()).toEqual([expect.closeTo(1, 12), 0]);
    // Neither axis is beyond the dead zone alone; together they are.
    hear(moved("stick:left_x", 0.18));
    hear(moved("stick:left_y", -0.18));
    const [x = 0, y = 0] = act() ?? [];
    expect(x).toBeCloseTo((2 * (Math.hypot(0.18, 0.18) - 0.2)) / 0.8 / Math.SQRT2, 12);
    expect(y).toBe(-x);
    // Some gamepads' corners lie outside of the unit circle.
    hear(moved("stick:left_x", 1));
    hear(moved("stick:left_y", 1));
    expect(act()).toEqual([expect.closeTo(Math.SQRT2, 12), expect.closeTo(Math.SQRT2, 12)]);
  });

  it("gives each half of a stick all of its side of the space", () => {
    const gas = { low: 0, high: 1 };
    const { hear, act } = handOf([{ sources: [{ ...joystick, ...gas }] }]);
    hear(moved("joystick:x", 0.5));
    expect(act()).toEqual([0.5]);
    hear(moved("joystick:x", -0.5));
    expect(act()).toEqual([0]);
    const skewed = handOf([{ sources: [{ ...joystick, low: -1, high: 3 }] }], [1]);
    skewed.hear(moved("joystick:x", 0.5));
    expect(skewed.act()).toEqual([2]);
    skewed.hear(moved("joystick:x", -0.5));
    expect(skewed.act()).toEqual([0]);
  });

  it("turns a source around where its ends are the other way round", () => {
    const { hear, act } = handOf([{ sources: [{ ...joystick, low: 2, high: -2 }] }]);
    hear(moved("joystick:x", 1));
    expect(act()).toEqual([-2]);
  });

  it("never leaves the bounds by rounding", () => {
    const ends = { low: 0.1, high: 0.3 };
    const { hear, act } = handOf([{ sources: [{ ...joystick, ...ends }] }], [0.1]);
    for (const value of [1, 0.999999999999, -1, 1e-9]) {
      hear(moved("joystick:x", value));
      const [given = Number.NaN] = act() ?? [];
      expect(given).toBeGreaterThanOrEqual(0.1);
      expect(given).toBeLessThanOrEqual(0.3);
    }
  });

  it("takes a trigger for half an axis, from 0", () => {
    const trigger: AxisSource = {
      kind: "trigger",
      side: "right",
      dead_zone: 0.5,
      low: 0,
      high: 1,
    };
    const { hear, act } = handOf([{ sources: [trigger] }]);
    hear(moved("trigger:right", 0.4));
    expect(act()).toBeNull();
    hear(moved("trigger:right", 0.75));
    expect(act()).toEqual([0.5]);
  });

  it("takes two keys for the two ends, both together for the middle", () => {
    const { hear, act, hand } = handOf([{ sources: [keys] }]);
    hear({ kind: "down", code: "ArrowLeft" });
    expect(act()).toEqual([-2]);
    hear({ kind: "down", code: "ArrowRight" });
    expect(act()).toEqual([0]);
    hear({ kind: "up", code: "ArrowLeft" });
    expect(act()).toEqual([2]);
    hand.release();
    expect(act()).toBeNull();
    hear({ kind: "down", code: "ArrowLeft" });
    hand.release();
    expect([act(), act()]).toEqual([[-2], null]);
  });

  it("never loses a tap between two steps, and counts it for one", () => {
    const { hear, act } = handOf([{ sources: [keys] }]);
    hear({ kind: "down", code: "ArrowRight" });
    hear({ kind: "up", code: "ArrowRight" });
    expect(act()).toEqual([2]);
    expect(act()).toBeNull();
  });

  it("takes the source that was moved last, and the other again when that is at rest", () => {
    const { hear, hand } = handOf([{ sources: [keys, joystick] }]);
    hear({ kind: "down", code: "ArrowRight" }, 5);
    hear(moved("joystick:x", -1), 7);
    expect(hand.act()?.timeStamp).toBe(7);
    hear(moved("joystick:x", 0), 9);
    expect(hand.act()?.timeStamp).toBe(5);
  });

  it("tells the time of the newest input that decides", () => {
    const { hear, hand } = handOf([{ sources: [keys] }, { sources: [joystick] }]);
    hear({ kind: "down", code: "ArrowRight" }, 5);
    hear(moved("joystick:x", 0.5), 3);
    expect(hand.act()?.timeStamp).toBe(3);
  });

  it("follows the pointer over the picture, and takes it away with the pointer", () => {
    const pointer: AxisSource = { kind: "pointer", along: "y", when: "move", ...full };
    const { hear, act } = handOf([{ sources: [pointer] }]);
    hear({ kind: "point", phase: "move", x: 0.9, y: 0.25 });
    expect(act()).toEqual([-1]);
    hear({ kind: "point", phase: "move", x: 0.9, y: 1.5 });
    expect(act()).toEqual([2]);
    hear({ kind: "point", phase: "leave", x: 0.9, y: 1.5 });
    expect(act()).toBeNull();
  });

  it("follows a dragged pointer only while it is pressed, a tap for one step", () => {
    const pointer: AxisSource = { kind: "pointer", along: "x", when: "drag", ...full };
    const { hear, act } = handOf([{ sources: [pointer] }]);
    hear({ kind: "point", phase: "move", x: 1, y: 0 });
    expect(act()).toBeNull();
    hear({ kind: "point", phase: "down", x: 1, y: 0 });
    hear({ kind: "point", phase: "up", x: 1, y: 0 });
    expect(act()).toEqual([2]);
    expect(act()).toBeNull();
  });

  it("rests where the study says, or stays where it was", () => {
    const resting = handOf([{ sources: [keys] }, { sources: [joystick] }], [0, 1]);
    resting.hear({ kind: "down", code: "ArrowRight" });
    expect(resting.act()).toEqual([2, 1]);
    const keeping = handOf([{ sources: [keys] }, { sources: [joystick] }], [0, 1], true);
    keeping.hear(moved("joystick:x", -1));
    expect(keeping.act()).toEqual([0, -2]);
    keeping.hear(moved("joystick:x", 0));
    keeping.hear({ kind: "down", code: "ArrowRight" });
    expect(keeping.act()).toEqual([2, -2]);
    keeping.hand.begin();
    expect(keeping.act()).toEqual([2, 1]);
  });
});

describe("packed actions", () => {
  const agent = (dtype: "<f4" | "<f8" | "|u1" | "<i8", count: number) => ({
    action_space: null,
    layout: { observation: [], action: [{ path: [], dtype, shape: [count] }], output: [] },
  });

  it.each([
    ["<f4", [0.5, -2]],
    ["<f8", [0.1, 1e300]],
    ["|u1", [0, 255]],
    ["<i8", [-(2 ** 53), 7]],
  ] as const)("come back as they were: %s", (dtype, values) => {
    const packed = packerOf(agent(dtype, 2))(values);
    const bytes = Uint8Array.from(String(packed), (letter) => letter.charCodeAt(0));
    expect(numbersOf({ packed: toBase64(bytes) }, agent(dtype, 2))).toEqual(values);
  });

  it("round numbers where the space has whole ones", () => {
    expect(packerOf(agent("|u1", 2))([1.6, 2.4])).toBe("\x02\x02");
  });

  it("rest where the controls' default says", () => {
    const axes: Axis[] = [{ sources: [joystick] }, { sources: [keys] }];
    const two = toBase64(new Uint8Array(Float32Array.of(0.25, 1).buffer));
    const controls = { axes, pointer: null, initial: null, mode: "hold", queue: 5 } as const;
    const [hand] = deviceHands({ ...controls, default: { packed: two } }, agent("<f4", 2), () => 0);
    hand?.hear(moved("joystick:x", 1), 1);
    const bytes = Uint8Array.from(String(hand?.act()?.action), (letter) => letter.charCodeAt(0));
    expect([...new Float32Array(bytes.buffer)]).toEqual([2, 1]);
    expect(() => deviceHands({ ...controls, default: null }, agent("<f4", 1), () => 0)).toThrow(
      "do not say where its axes rest",
    );
  });
});
