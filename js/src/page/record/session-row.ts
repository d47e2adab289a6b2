/** A session as its row has it: made new, and what becomes of it by a load, an end or a withdrawal. */

import type { Manifest, Outcome, WithdrawalChoice } from "../../generated/contract";
import { toHex } from "../../shared/bytes";
import type { StoredCourse } from "../../shared/course";
import type { SessionRow } from "../../shared/database";
import type { Arrival } from "./taker";

export interface NewSession {
  manifest: Manifest;
  site: string;
  arrival: Arrival;
  stepIndex: number;
  course: StoredCourse | null;
  startedAt: number;
  /** `crypto.getRandomValues` of so many bytes. */
  randomBytes: (count: number) => Uint8Array;
}

/** A session that no one has seen yet: its id and its seed are 128 random bits each. */
export function newSession({ manifest, randomBytes, ...facts }: NewSession): SessionRow {
  return {
    session: toHex(randomBytes(16)),
    seed: toHex(randomBytes(16)),
    site: facts.site,
    experiment: manifest.experiment,
    mode: manifest.mode,
    ...facts.arrival,
    held: manifest.on_abandon === "discard",
    load: 1,
    startedAt: facts.startedAt,
    stepIndex: facts.stepIndex,
    course: facts.course,
    attempts: {},
    writersStarted: { page: 0, game: 0 },
    ended: null,
  };
}

/** The same session on a later load of the page. */
export function nextLoad(row: SessionRow): SessionRow {
  return { ...row, load: row.load + 1 };
}

/** It has ended: from now on everything of it may be sent, and its last page may be loaded again. */
export function afterEnd({ course = null, ...row }: SessionRow, outcome: Outcome): SessionRow {
  return { ...row, ended: outcome, held: false, course: withoutFacts(course), game: null };
}

/** It has ended by a withdrawal; with `delete` nothing of who took part stays in it but their id. */
export function afterWithdrawal(row: SessionRow, choice: WithdrawalChoice): SessionRow {
  const { params } = row;
  return {
    ...row,
    params: choice === "delete" ? {} : params,
    ended: "withdrawn",
    held: false,
    withdrawal: choice,
    course: null,
    game: null,
  };
}

/** The decisions lead a later visit back to the end; what was answered is asked for no more. */
function withoutFacts(course: StoredCourse | null): StoredCourse | null {
  if (course === null) return null;
  const { bonus } = course.facts;
  const nothing = { answers: {}, results: {}, conditions: {} };
  return { ...course, facts: bonus === undefined ? nothing : { ...nothing, bonus } };
}
