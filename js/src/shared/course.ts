/** How a participant came to where they are, as it is stored with their session. */

import type { Value } from "./expression";

/** Whether an expression was true; or the order of a block's nodes. */
export type Decision = boolean | number[];

/** Of one way through a game so far, over all attempts that it took. */
export interface GameResults {
  readonly [name: string]: number;
  episodes: number;
  steps: number;
  /** Of the person's agent, or, where nobody plays, of the first: over all episodes, and of them. */
  return: number;
  last: number;
  best: number;
  mean: number;
}

export interface StoredFacts {
  answers: Record<string, Record<string, Value>>;
  /** Of forms: whether checks were passed, and what was calculated. */
  checks?: Record<string, Record<string, Value>>;
  scores?: Record<string, Record<string, Value>>;
  /** Of the quiz that is shown, how often it was tried in vain; 0: it was passed. */
  tries?: Record<string, number>;
  /** Of games, and of steps with clips. */
  results: Record<string, Readonly<Record<string, number>>>;
  conditions: Record<string, string>;
  /** What has been earned so far, where the study has a bonus. */
  bonus?: number;
  /** The answers so far at the step that was entered as this one, see `Judging`. */
  judging?: { index: number; answers: string[] };
}

export interface StoredCourse {
  /** In the order in which they were made. */
  decisions: Decision[];
  facts: StoredFacts;
}
