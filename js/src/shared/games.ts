/** The games of a study. */

import type { GameStep, Manifest } from "../generated/contract";

type Study = Pick<Manifest, "steps">;

export function gamesOf({ steps }: Study): GameStep[] {
  return steps.filter((step): step is GameStep => step.kind === "game");
}

/**
 * The game of this id.
 *
 * @param holder What is said to have none.
 * @throws where there is none
 */
export function gameOf(study: Study, id: string, holder = "site"): GameStep {
  const game = gamesOf(study).find((candidate) => candidate.id === id);
  if (game === undefined) throw new Error(`The ${holder} has no game ${id}.`);
  return game;
}
