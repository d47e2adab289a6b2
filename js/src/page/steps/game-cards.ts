/** The cards over the canvas, while there is nothing on it to see. */

import { h } from "../dom";
import type { Strings } from "../strings";
import type { GameState } from "./game-state";

/** How far the boot is, which is filled in. */
export function bootCard(game: Strings["game"]): HTMLElement[] {
  return [
    h("p", { class: "score" }, game.boot),
    h("p", { class: "note", role: "status" }),
    h("progress", { "aria-label": game.boot }),
    h("p", { class: "note" }),
  ];
}

/** What went wrong, and what comes next. */
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
