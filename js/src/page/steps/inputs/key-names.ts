/** What is written on the participant's keys: codes name places, and layouts differ. */

import { keyName } from "../../input-names";
import type { Strings } from "../../strings";
import type { KeyChoice } from "./chosen-keys";

export interface KeyName {
  /** What is shown. */
  sign: string;
  /** How a screen reader says it. */
  name: string;
}

/** `KeyboardEvent.code` to what the key of that place writes without Shift. */
export type KeyLayout = ReadonlyMap<string, string>;

/** Where the browser tells it (Keyboard Map API: Chromium); a standard keyboard in all others. */
interface KeyboardMap {
  keyboard?: { getLayoutMap(): Promise<KeyLayout> };
}

/** @returns null where nothing is known of it, as in a frame that may not ask */
export async function readLayout(navigator: object): Promise<KeyLayout | null> {
  const { keyboard } = navigator as KeyboardMap;
  return (await keyboard?.getLayoutMap().catch(() => null)) ?? null;
}

/** What keys and other inputs are called. */
type Words = Strings["game"]["inputs"];

/** The name of a key by its place. */
export function nameOfKey(code: string, layout: KeyLayout | null, words: Words): KeyName {
  const written = layout?.get(code);
  if (written === undefined || written.trim() === "") return keyName(code, words);
  const upper = written.toLocaleUpperCase();
  const sign = upper.length === written.length ? upper : written;
  const standard = keyName(code, words);
  // A sign has a name of its own ("comma") as long as it is the standard keyboard's.
  return sign === standard.sign ? standard : { sign, name: sign };
}

/** Names what is pressed for a code of the study's. */
export type NameInput = (code: string) => KeyName;

export function nameInputs(choice: KeyChoice, layout: KeyLayout | null, words: Words): NameInput {
  return (code) => nameOfKey(choice.pressed(code), layout, words);
}
