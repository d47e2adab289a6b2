import { afterEach, describe, expect, it, vi } from "vitest";
import type { AxisSource, Controls, GameStep } from "../../src/generated/contract";
import { deviceNames } from "../../src/page/input-names";
import { GameInputs } from "../../src/page/steps/game-inputs";
import { GamepadReader, listenToGamepad, type PadState } from "../../src/page/steps/inputs/gamepad";
import { needsOf } from "../../src/page/steps/inputs/needs";
import {
  type PointerMove,
  type PointerNeeds,
  PointerReader,
} from "../../src/page/steps/inputs/pointer";
import { english } from "../../src/page/strings";
import type { Input, ToWorker } from "../../src/shared/protocol";

interface Told {
  input: Input;
  timeStamp: number;
}

function sinkOf() {
  const told: Told[] = [];
  const sink = {
    input: (input: Input, timeStamp: number) => {
      told.push({ input, timeStamp });
    },
    release: () => {},
  };
  /** What was told since the last call, in short. */
  const heard = () =>
    told.splice(0).map(({ input }) => {
      if (input.kind === "axis") return `${input.name}=${input.value}`;
      if (input.kind === "point") return `${input.phase} ${input.x},${input.y}`;
      return `${input.kind} ${input.code}`;
    });
  return { sink, heard, told };
}

const picture = { left: 100, top: 50, width: 200, height: 100 };

function pointerOf(places: PointerNeeds["places"], codes: string[] = []) {
  const { sink, heard, told } = sinkOf();
  const reader = new PointerReader({ codes: new Set(codes), places }, sink);
  const event = (buttons: number, clientX: number, clientY: number, more = {}): PointerMove => ({
    pointerId: 1,
    pointerType: "mouse",
    buttons,
    clientX,
    clientY,
    timeStamp: 5,
    ...more,
  });
  return {
    heard,
    told,
    move: (...given: Parameters<typeof event>) => reader.move(event(...given), picture),
    leave: (...given: Parameters<typeof event>) => reader.leave(event(...given), picture),
  };
}

describe("PointerReader", () => {
  it("tells places by shares of the picture", () => {
    const { move, leave, told } = pointerOf("move");
    move(0, 150, 75);
    leave(0, 90, 75);
    expect(told).toEqual([
      { input: { kind: "point", phase: "move", x: 0.25, y: 0.25 }, timeStamp: 5 },
      { input: { kind: "point", phase: "leave", x: -0.05, y: 0.25 }, timeStamp: 5 },
    ]);
  });

  it.each([
    ["none", []],
    ["click", ["down 0,0", "up 0.5,0", "leave 0.5,0"]],
    ["drag", ["down 0,0", "move 0.5,0", "up 0.5,0", "leave 0.5,0"]],
    ["move", ["move 0.5,0.5", "down 0,0", "move 0.5,0", "up 0.5,0", "leave 0.5,0"]],
  ] as const)("tells no more than the game needs: %s", (places, expected) => {
    const { move, leave, heard } = pointerOf(places);
    move(0, 200, 100);
    move(1, 100, 50);
    move(1, 200, 50);
    move(0, 200, 50);
    leave(0, 200, 50);
    expect(heard()).toEqual(expected);
  });

  it("tells buttons where they are bound, of each its own going down and up", () => {
    const { move, heard } = pointerOf("none", ["PointerLeft", "PointerRight"]);
    move(1, 0, 0);
    move(3, 0, 0);
    move(7, 0, 0);
    move(6, 0, 0);
    move(0, 0, 0);
    expect(heard()).toEqual([
      "down PointerLeft",
      "down PointerRight",
      "up PointerLeft",
      "up PointerRight",
    ]);
  });

  it("does not hear a second finger beside the one that plays", () => {
    const { move, leave, heard } = pointerOf("drag");
    const touch = { pointerType: "touch" };
    move(1, 100, 50, touch);
    move(1, 200, 50, { ...touch, pointerId: 2 });
    leave(0, 200, 50, { ...touch, pointerId: 2 });
    move(0, 100, 50, touch);
    move(1, 200, 50, { ...touch, pointerId: 2 });
    expect(heard()).toEqual(["down 0,0", "up 0,0", "leave 0,0", "down 0.5,0"]);
  });

  it("lifts what is down where the browser takes the pointer", () => {
    const { move, leave, heard } = pointerOf("drag", ["PointerLeft"]);
    move(1, 100, 50, { pointerType: "touch" });
    leave(1, 100, 50, { pointerType: "touch" });
    expect(heard()).toEqual([
      "down PointerLeft",
      "down 0,0",
      "up PointerLeft",
      "up 0,0",
      "leave 0,0",
    ]);
  });
});

