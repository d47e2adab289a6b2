/** Has the worker set up an attempt at a game. */

import type { GameStep } from "../../generated/contract";
import type { PrepareMessage } from "../../shared/protocol";
import type { GameClient } from "../game-client";
import type { GameView } from "./game-view";
import { seedListOf } from "./seed-list";

export interface Preparation extends Omit<PrepareMessage, "type" | "view" | "step" | "seedList"> {
  step: Pick<GameStep, "id" | "rules">;
  /** Of the page's address. */
  search: URLSearchParams;
}

export function prepare(
  client: Pick<GameClient, "post">,
  gameView: Pick<GameView, "handOverCanvas" | "scale">,
  { step, search, ...attempt }: Preparation,
): void {
  const view = step.id;
  const seedList = seedListOf(step.rules.seed_lists, search);
  const canvas = gameView.handOverCanvas();
  client.post({ type: "canvas", view, canvas, scale: gameView.scale }, [canvas]);
  client.post({ type: "prepare", view, step: view, seedList, ...attempt });
}
