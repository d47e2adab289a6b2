/** The line above a game's picture: which round it is, the score, and how many steps were taken. */

import type { GameStep } from "../../generated/contract";
import { DescriptionList } from "../description-list";
import { decimal } from "../numbers";
import type { Strings } from "../strings";
import { type EpisodeStanding, type GameState, standingOf } from "./game-state";

export interface GameHudOptions {
  step: Pick<GameStep, "episodes">;
  strings: Pick<Strings, "game">;
  language: string;
  /** From 0: the one that is played first. */
  episode: number;
}

export class GameHud {
  readonly #list = new DescriptionList();
  /** The one that was shown last. */
  #episode: number;

  constructor(private readonly options: GameHudOptions) {
    this.#episode = options.episode;
  }

  get element(): HTMLElement {
    return this.#list.element;
  }

  show(state: GameState): void {
    this.#list.show(this.rows(state));
  }

  /** Terms and what they are; before an episode is there, only which one it will be. */
  rows(state: GameState): [string, string][] {
    const standing = standingOf(state);
    const { step, strings } = this.options;
    const { round, roundOf, score, steps } = strings.game;
    this.#episode = standing?.episode ?? this.#episode;
    const rows: [string, string][] = [[round, roundOf(this.#episode + 1, step.episodes)]];
    if (standing !== null) {
      const scores = Object.entries(standing.scores ?? { "": standing.score });
      for (const [who, value] of scores) rows.push([`${score} ${who}`.trim(), this.number(value)]);
      rows.push([steps, this.number(standing.steps)]);
    }
    return rows;
  }

  /** Of one person, or of each. */
  scoreOf({ score, scores }: EpisodeStanding): string {
    if (scores === undefined) return this.number(score);
    const each = Object.entries(scores);
    return each.map(([who, value]) => `${who} ${this.number(value)}`).join(", ");
  }

  private number(value: number): string {
    // What an environment can't say is nothing that a participant has to understand.
    if (Number.isNaN(value)) return "–";
    return decimal(value, this.options.language);
  }
}
