/**
 * A line outside of the database that says what was in it.
 *
 * What empties the database mostly takes this line along; but a database can also go alone, as where
 * Chromium runs out of space or finds it damaged.
 */

import type { LossCount } from "../../generated/contract";

/** What a session had made when this was written, and how much of it the store had. */
export interface Testimony {
  session: string;
  writers: Record<string, LossCount>;
}

/** One line for each database. */
export interface Witness {
  read: (database: string) => string | null;
  /** @param line null: there is nothing to be told any more. */
  write: (database: string, line: string | null) => void;
}

/** In `localStorage`; a browser that refuses it has no witness. */
export const localWitness: Witness = {
  read: (database) => attempt(() => localStorage.getItem(database)),
  write: (database, line) => {
    attempt(() => {
      if (line === null) localStorage.removeItem(database);
      else localStorage.setItem(database, line);
    });
  },
};

function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    // Refused or full: what the witness would tell is then not known, which loses no record.
    return null;
  }
}

/** null where there is none, or none that can be read: the participant can write there, too. */
export function readTestimony(line: string | null): Testimony | null {
  if (line === null) return null;
  try {
    const { session, writers } = JSON.parse(line) as Testimony;
    const counts = Object.entries(writers).map(([writer, { made, stored }]) => {
      if (!Number.isSafeInteger(made) || !Number.isSafeInteger(stored)) throw new TypeError();
      return [writer, { made, stored }] as const;
    });
    if (!/^[0-9a-f]{32}$/.test(session)) return null;
    return { session, writers: Object.fromEntries(counts) };
  } catch {
    return null;
  }
}
