/** What page and worker say of the worker's records: who writes them, and how storing them goes. */

import type { Unstored, WriterIdentity } from "./journal";

/** Sent once consent is given (or at once where a study asks for none). Until then nothing is stored. */
export interface IdentifyMessage {
  type: "identify";
  identity: WriterIdentity;
  /** 128 bits in hexadecimal: every random choice comes from it. */
  seed: string;
}

/** Write everything out now: the page is about to be hidden or closed. Answered by `flushed`. */
export interface FlushMessage {
  type: "flush";
}

/** The browser has refused to store something: from now on all records go to the page. */
export interface SpillMessage {
  type: "spill";
  /** What the browser said. */
  why: string;
}

/** Whether the games are to wait: the page has no room for what they record. */
export interface HoldMessage {
  type: "hold";
  hold: boolean;
}

/** Records were committed to the journal: the page may seal them. */
export interface JournaledMessage {
  type: "journaled";
  writer: string;
  /** How many records this writer has committed so far. */
  records: number;
  bytes: number;
}

/** The page is to keep these: after the first of them none of this writer is stored any more. */
export interface UnstoredMessage extends Unstored {
  type: "unstored";
  writer: string;
}

/** The database does not know this writer any more: somebody has emptied it. */
export interface EmptiedMessage {
  type: "emptied";
}

/** Whether the games wait, since the records that are not stored yet have become too many. */
export interface HeldMessage {
  type: "held";
  held: boolean;
}

/** How the worker's storing goes, beside what goes well. */
export type StorageMessage = UnstoredMessage | EmptiedMessage | HeldMessage;

export interface FlushedMessage {
  type: "flushed";
}
