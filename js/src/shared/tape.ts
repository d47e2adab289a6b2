/**
 * The tape of a running episode: the records by which it can be brought back after a reload.
 *
 * They stand in the journal as well; but there they are sealed, sent and forgotten while it runs.
 */

import type { EpisodeRecord, StepsRecord } from "../generated/contract";
import { charactersOf, type Line, type RecordBody } from "./record-line";

/** What a record is to the tape: its first line, another one, or what nothing is brought back from. */
export type Taped = "begins" | "goes_on" | "ends";

/** Of JSON. A longer episode is not brought back: it would take the browser's room for the records. */
export const MOST_TAPED_CHARACTERS = 64_000_000;

/** What one commit changes of the tape. */
export interface TapeChange {
  /** What was on it goes first. */
  clears: boolean;
  /** Of the first of these lines, counted from the tape's beginning. */
  first: number;
  lines: Line[];
}

export interface Tape {
  episode: EpisodeRecord;
  steps: StepsRecord[];
}

/** Says what each change of the tape is, so that a batch of records can be committed with it. */
export class TapeWriter {
  #characters = Number.POSITIVE_INFINITY;
  #lines = 0;
  #change = nothing(0);

  take(line: Line, taped: Taped): void {
    const begins = taped === "begins";
    if (begins) this.#characters = 0;
    else if (taped === "goes_on" && this.#characters > MOST_TAPED_CHARACTERS) return;
    this.#characters += charactersOf(line);
    const isOver = taped === "ends" || this.#characters > MOST_TAPED_CHARACTERS;
    if (begins || isOver) {
      this.#lines = 0;
      this.#change = { ...nothing(0), clears: true };
    }
    if (isOver) this.#characters = Number.POSITIVE_INFINITY;
    else this.#change.lines.push(line);
  }

  /** What has changed since this was asked last; null: nothing. */
  drain(): TapeChange | null {
    const change = this.#change;
    this.#lines += change.lines.length;
    this.#change = nothing(this.#lines);
    return change.clears || change.lines.length > 0 ? change : null;
  }

  /** That change was not committed: it is to be, before all that came after it. */
  putBack(failed: TapeChange): void {
    if (this.#change.clears) return;
    this.#lines -= failed.lines.length;
    this.#change = { ...failed, lines: failed.lines.concat(this.#change.lines) };
  }
}

/** What `steps` and `episode` records, and the end of an episode, are to the tape; null: nothing. */
export function tapedAs({ type }: RecordBody): Taped | null {
  switch (type) {
    case "episode":
      return "begins";
    case "steps":
      return "goes_on";
    case "episode_end":
      return "ends";
    default:
      return null;
  }
}

/** Null: nothing is on it. @throws where the lines are no tape */
export function readTape(lines: readonly string[]): Tape | null {
  const [first, ...rest] = lines;
  if (first === undefined) return null;
  const episode: EpisodeRecord = JSON.parse(first);
  const steps = rest.map((line): StepsRecord => JSON.parse(line));
  let next = 0;
  for (const record of steps) {
    if (record.first !== next) throw new Error(`The tape has no step ${next}.`);
    next += record.count;
  }
  return { episode, steps };
}

/** Of the environment. */
export function stepsOn({ steps }: Tape): number {
  return steps.reduce((sum, { count }) => sum + count, 0);
}

function nothing(first: number): TapeChange {
  return { clears: false, first, lines: [] };
}
