import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyName } from "../../src/page/input-names";
import { KeyChoice, pressedFor } from "../../src/page/steps/inputs/chosen-keys";
import { nameOfKey, readLayout } from "../../src/page/steps/inputs/key-names";
import { BoundKeys, type KeyPress } from "../../src/page/steps/inputs/keyboard";
import { inReadingOrder, layOut } from "../../src/page/steps/inputs/layout";
import { entriesOf } from "../../src/page/steps/inputs/legend";
import { english } from "../../src/page/strings";
import type { Input } from "../../src/shared/protocol";

describe("keys", () => {
  const press = (type: "keydown" | "keyup", code: string, timeStamp: number): KeyPress => ({
    type,
    code,
    timeStamp,
    repeat: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
  });

  function setUp(codes = ["ArrowLeft", "KeyR"], counts = true) {
    const sent: unknown[] = [];
    const sink = {
      input: (input: Input, at: number) =>
        void sent.push([
          input.kind,
          input.kind === "up" || input.kind === "down" ? input.code : "",
          at,
        ]),
      release: (at: number) => void sent.push(["release", at]),
    };
    const bound = new Map(codes.map((code) => [code, code]));
    const keys = new BoundKeys({ codes: bound, counts: () => counts }, sink);
    return { keys, sent };
  }

  it("are sent with their own time, held ones once", () => {
    const { keys, sent } = setUp();
    expect(keys.take(press("keydown", "ArrowLeft", 1.5))).toBe(true);
    expect(keys.take(press("keydown", "ArrowLeft", 40))).toBe(true);
    expect(keys.take(press("keyup", "ArrowLeft", 55))).toBe(true);
    expect(sent).toEqual([
      ["down", "ArrowLeft", 1.5],
      ["up", "ArrowLeft", 55],
    ]);
  });

  it("that are not bound stay the browser's, and so do its shortcuts", () => {
    const { keys, sent } = setUp();
    expect(keys.take(press("keydown", "Tab", 1))).toBe(false);
    expect(keys.take({ ...press("keydown", "KeyR", 2), ctrlKey: true })).toBe(false);
    expect(sent).toEqual([]);
  });

  it("make shortcuts with Ctrl the game's only where it binds Ctrl", () => {
    const { keys, sent } = setUp(["ControlLeft", "KeyR"]);
    expect(keys.take({ ...press("keydown", "ControlLeft", 3), ctrlKey: true })).toBe(true);
    expect(keys.take({ ...press("keydown", "KeyR", 4), ctrlKey: true })).toBe(true);
    expect(keys.take({ ...press("keydown", "KeyR", 4), ctrlKey: true, altKey: true })).toBe(false);
    expect(sent).toEqual([
      ["down", "ControlLeft", 3],
      ["down", "KeyR", 4],
    ]);
  });

  it("come up with the command key, of which macOS tells nothing", () => {
    const { keys, sent } = setUp();
    keys.take(press("keydown", "ArrowLeft", 1));
    keys.take({ ...press("keydown", "MetaLeft", 2), metaKey: true });
    expect(keys.take(press("keyup", "MetaLeft", 3))).toBe(false);
    expect(sent).toEqual([
      ["down", "ArrowLeft", 1],
      ["up", "ArrowLeft", 3],
    ]);
  });

  it("are told as the study names them, whichever the participant chose", () => {
    const sent: unknown[] = [];
    const sink = { input: (input: Input) => void sent.push(input), release: () => {} };
    const codes = pressedFor(new Map([["ArrowLeft", "player"]]), { player: { ArrowLeft: "KeyJ" } });
    const keys = new BoundKeys({ codes, counts: () => true }, sink);
    expect(keys.take(press("keydown", "ArrowLeft", 1))).toBe(false);
    keys.take(press("keydown", "KeyJ", 2));
    expect(sent).toEqual([{ kind: "down", code: "ArrowLeft" }]);
  });

  it("of before the episode send no coming up", () => {
    const { keys, sent } = setUp();
    keys.take(press("keyup", "ArrowLeft", 1));
    expect(sent).toEqual([]);
  });

  it.each([
    [true, [["down", "ArrowLeft", 1]]],
    [false, []],
  ])(
    "that are held since before the episode count where it counts what is held: %s",
    (counts, all) => {
      const { keys, sent } = setUp(undefined, counts);
      expect(keys.take({ ...press("keydown", "ArrowLeft", 1), repeat: true })).toBe(true);
      expect(sent).toEqual(all);
    },
  );

  it("count as up when the window loses the focus, and can go down again", () => {
    const { keys, sent } = setUp();
    keys.take(press("keydown", "ArrowLeft", 1));
    keys.release();
    keys.take(press("keyup", "ArrowLeft", 3));
    keys.take(press("keydown", "ArrowLeft", 4));
    expect(sent).toEqual([
      ["down", "ArrowLeft", 1],
      ["down", "ArrowLeft", 4],
    ]);
  });

  it("stand in reading order, arrows first", () => {
    const codes = ["Space", "ArrowRight", "ArrowDown", "ArrowLeft"];
    expect(inReadingOrder(codes)).toEqual(["ArrowLeft", "ArrowDown", "ArrowRight", "Space"]);
  });

  it.each([
    [["ArrowRight", "ArrowLeft"], [], ["ArrowLeft", "ArrowRight"]],
    [
      ["ArrowDown", "KeyP", "ArrowUp", "ArrowRight", "ArrowLeft"],
      [["ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"]],
      ["KeyP"],
    ],
    [["KeyW", "KeyA", "KeyS", "KeyD"], [["KeyA", "KeyW", "KeyS", "KeyD"]], []],
    [["KeyS", "KeyA"], [], ["KeyS", "KeyA"]],
  ])("are laid out as crosses of four directions and a row: %j", (codes, crosses, row) => {
    expect(layOut(codes)).toEqual({ crosses, row });
  });

  it.each([
    ["ArrowLeft", "←", "left arrow"],
    ["KeyW", "W", "W"],
    ["Digit1", "1", "1"],
    ["Numpad4", "4", "4"],
    ["Space", "Space", "space bar"],
    ["F13", "F13", "F13"],
    ["GamepadButton0", "gamepad: lower button", "lower button of the gamepad"],
    ["GamepadLeftStickUp", "left stick ↑", "left stick up"],
    ["PointerLeft", "left click", "left mouse button"],
  ])("have names: %s", (code, sign, name) => {
    expect(keyName(code, english.game.inputs)).toEqual({ sign, name });
  });

  it("are named by the participant's layout where the browser tells it", () => {
    const german = new Map([
      ["KeyZ", "y"],
      ["Semicolon", "ö"],
      ["Comma", ","],
      ["Minus", "ß"],
    ]);
    expect(nameOfKey("KeyZ", german, english.game.inputs)).toEqual({ sign: "Y", name: "Y" });
    expect(nameOfKey("Semicolon", german, english.game.inputs)).toEqual({ sign: "Ö", name: "Ö" });
    expect(nameOfKey("Comma", german, english.game.inputs)).toEqual({ sign: ",", name: "comma" });
    expect(nameOfKey("Minus", german, english.game.inputs).sign).toBe("ß");
    expect(nameOfKey("KeyZ", null, english.game.inputs).sign).toBe("Z");
    expect(nameOfKey("Space", german, english.game.inputs).name).toBe("space bar");
  });

  it("have no layout where the browser does not tell, or may not", async () => {
    expect(await readLayout({})).toBeNull();
    const refuses = { getLayoutMap: () => Promise.reject(new Error("not allowed")) };
    expect(await readLayout({ keyboard: refuses })).toBeNull();
  });
});

