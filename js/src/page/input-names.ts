/** What participants call the inputs of their devices. */

import type { Needs } from "./steps/inputs/needs";

/** What is shown, and how a screen reader says it. */
export interface InputName {
  sign: string;
  name: string;
}

/** The keys that have no letter or digit of their own: what is shown, and how it is said. */
const keys: Readonly<Record<string, InputName>> = {
  ArrowLeft: { sign: "←", name: "left arrow" },
  ArrowRight: { sign: "→", name: "right arrow" },
  ArrowUp: { sign: "↑", name: "up arrow" },
  ArrowDown: { sign: "↓", name: "down arrow" },
  Space: { sign: "Space", name: "space bar" },
  Enter: { sign: "Enter", name: "enter" },
  NumpadEnter: { sign: "Enter", name: "enter on the number pad" },
  Escape: { sign: "Esc", name: "escape" },
  Tab: { sign: "Tab", name: "tab" },
  Backspace: { sign: "⌫", name: "backspace" },
  Delete: { sign: "Del", name: "delete" },
  ShiftLeft: { sign: "left ⇧", name: "left shift" },
  ShiftRight: { sign: "right ⇧", name: "right shift" },
  ControlLeft: { sign: "left Ctrl", name: "left control" },
  ControlRight: { sign: "right Ctrl", name: "right control" },
  AltLeft: { sign: "left Alt", name: "left alt" },
  AltRight: { sign: "right Alt", name: "right alt" },
  PageUp: { sign: "PgUp", name: "page up" },
  PageDown: { sign: "PgDn", name: "page down" },
  Home: { sign: "Home", name: "home" },
  End: { sign: "End", name: "end" },
  Minus: { sign: "-", name: "minus" },
  Equal: { sign: "=", name: "equals" },
  BracketLeft: { sign: "[", name: "left bracket" },
  BracketRight: { sign: "]", name: "right bracket" },
  Semicolon: { sign: ";", name: "semicolon" },
  Quote: { sign: "'", name: "quote" },
  Comma: { sign: ",", name: "comma" },
  Period: { sign: ".", name: "full stop" },
  Slash: { sign: "/", name: "slash" },
  Backslash: { sign: "\\", name: "backslash" },
  Backquote: { sign: "`", name: "backquote" },
};

const ways: Readonly<Record<string, InputName>> = {
  Left: { sign: "←", name: "left" },
  Right: { sign: "→", name: "right" },
  Up: { sign: "↑", name: "up" },
  Down: { sign: "↓", name: "down" },
};

/** By their numbers in the standard mapping: what is written on them differs from maker to maker. */
const gamepadButtons = [
  "lower button",
  "right button",
  "left button",
  "upper button",
  "left shoulder",
  "right shoulder",
  "left trigger",
  "right trigger",
  "left middle button",
  "right middle button",
  "left stick pressed",
  "right stick pressed",
  "cross up",
  "cross down",
  "cross left",
  "cross right",
  "centre button",
];

/**
 * The name of a digital input. Codes of keys name places on a US keyboard, so letters are those of
 * that layout.
 */
export function keyName(code: string): InputName {
  const known = keys[code] ?? stickName(code) ?? buttonName(code);
  if (known !== null) return known;
  const plain = /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? /^Numpad(\d)$/.exec(code)?.[1] ?? code;
  return { sign: plain, name: plain };
}

function stickName(code: string): InputName | null {
  const found = /^(?:Gamepad(Left|Right)Stick|Joystick)(Left|Right|Up|Down)$/.exec(code);
  const way = ways[found?.[2] ?? ""];
  if (found === null || way === undefined) return null;
  const stick = found[1] === undefined ? "joystick" : `${found[1].toLowerCase()} stick`;
  return { sign: `${stick} ${way.sign}`, name: `${stick} ${way.name}` };
}

function buttonName(code: string): InputName | null {
  const [, number] = /^GamepadButton(\d+)$/.exec(code) ?? [];
  const button = gamepadButtons[Number(number)];
  if (button !== undefined) return { sign: `gamepad: ${button}`, name: `${button} of the gamepad` };
  const side = /^Pointer(Left|Middle|Right)$/.exec(code)?.[1]?.toLowerCase();
  return side === undefined ? null : { sign: `${side} click`, name: `${side} mouse button` };
}

/** The devices that are no keys, as far as a game is played with them. @param isTouched see `touchDevice` */
export function deviceNames({ axes, places, joystick }: Needs, isTouched: boolean): string[] {
  const names = [...axes.keys()];
  const sides = (device: string) =>
    ["left", "right"].filter((side) => names.some((name) => name.startsWith(`${device}:${side}`)));
  return [
    ...(joystick && isTouched ? ["the joystick on the screen"] : []),
    ...(places === "none" ? [] : [`${isTouched ? "a finger" : "the mouse"} on the picture`]),
    ...sides("stick").map((side) => `the ${side} stick of a gamepad`),
    ...sides("trigger").map((side) => `the ${side} trigger of a gamepad`),
  ];
}
