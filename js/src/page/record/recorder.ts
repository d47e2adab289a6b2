/** What the pages use to save data: everything that is recorded, from its making to its store. */

import type { AnyRecord, Manifest, Outcome } from "../../generated/contract";
import type { BodyOf } from "../../shared/journal";
import type { JournaledMessage, WriterIdentity } from "../../shared/protocol";
import type { Watchable } from "../observable";
import type { UploadStatus } from "./outbox";

export type { UploadStatus };

type PageRecordType =
  | "enter"
  | "leave"
  | "consent"
  | "answers"
  | "boot"
  | "clock"
  | "event"
  | "error";

/** What a page records; the records `session` and `end` are made here. */
export type PageRecord = BodyOf<Extract<AnyRecord, { type: PageRecordType }>>;

export interface Recorder {
  /**
   * Appends to the page's journal; in memory only before `begin`.
   *
   * @param options.durable Commits now, and waits for the disk.
   * @returns Resolves when the record is committed. Rejects where the commit failed: the record is
   *   kept, tried again, and `status` tells of it.
   */
  record(record: PageRecord, options?: { durable?: boolean }): Promise<void>;
  /**
   * Consent was given, or none is needed: makes the session, opens the database and writes what was
   * kept in memory. A second call gives what the first gave.
   *
   * @returns Who the game worker is, and the session's seed.
   */
  begin(): Promise<{ identity: WriterIdentity; seed: string }>;
  /** Consent was declined: everything is forgotten, and nothing is taken any more. */
  discard(): void;
  /** The unfinished session of this site that is gone on with; it has begun already. */
  readonly resumed: { stepIndex: number } | null;
  /** Remembers the step to resume at. */
  enterStep(index: number): Promise<void>;
  /** 1 for the first time that this game step is begun in the session, then 2, 3, … */
  nextAttempt(step: string): Promise<number>;
  /** Who the next game worker is, after one was ended. */
  nextGameWriter(): Promise<WriterIdentity>;
  gameJournaled(message: JournaledMessage): void;
  /** The end of a step: seals everything now. Never rejects; `status` tells of a failure. */
  sealStep(): Promise<void>;
  /** Writes the `end` record, seals, and marks the session as ended. */
  finish(outcome: Outcome): Promise<void>;
  /** Resolves when all that this session has recorded so far was acknowledged by the store. */
  settled(): Promise<void>;
  /**
   * The completion code that a signing endpoint gives; to be asked for once all is settled. Asks until
   * it is given.
   *
   * @param tell Is told of every attempt in vain, by a sentence for people.
   * @returns null where the study has no such endpoint.
   */
  code(tell: (sentence: string) => void): Promise<string | null>;
  readonly status: Watchable<UploadStatus>;
  /**
   * What of this session is still in this browser, for a participant whose upload cannot finish:
   * gzip members, by turns a line of JSON `{format, key, size}` and the chunk of so many bytes.
   */
  download(): Promise<File>;
}

export interface RecorderOptions {
  manifest: Manifest;
  siteHash: string;
  /** The site's root, slash at its end. */
  root: URL;
  /** Of the page's address. */
  search: URLSearchParams;
  /** Has the worker commit what it holds; resolves when it has. */
  flushWorker: () => Promise<void>;
}
