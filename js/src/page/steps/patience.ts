/** How long the page waits for an answer of its worker before it takes it for hung. */

import type { GameClient } from "../game-client";
import type { GameState } from "./game-state";

/** Making an environment, and its `reset`, may take so long in any case. */
const setupS = 60;
/** The worker itself stops Python that does not end; it is given so much time to say so. */
const graceS = 5;

export interface Patience {
  /** Of the study, for one step. */
  hangAfterS: number;
  /** Whoever tries out a study may stop its worker in a debugger, for as long as they like. */
  isDebugged: boolean;
}

/** @returns seconds; null: it is not watched, since it has no game, or its boot shows how it goes */
export function patienceS(
  phase: GameState["phase"],
  { hangAfterS, isDebugged }: Patience,
): number | null {
  switch (phase) {
    case "booting":
    case "failed":
    case "finished":
    case "left":
      return null;
    case "running":
    case "paused":
    case "probing":
    case "counting":
      return isDebugged ? null : hangAfterS + graceS;
    case "preparing":
    case "waiting":
    case "asking":
    case "between":
      return isDebugged ? null : Math.max(setupS, hangAfterS) + graceS;
  }
}

/** Has the client watch over a game, as long as its phase says. */
export function watchOver(
  client: Pick<GameClient, "watch" | "unwatch">,
  view: string,
  phase: GameState["phase"],
  patience: Patience,
): void {
  const limitS = patienceS(phase, patience);
  if (limitS === null) client.unwatch();
  else client.watch(view, limitS);
}
