/** The results of a game, episode by episode. */

import type { GameResults } from "../../shared/course";

/** Adds up the episodes of a game. */
export class Scoring {
  #results: GameResults | null;

  /** @param earlier Of the episodes of earlier visits. */
  constructor(earlier: GameResults | null = null) {
    this.#results = earlier;
  }

  /** Null before the first episode is over. */
  get results(): GameResults | null {
    return this.#results;
  }

  ended(score: number, steps: number): void {
    const before = this.#results;
    const episodes = (before?.episodes ?? 0) + 1;
    const total = (before?.return ?? 0) + score;
    this.#results = {
      episodes,
      steps: (before?.steps ?? 0) + steps,
      return: total,
      last: score,
      best: before === null ? score : Math.max(before.best, score),
      mean: total / episodes,
    };
  }
}