function pad(
  pressed: number[] = [],
  axes: number[] = [0, 0, 0, 0],
  { timestamp = 9, trigger = 0 } = {},
): PadState {
  const buttons = Array.from({ length: 17 }, (_, i) => ({
    pressed: pressed.includes(i),
    value: i === 7 ? trigger : 0,
  }));
  return { axes, buttons, timestamp };
}

function gamepadOf(codes: string[], axes: string[] = []) {
  const { sink, heard, told } = sinkOf();
  const reader = new GamepadReader({ codes: new Set(codes), axes: new Set(axes) }, sink);
  return { heard, told, look: (state: PadState | null, now = 11) => reader.look(state, now) };
}

describe("GamepadReader", () => {
  it("tells buttons that are bound, when they change", () => {
    const { look, heard, told } = gamepadOf(["GamepadButton0", "GamepadButton15"]);
    look(pad());
    look(pad([0, 1]));
    expect(told.map(({ timeStamp }) => timeStamp)).toEqual([9]);
    look(pad([0, 15]));
    look(pad([]));
    expect(heard()).toEqual([
      "down GamepadButton0",
      "down GamepadButton15",
      "up GamepadButton0",
      "up GamepadButton15",
    ]);
  });

  it("tells a stick as directions, without trembling between two of them", () => {
    const { look, heard } = gamepadOf(["GamepadLeftStickLeft", "GamepadRightStickDown"]);
    for (const x of [-0.49, -0.51, -0.45, -0.51, -0.34]) look(pad([], [x, 0, 0, 0]));
    look(pad([], [0, 0, 0, 0.8]));
    expect(heard()).toEqual([
      "down GamepadLeftStickLeft",
      "up GamepadLeftStickLeft",
      "down GamepadRightStickDown",
    ]);
  });

  it("tells the values of sticks and triggers as they are", () => {
    const { look, heard } = gamepadOf([], ["stick:right_x", "trigger:right"]);
    look(pad([], [0.3, 0, -0.7, 0]));
    look(pad([], [0.4, 0, -0.7, 0], { trigger: 0.25 }));
    look(pad());
    expect(heard()).toEqual([
      "stick:right_x=-0.7",
      "trigger:right=0.25",
      "stick:right_x=0",
      "trigger:right=0",
    ]);
  });

  it("lets everything up where the gamepad is gone", () => {
    const { look, heard, told } = gamepadOf(["GamepadButton0"], ["stick:left_x"]);
    look(pad([0], [1, 0, 0, 0], { timestamp: 0 }));
    look(null, 12);
    expect(told.map(({ timeStamp }) => timeStamp)).toEqual([11, 11, 12, 12]);
    expect(heard().slice(2)).toEqual(["up GamepadButton0", "stick:left_x=0"]);
  });
});

