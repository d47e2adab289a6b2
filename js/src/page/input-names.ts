/** What participants call the inputs of their devices, in their language. */

import type { Needs } from "./steps/inputs/needs";
import type { Strings } from "./strings";
import type { InputName } from "./strings/en/inputs";

type Words = Strings["game"]["inputs"];

/**
 * The name of a digital input. Codes of keys name places on a US keyboard, so letters are those of
 * that layout.
 */
export function keyName(code: string, words: Words): InputName {
  const known = find(words.keys, code) ?? stickName(code, words) ?? buttonName(code, words) ?? null;
  if (known !== null) return known;
  const plain = /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? /^Numpad(\d)$/.exec(code)?.[1] ?? code;
  return { sign: plain, name: plain };
}

function find<T>(named: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  return name === undefined ? undefined : named[name];
}

function stickName(code: string, words: Words): InputName | undefined {
  const [, side, towards] =
    /^(?:Gamepad(Left|Right)Stick|Joystick)(Left|Right|Up|Down)$/.exec(code) ?? [];
  const way = find(words.ways, towards);
  const arrow = find(words.keys, `Arrow${towards}`);
  const stick = find(words.sticks, side ?? "screen");
  if (way === undefined || arrow === undefined || stick === undefined) return undefined;
  return { sign: words.moved(stick, arrow.sign), name: words.moved(stick, way) };
}

function buttonName(code: string, words: Words): InputName | undefined {
  const [, number] = /^GamepadButton(\d+)$/.exec(code) ?? [];
  const button = words.gamepad[Number(number)];
  if (button !== undefined) return words.onGamepad(button);
  return find(words.clicks, /^Pointer(Left|Middle|Right)$/.exec(code)?.[1]);
}

/** The devices that are no keys, as far as a game is played with them. @param isTouched see `touchDevice` */
export function deviceNames(
  { axes, places, joystick }: Needs,
  isTouched: boolean,
  { devices }: Pick<Words, "devices">,
): string[] {
  const names = [...axes.keys()];
  const sides = (device: "stick" | "trigger") =>
    (["left", "right"] as const)
      .filter((side) => names.some((name) => name.startsWith(`${device}:${side}`)))
      .map((side) => devices[device][side]);
  return [
    ...(joystick && isTouched ? [devices.joystick] : []),
    ...(places === "none" ? [] : [isTouched ? devices.finger : devices.mouse]),
    ...sides("stick"),
    ...sides("trigger"),
  ];
}
