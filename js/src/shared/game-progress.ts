/** How far a participant has come in a game: kept with their session, so that a reload goes on there. */

import type { EpisodeEndRecord, Rules } from "../generated/contract";
import type { GameResults } from "./course";

/** What was played of a game, as the study's total limits count it. */
export interface Played {
  /** Environment steps. */
  steps: number;
  seconds: number;
  score: number;
}

export interface GameProgress {
  /** The game step. */
  step: string;
  /** The one that is on show or runs, or is to come: from 0. */
  episode: number;
  /** The attempt by whose random streams it was drawn; null: it was not on show yet. */
  drawn: number | null;
  /** Its seed is none of the study's, since a reload had interrupted the one that was. */
  isReserve: boolean;
  /** The attempt in which it runs; null: it does not. */
  running: number | null;
  /** How many reloads have interrupted an episode. */
  interruptions: number;
  /** After how many of them it began again. */
  restarts: number;
  /** How many pauses were taken. */
  pauses: number;
  /** As the limits of the game count it, of a running episode at most a second late. */
  played: Played;
  /** The same when the running episode began. */
  before: Played;
  /** By the numbers of the game's probes, how often they were answered in the running episode. */
  answered: Readonly<Record<string, number>>;
  /** Of the episodes that are over; null: none is. */
  results: GameResults | null;
  /** What is to be asked before anything else is played, or left; null: nothing. */
  asks: Asks | null;
  /** Nothing more is played. */
  isOver: boolean;
}

/** Pages and forms that follow an episode. */
export interface Asks {
  attempt: number;
  episode: number;
  /** Ids of those that were not shown yet, of one at least. */
  steps: string[];
}

/** What an earlier visit has left of the game that it was in. */
export interface StoredGame {
  progress: GameProgress;
  /** How its running episode has ended all the same, just before the page could keep that. */
  ended: EpisodeEndRecord | null;
  /** The attempt whose running episode is on the tape; null or not given: none is. */
  taped?: number | null;
}

/** Whether that is all that the study's total limits allow. */
export function isSpent({ steps, seconds, score }: Rules["total"], played: Played): boolean {
  return (
    reached(steps, played.steps) || reached(seconds, played.seconds) || reached(score, played.score)
  );
}

/** Whether a value is at its limit; null: it has none. */
export function reached(limit: number | null, value: number): boolean {
  return limit !== null && value >= limit;
}

const nothing: Played = { steps: 0, seconds: 0, score: 0 };

/** Of a game that is entered for the first time. */
export function untouched(step: string): GameProgress {
  return {
    step,
    episode: 0,
    drawn: null,
    isReserve: false,
    running: null,
    interruptions: 0,
    restarts: 0,
    pauses: 0,
    played: nothing,
    before: nothing,
    answered: {},
    results: null,
    asks: null,
    isOver: false,
  };
}