describe("listenToGamepad", () => {
  /** A window whose frames come when the test says so. */
  function scopeOf(pads: (Partial<Gamepad> | null)[]) {
    const waiting = new Map<number, FrameRequestCallback>();
    const focus = { on: true };
    let frames = 0;
    const scope = {
      navigator: { getGamepads: () => pads as (Gamepad | null)[] },
      performance: { now: () => 1 },
      document: { hasFocus: () => focus.on },
      requestAnimationFrame: (call: FrameRequestCallback) => {
        waiting.set(++frames, call);
        return frames;
      },
      cancelAnimationFrame: (frame: number) => void waiting.delete(frame),
    };
    const frame = () => {
      const calls = [...waiting.values()];
      waiting.clear();
      for (const call of calls) call(0);
    };
    return { scope, frame, waiting, focus };
  }

  it("looks at the first gamepad in the standard mapping, in each frame", () => {
    const { sink, heard } = sinkOf();
    const pads = [null, { ...pad([0]), connected: true, mapping: "" as const }];
    const { scope, frame, waiting } = scopeOf(pads as (Partial<Gamepad> | null)[]);
    const needs = { codes: new Set(["GamepadButton0", "KeyA"]), axes: new Set<string>() };
    const stop = listenToGamepad(scope, needs, sink);
    expect(heard()).toEqual([]);
    pads.push({ ...pad([0]), connected: true, mapping: "standard" as never });
    frame();
    expect(heard()).toEqual(["down GamepadButton0"]);
    stop();
    expect(waiting.size).toBe(0);
  });

  it("holds nothing while the window does not have the focus", () => {
    const { sink, heard } = sinkOf();
    const held = { ...pad([0], [1, 0, 0, 0]), connected: true, mapping: "standard" };
    const { scope, frame, focus } = scopeOf([held as Partial<Gamepad>]);
    const needs = { codes: new Set(["GamepadButton0"]), axes: new Set(["stick:left_x"]) };
    const stop = listenToGamepad(scope, needs, sink);
    focus.on = false;
    frame();
    focus.on = true;
    frame();
    stop();
    expect(heard()).toEqual([
      "down GamepadButton0",
      "stick:left_x=1",
      "up GamepadButton0",
      "stick:left_x=0",
      "down GamepadButton0",
      "stick:left_x=1",
    ]);
  });

  it("leaves gamepads alone that no game needs", () => {
    const { scope, waiting } = scopeOf([]);
    const needs = { codes: new Set(["KeyA"]), axes: new Set(["joystick:x"]) };
    listenToGamepad(scope, needs, sinkOf().sink)();
    expect(waiting.size).toBe(0);
  });
});

const ends = { low: -1, high: 1 };
const controls = (more: Partial<Controls>): Controls => ({
  mode: "hold",
  bindings: [],
  queue: 5,
  buffer: 1,
  default: 0,
  initial: null,
  remap: false,
  axes: [],
  pointer: null,
  ...more,
});

describe("needsOf", () => {
  it("names each input that somebody acts by, and whose it is", () => {
    const sources: [AxisSource, ...AxisSource[]] = [
      { kind: "stick", side: "left", along: "x", dead_zone: 0.1, ...ends },
      { kind: "trigger", side: "right", dead_zone: 0.1, ...ends },
      { kind: "joystick", along: "y", ...ends },
      { kind: "keys", negative: null, positive: "KeyW", ...ends },
      { kind: "pointer", along: "x", when: "drag", ...ends },
    ];
    const needs = needsOf({
      controls: {
        red: controls({
          mode: "press",
          bindings: [{ codes: ["KeyA", "KeyB"], action: 1, label: null }],
        }),
        blue: controls({ axes: [{ sources }] }),
      },
    });
    expect([...needs.codes]).toEqual([
      ["KeyA", "red"],
      ["KeyB", "red"],
      ["KeyW", "blue"],
    ]);
    expect([...needs.axes.keys()]).toEqual([
      "stick:left_x",
      "stick:left_y",
      "trigger:right",
      "joystick:y",
    ]);
    expect([needs.places, needs.pointer, needs.joystick]).toEqual(["drag", "blue", true]);
    expect([needs.counts("KeyA"), needs.counts("KeyW")]).toEqual([false, true]);
  });

  it("needs nothing where nobody plays", () => {
    const needs = needsOf({ controls: {} });
    expect([needs.codes.size, needs.places, needs.pointer, needs.joystick]).toEqual([
      0,
      "none",
      null,
      false,
    ]);
  });
});

