/** The button that begins a round, goes on after it, or tries again. */

import { button } from "../dom";
import { pressingKeys } from "./inputs/codes";

/**
 * With keys bound that press a focused button, that of the next round takes the focus only after this
 * long: a player who hits them in the game would start a round.
 */
const settle_ms = 700;

export interface PressOptions {
  /** Whether the player looks at the game, with the fingers on its keys perhaps. */
  afterPlay: boolean;
  /** The keys of the game. */
  codes: readonly string[];
  /** @param timeStamp of the event, on the page's clock */
  onPress: (timeStamp: number) => void;
}

/** It takes the focus, and can be pressed once. */
export function pressable(label: string, { afterPlay, codes, onPress }: PressOptions): HTMLElement {
  const element = button(label);
  element.addEventListener("click", ({ timeStamp }) => {
    element.disabled = true;
    onPress(timeStamp);
  });
  element.addEventListener("keydown", (event) => {
    if (event.repeat) event.preventDefault();
  });
  const risky = afterPlay && codes.some((code) => pressingKeys.includes(code));
  setTimeout(() => takeFocus(element, afterPlay), risky ? settle_ms : 0);
  return element;
}

/**
 * Only a button in view takes the focus: who is still reading above it must not be torn away.
 *
 * @param bring whether it may be scrolled into view.
 */
function takeFocus(element: HTMLElement, bring: boolean): void {
  if (bring) element.scrollIntoView({ block: "nearest", behavior: "instant" });
  const { top, bottom } = element.getBoundingClientRect();
  if (top >= 0 && bottom <= innerHeight) element.focus({ preventScroll: true });
}
