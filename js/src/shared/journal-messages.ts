/** What a game worker and the worker that stores its records say to each other. */

import type { TapeChange } from "./tape";

/** Where the rows of one writer go, as it can be sent. */
export interface StoredAt {
  /** Name of the database, see `database.ts`. */
  database: string;
  session: string;
  writer: string;
}

/** Each is answered by `Stored` or by `NotStored` of the same number. */
export type ToStore = { number: number; at: StoredAt } & (
  | {
      type: "store";
      /** `n` of the first line. */
      first: number;
      lines: string[];
      durability: IDBTransactionDurability;
      tape: TapeChange | null;
    }
  | { type: "taped" }
);

export interface Stored {
  type: "stored";
  number: number;
  /** Of the tape; none where something was stored. */
  lines: string[];
}

export interface NotStored {
  type: "not_stored";
  number: number;
  /** Of the error: a subclass of `Error` arrives as an `Error`. */
  name: string;
  message: string;
}

export type FromStore = Stored | NotStored;
