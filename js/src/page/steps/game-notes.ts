/** What is said above a game, as long as it lasts. */

import type { GameStep } from "../../generated/contract";
import { h } from "../dom";
import type { Strings } from "../strings";
import type { Way } from "./game-progress";

export function notesOf(
  { practice }: Pick<GameStep, "practice">,
  { kind }: Pick<Way, "kind">,
  { practising, restarted }: Strings["game"],
): HTMLElement[] {
  const notes = [practice ? practising : null, kind === "restart" ? restarted : null];
  return notes.filter((note) => note !== null).map(noteOf);
}

export function noteOf(text: string): HTMLElement {
  return h("p", { class: "note" }, text);
}
