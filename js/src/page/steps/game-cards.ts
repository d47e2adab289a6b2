/** What lies over the canvas while there is nothing on it to see: a boot, a failure. */

import { h } from "../dom";
import { percent } from "../numbers";
import type { Strings } from "../strings";
import type { GameState } from "./game-state";

export function bootCard(game: Strings["game"]): HTMLElement[] {
  return [
    h("p", { class: "score" }, game.boot),
    h("p", { class: "note", role: "status" }),
    h("progress", { "aria-label": game.boot }),
    h("p", { class: "note" }),
  ];
}

/**
 * Says in a boot's card how far it is: a share of the bytes as they are unpacked, since how many of
 * them travel is known to the host alone.
 */
export function showBoot(
  card: ParentNode,
  { stage, loaded, total }: Extract<GameState, { phase: "booting" }>["boot"],
  game: Strings["game"],
  language: string,
): void {
  const [, status, share] = card.querySelectorAll("p");
  const bar = card.querySelector("progress");
  const text = game.stage(stage);
  if (status && status.textContent !== text) status.textContent = text;
  if (share) share.textContent = shareOf(loaded, total, language);
  if (bar) {
    bar.max = Math.max(1, total);
    bar.value = total === 0 ? 0 : loaded;
  }
}

/** Never more than there is; before the total is known, a line without words, which keeps its room. */
export function shareOf(loaded: number, total: number, language: string): string {
  if (total === 0) return "\u00a0";
  return percent(Math.floor((100 * loaded) / total) / 100, language);
}

export function failureCard(
  { message, detail, way }: Extract<GameState, { phase: "failed" }>,
  strings: Strings,
): HTMLElement[] {
  const details = h(
    "details",
    {},
    h("summary", {}, strings.details),
    h("pre", { tabindex: 0 }, detail),
  );
  return [
    h("p", { role: "alert" }, h("strong", {}, strings.game.failed), ` ${message}`),
    ...(way === "retry" ? [] : [h("p", {}, strings.game.wayOn[way])]),
    ...(detail === "" ? [] : [details]),
  ];
}
