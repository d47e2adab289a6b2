/** What a game worker and the worker that stores its records say to each other. */

import type { Line } from "./record-line";
import type { TapeChange } from "./tape";

/** Where the rows of one writer go, as it can be sent. */
export interface StoredAt {
  /** Name of the database, see `database.ts`. */
  database: string;
  session: string;
  writer: string;
}

/** What `storeLines` is given. */
export interface StoreRequest {
  type: "store";
  /** `n` of the first line. */
  first: number;
  lines: readonly Line[];
  durability: IDBTransactionDurability;
  tape: TapeChange | null;
}

/** The lines of the session's tape are wanted. */
export interface TapedRequest {
  type: "taped";
}

/** Each is answered by `Stored` or by `NotStored` of the same number. */
export type ToStore = (StoreRequest | TapedRequest) & { number: number; at: StoredAt };

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
