import { describe, expect, it } from "vitest";
import { Xoshiro128StarStar } from "../../src/shared/random";
import type { Action } from "../../src/worker/actor";
import { Keyboard } from "../../src/worker/controls";

const keys = { ArrowLeft: 0, ArrowRight: 1, Space: 2 };

function keyboard(fallback: number | "previous" = 9): Keyboard {
  return new Keyboard({ keys, default: fallback });
}

function act(keyboard: Keyboard): [action: Action, source: string, inputT: number] {
  const { action, source, inputT, intended } = keyboard.decide();
  expect(intended).toBe(action);
  return [action, source, inputT];
}

describe("Keyboard", () => {
  it("acts with the default while no key is held", () => {
    expect(act(keyboard())).toEqual([9, "default", Number.NaN]);
  });

  it("repeats the first key's action, then the last one, where the default is `previous`", () => {
    const player = keyboard("previous");
    expect(act(player)[0]).toBe(0);
    player.down("ArrowRight", 5);
    player.up("ArrowRight");
    expect(act(player)).toEqual([1, "device", 5]);
    expect(act(player)).toEqual([1, "default", Number.NaN]);
    player.begin();
    expect(act(player)[0]).toBe(0);
  });

  it("acts with the latest key that is still held", () => {
    const player = keyboard();
    player.down("ArrowLeft", 1);
    player.down("ArrowRight", 2);
    expect(act(player)).toEqual([1, "device", 2]);
    expect(act(player)).toEqual([1, "device", 2]);
    player.up("ArrowRight");
    expect(act(player)).toEqual([0, "device", 1]);
    player.up("ArrowLeft");
    expect(act(player)[1]).toBe("default");
  });

  it("never loses a tap between two steps, and acts on it once", () => {
    const player = keyboard();
    player.down("ArrowLeft", 1);
    act(player);
    player.down("Space", 2);
    player.up("Space");
    expect(act(player)).toEqual([2, "device", 2]);
    expect(act(player)).toEqual([0, "device", 1]);
  });

  it("takes the latest of several taps", () => {
    const player = keyboard();
    for (const [code, time] of [
      ["Space", 1],
      ["ArrowRight", 2],
    ] as const) {
      player.down(code, time);
      player.up(code);
    }
    expect(act(player)).toEqual([1, "device", 2]);
    expect(act(player)[1]).toBe("default");
  });

  it("takes a key that repeats by itself for the one press that it is", () => {
    const player = keyboard();
    player.down("ArrowLeft", 1);
    player.down("ArrowRight", 2);
    player.down("ArrowLeft", 3);
    expect(act(player)).toEqual([1, "device", 2]);
  });

  it("lets go of all keys when the window loses the focus, but keeps the tap before", () => {
    const player = keyboard();
    player.down("ArrowLeft", 1);
    player.releaseAll();
    expect(act(player)).toEqual([0, "device", 1]);
    expect(act(player)[1]).toBe("default");
    player.up("ArrowLeft");
    player.down("ArrowLeft", 7);
    expect(act(player)).toEqual([0, "device", 7]);
  });

  it("keeps held keys over the border of two episodes, and forgets taps", () => {
    const player = keyboard();
    player.down("ArrowRight", 1);
    player.down("Space", 2);
    player.up("Space");
    player.begin();
    expect(act(player)).toEqual([1, "device", 1]);
  });

  it("ignores keys that mean nothing, and keys that come up without having gone down", () => {
    const player = keyboard();
    player.down("KeyQ", 1);
    player.up("ArrowLeft");
    expect(act(player)[1]).toBe("default");
  });

  it("passes over keys that are not allowed now, and says what was intended", () => {
    let allowed = [1, 9];
    const player = new Keyboard({ keys, default: 9 }, (action) => allowed.includes(Number(action)));
    const decide = () => {
      const { action, intended, source, inputT } = player.decide();
      return [action, intended, source, inputT];
    };
    player.down("ArrowLeft", 1);
    expect(decide()).toEqual([9, 0, "default", Number.NaN]);
    player.down("ArrowRight", 2);
    player.down("Space", 3);
    expect(decide()).toEqual([1, 2, "device", 2]);
    allowed = [2];
    expect(decide()).toEqual([2, 2, "device", 3]);
    player.releaseAll();
    expect(decide()).toEqual([9, 9, "default", Number.NaN]);
  });

  it("refuses controls without a key", () => {
    expect(() => new Keyboard({ keys: {}, default: 0 })).toThrow("name no key");
  });

  it("refuses controls without a default", () => {
    expect(() => new Keyboard({ keys, default: null })).toThrow("no default");
  });

  it("follows a plain model through random input", () => {
    const random = new Xoshiro128StarStar([1, 2, 3, 4]);
    const pick = (n: number) => random.next() % n;
    const codes = Object.keys(keys) as (keyof typeof keys)[];
    const player = keyboard();
    let held: (typeof codes)[number][] = [];
    let tapped: (typeof codes)[number] | undefined;
    for (let i = 0; i < 5000; i++) {
      const code = codes[pick(3)] as (typeof codes)[number];
      switch (pick(5)) {
        case 0:
        case 1:
          player.down(code, i);
          if (held.includes(code)) break;
          held.push(code);
          tapped = code;
          break;
        case 2:
          player.up(code);
          held = held.filter((other) => other !== code);
          break;
        case 3: {
          const expected = tapped ?? held.at(-1);
          expect(player.decide().action).toBe(expected === undefined ? 9 : keys[expected]);
          tapped = undefined;
          break;
        }
        default:
          if (pick(10) > 0) break;
          player.releaseAll();
          held = [];
      }
    }
  });
});