describe("keys of the participant's choice", () => {
  const codes = new Map([
    ["ArrowLeft", "red"],
    ["ArrowRight", "red"],
    ["KeyA", "blue"],
  ]);

  it("are those of the study until others are chosen", () => {
    const choice = new KeyChoice(codes, {});
    expect(choice.pressed("KeyA")).toBe("KeyA");
    expect(choice.chosen).toEqual({ red: {}, blue: {} });
  });

  it("change places with what has the key already, of the other person too", () => {
    const choice = new KeyChoice(codes, { red: { ArrowLeft: "KeyJ" } });
    expect(choice.choose("ArrowRight", "KeyJ")).toBe(true);
    expect(choice.choose("KeyA", "KeyJ")).toBe(true);
    expect(choice.chosen).toEqual({
      red: { ArrowLeft: "ArrowRight", ArrowRight: "KeyA" },
      blue: { KeyA: "KeyJ" },
    });
    choice.reset();
    expect(choice.chosen).toEqual({ red: {}, blue: {} });
  });

  it.each(["Escape", "Tab", "MetaLeft", "F5", ""])("are not those that others need: %j", (code) => {
    const choice = new KeyChoice(codes, {});
    expect(choice.choose("KeyA", code)).toBe(false);
    expect(choice.pressed("KeyA")).toBe("KeyA");
  });

  it("of an earlier game change places with what this one binds", () => {
    const here = new Map([
      ["KeyA", "player"],
      ["KeyJ", "player"],
    ]);
    const chosen = { player: { KeyA: "KeyJ", KeyX: "KeyY" } };
    expect(pressedFor(here, chosen)).toEqual(
      new Map([
        ["KeyJ", "KeyA"],
        ["KeyA", "KeyJ"],
      ]),
    );
  });

  it("stay those of an earlier game, whatever is chosen or taken back in this one", () => {
    const here = new Map([
      ["Space", "red"],
      ["KeyA", "blue"],
    ]);
    const choice = new KeyChoice(here, {
      red: { ArrowLeft: "KeyJ", KeyA: "KeyB", Space: "KeyS" },
      green: { KeyX: "KeyY" },
    });
    choice.choose("Space", "KeyK");
    const earlier = { ArrowLeft: "KeyJ", KeyA: "KeyB" };
    expect(choice.chosen).toEqual({ red: { ...earlier, Space: "KeyK" }, blue: {} });
    choice.reset();
    expect(choice.chosen).toEqual({ red: earlier, blue: {} });
  });

  it("never give one key two meanings, whatever is chosen", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.constantFrom(...codes.keys()), fc.constantFrom("KeyA", "KeyJ", "KeyK")),
        ),
        (choices) => {
          const choice = new KeyChoice(codes, {});
          for (const [code, pressed] of choices) choice.choose(code, pressed);
          expect(pressedFor(codes, choice.chosen).size).toBe(codes.size);
        },
      ),
    );
  });
});

describe("a legend", () => {
  const binding = (codes: string, label: string | null = null) => ({
    codes: codes.split(" + "),
    action: 0,
    label,
  });

  it("shows every key once, and combinations where a name says what they do", () => {
    const bindings = [binding("KeyX"), binding("ArrowUp"), binding("ArrowLeft + ArrowUp")];
    expect(entriesOf({ bindings, axes: [] }).map(({ codes }) => codes)).toEqual([
      ["ArrowLeft"],
      ["ArrowUp"],
      ["KeyX"],
    ]);
    const named = [binding("KeyX", "jump"), binding("ShiftLeft + KeyX", "dive")];
    expect(entriesOf({ bindings: named, axes: [] })).toEqual([
      { codes: ["KeyX"], label: "jump" },
      { codes: ["ShiftLeft", "KeyX"], label: "dive" },
    ]);
  });
});
