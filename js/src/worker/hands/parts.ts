/** The hands that a person has, as the controls of the game say. */

import type { Controls } from "../../generated/contract";
import { HoldKeys, PressKeys, ToggleKeys } from "./keys";
import type { Hand } from "./person";

type KeyHand = HoldKeys | PressKeys | ToggleKeys;

export function keysOf(controls: Controls, mode: Controls["mode"] = controls.mode): KeyHand {
  switch (mode) {
    case "hold":
      return new HoldKeys(controls);
    case "press":
      return new PressKeys(controls);
    case "toggle":
      return new ToggleKeys(controls);
  }
}

/** Makes the hands of a person for other devices than keys. */
export type MakeHands = (agent: string, controls: Controls) => Hand[];
