/** Has the worker set up an attempt at a game. */

import type { GameStep } from "../../generated/contract";
import type { PrepareMessage } from "../../shared/protocol";
import type { GameClient } from "../game-client";
import type { GameView } from "./game-view";

export interface Preparation extends Omit<PrepareMessage, "type" | "view" | "step"> {
  step: Pick<GameStep, "id">;
}

export function prepare(
  client: Pick<GameClient, "post">,
  gameView: Pick<GameView, "handOverCanvas" | "scale">,
  { step, ...attempt }: Preparation,
): void {
  const view = step.id;
  const canvas = gameView.handOverCanvas();
  client.post({ type: "canvas", view, canvas, scale: gameView.scale }, [canvas]);
  client.post({ type: "prepare", view, step: view, ...attempt });
}
