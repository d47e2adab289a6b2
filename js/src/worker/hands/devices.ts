/** The hands of a person beside the keys: what is moved, and what is pressed on the picture. */

import type { Agent, Controls } from "../../generated/contract";
import type { Action } from "../actor";
import { AxesHand } from "./continuous";
import { numbersOf, packerOf } from "./packed";
import type { Hand } from "./person";
import { PointerHand } from "./pointer";

/** Asks a function of the author's about a place, by shares of the picture's width and height. */
export type AskPlace = (x: number, y: number) => Action | null;

/** Those that the controls have. @param ask is called where the controls name a function */
export function deviceHands(
  controls: Pick<Controls, "axes" | "pointer" | "default" | "initial" | "mode" | "queue">,
  agent: Pick<Agent, "action_space" | "layout">,
  ask: AskPlace,
): Hand[] {
  const { axes, pointer, mode, queue } = controls;
  const hands: Hand[] = [];
  if (axes.length > 0) {
    const rest = restOf(controls, agent);
    const keeps = controls.default === "previous";
    const unpack = (action: string) => numbersOf({ packed: btoa(action) }, agent);
    hands.push(new AxesHand({ axes, rest, keeps, pack: packerOf(agent), unpack }));
  }
  if (pointer !== null) {
    hands.push(new PointerHand({ pointer, agent, queue: mode === "press" ? queue : 1, ask }));
  }
  return hands;
}

/** What each component is without an input, and before the first one where it keeps what it was. */
function restOf(
  { default: fallback, initial }: Pick<Controls, "default" | "initial">,
  agent: Pick<Agent, "layout">,
): number[] {
  const action = fallback === "previous" ? initial : fallback;
  if (action === null || typeof action === "number") {
    throw new Error("The controls of this game do not say where its axes rest.");
  }
  return numbersOf(action, agent);
}