describe("a finger on a button of the screen", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  /** One who holds a button, and one who presses it. */
  function inputsOf(pace: GameStep["pace"] = "real_time") {
    const page = new EventTarget();
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("document", page);
    vi.stubGlobal("window", {});
    vi.stubGlobal("Element", class {});
    const posted: ToWorker[] = [];
    const bound = (code: string) => [{ codes: [code] as [string], action: 1, label: null }];
    const inputs = new GameInputs({
      step: {
        id: "main",
        pace,
        controls: {
          red: controls({ bindings: bound("ArrowLeft") }),
          blue: controls({ mode: "press", bindings: bound("ArrowUp") }),
        },
      },
      picture: () => new EventTarget() as HTMLElement,
      idle: { hear: () => {}, releaseAll: () => {} },
      recorder: { chosenKeys: {}, chooseKeys: async () => {} },
      taken: () => new Set(),
      strings: english.game,
      post: (message) => posted.push(message),
      onNamed: () => {},
    });
    const heard = () =>
      posted.splice(0).map((message) => {
        if (message.type !== "input" || !("code" in message.input)) return message.type;
        return `${message.agent} ${message.input.kind} ${message.input.code}`;
      });
    const touch = (kind: "down" | "up", code: string) => inputs.sink.input({ kind, code }, 1);
    const press = (type: "keydown" | "keyup", code: string) =>
      page.dispatchEvent(Object.assign(new Event(type), { code, repeat: false }));
    return { inputs, posted, heard, touch, press };
  }

  it("that waits there counts from the beginning, where it counts what is held", () => {
    const { inputs, posted, heard, touch } = inputsOf();
    touch("down", "ArrowLeft");
    touch("down", "ArrowUp");
    const before = performance.now();
    expect(heard()).toEqual([]);
    inputs.hear(true);
    expect((posted[0] as { timeStamp: number }).timeStamp).toBeGreaterThanOrEqual(before);
    expect(heard()).toEqual(["red down ArrowLeft"]);
    touch("up", "ArrowLeft");
    expect(heard()).toEqual(["red up ArrowLeft"]);
  });

  it("counts again after a pause, if it still is there", () => {
    const { inputs, heard, touch } = inputsOf();
    inputs.hear(true);
    touch("down", "ArrowLeft");
    touch("down", "ArrowUp");
    inputs.hear(false);
    expect(heard()).toEqual(["red down ArrowLeft", "blue down ArrowUp", "release"]);
    inputs.hear(true);
    expect(heard()).toEqual(["red down ArrowLeft"]);
    inputs.hear(false);
    touch("up", "ArrowLeft");
    inputs.hear(true);
    expect(heard()).toEqual(["release"]);
  });

  it("is not heard where only the press counts, or where the buttons were made anew", () => {
    const turns = inputsOf("turn_based");
    turns.touch("down", "ArrowLeft");
    turns.inputs.hear(true);
    expect(turns.heard()).toEqual([]);
    vi.unstubAllGlobals();
    const named = inputsOf();
    named.touch("down", "ArrowLeft");
    named.inputs.begin();
    named.inputs.hear(true);
    expect(named.heard()).toEqual([]);
  });

  it("is no key, which says itself that it is held", () => {
    const { inputs, heard, press } = inputsOf();
    inputs.hear(true);
    press("keydown", "ArrowLeft");
    inputs.hear(false);
    press("keyup", "ArrowLeft");
    inputs.hear(true);
    expect(heard()).toEqual(["red down ArrowLeft", "release"]);
  });
});

describe("deviceNames", () => {
  const joystick: AxisSource = { kind: "joystick", along: "x", low: -1, high: 1 };
  const stick: AxisSource = { ...joystick, kind: "stick", side: "right", dead_zone: 0.1 };
  const pointer: AxisSource = { ...joystick, kind: "pointer", when: "move" };
  const needs = needsOf({
    controls: { player: controls({ axes: [{ sources: [joystick, stick, pointer] }] }) },
  });

  it("tells a person at a desk of the mouse", () => {
    expect(deviceNames(needs, false, english.game.inputs)).toEqual([
      "the mouse on the picture",
      "the right stick of a gamepad",
    ]);
  });

  it("tells a person with a phone of their fingers", () => {
    expect(deviceNames(needs, true, english.game.inputs)).toEqual([
      "the joystick on the screen",
      "a finger on the picture",
      "the right stick of a gamepad",
    ]);
  });

  it("puts them behind the keys for a screen reader", () => {
    const { canvas } = english.game;
    expect(canvas([], [])).toBe("Game, to watch");
    expect(canvas(["left arrow"], [])).toBe("Game, played with the keys left arrow");
    expect(canvas(["left arrow"], deviceNames(needs, false, english.game.inputs))).toBe(
      "Game, played with the keys left arrow, the mouse on the picture, and the right stick of a gamepad",
    );
  });
});
