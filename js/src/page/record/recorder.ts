/** What the pages use to save data: everything that is recorded, from its making to its store. */

import type {
  AnyRecord,
  Manifest,
  Outcome,
  QuotaSlot,
  WithdrawalChoice,
} from "../../generated/contract";
import type { StoredCourse, StoredFacts } from "../../shared/course";
import type { GameProgress, StoredGame } from "../../shared/game-progress";
import type { WriterIdentity } from "../../shared/journal";
import type {
  HoldMessage,
  JournaledMessage,
  SpillMessage,
  StorageMessage,
} from "../../shared/protocol";
import type { BodyOf } from "../../shared/record-line";
import type { Watchable } from "../observable";
import type { ChosenKeys } from "../steps/inputs/chosen-keys";
import type { QuotaAsk } from "./endpoint";
import type { UploadStatus } from "./outbox";
import type { Arrival, Taker } from "./taker";
import type { Wiped } from "./wipe";

export type { QuotaAsk, UploadStatus };

type PageRecordType =
  | "enter"
  | "leave"
  | "condition"
  | "order"
  | "quota"
  | "bonus"
  | "consent"
  | "device"
  | "microphone"
  | "audio"
  | "answers"
  | "comparison"
  | "ranking"
  | "watched"
  | "reaction"
  | "boot"
  | "clock"
  | "event"
  | "error"
  | "recovery"
  | "remap";

/** What a page records; the records `session` and `end` are made here. */
export type PageRecord = BodyOf<Extract<AnyRecord, { type: PageRecordType }>>;

/** Where an unfinished session is gone on with. */
export interface Resumed {
  stepIndex: number;
  /** Null: no step had been entered. */
  course: StoredCourse | null;
}

export interface Recorder {
  /**
   * Appends to the page's journal; in memory only before `begin`.
   *
   * @param options.durable Commits now, and waits for the disk.
   * @returns Resolves when the record is kept: it is committed or, where the browser refuses to store
   *   it, in memory, of which `status` tells. Never rejects.
   */
  record(record: PageRecord, options?: { durable?: boolean }): Promise<void>;
  /**
   * Consent was given, or none is needed: makes the session, opens the database and writes what was
   * kept in memory. A second call gives what the first gave.
   *
   * @returns Who the game worker is, and the session's seed.
   */
  begin(): Promise<{ identity: WriterIdentity; seed: string }>;
  /** Consent was declined before anything was stored: all is forgotten, and nothing taken any more. */
  discard(): void;
  /** Its id, from `begin` on. */
  readonly session: string | null;
  /** The unfinished session of this site that is gone on with; it has begun already. */
  readonly resumed: Resumed | null;
  /** Who takes part. */
  readonly taker: Taker;
  /** They have said who they are, before `begin`. */
  identify(arrival: Arrival): void;
  /** When the session began, over all its visits: milliseconds since the Unix epoch; null: not yet. */
  readonly startedAt: number | null;
  /** Remembers the step to resume at, and the way there. */
  enterStep(index: number, course: StoredCourse): Promise<void>;
  /** Keeps what is known of the session, in the middle of a step. */
  keepFacts(facts: StoredFacts): Promise<void>;
  /** How far an earlier visit came in the game that is entered now; null: none was in it. */
  readonly game: StoredGame | null;
  /** Keeps how far it is. @param options.durable Waits for the disk. Never rejects. */
  keepGame(progress: GameProgress, options?: { durable?: boolean }): Promise<void>;
  /** 1 for the first time that this game step is begun in the session, then 2, 3, … */
  nextAttempt(step: string): Promise<number>;
  /** What `nextAttempt` will give: nothing is kept of that. */
  upcomingAttempt(step: string): Promise<number>;
  /** Keys that the participant has chosen in this session, in the place of the study's. */
  readonly chosenKeys: ChosenKeys;
  /** Keeps and records what the participant chose at this game step. */
  chooseKeys(step: string, chosen: ChosenKeys): Promise<void>;
  /** Whether the participant was asked for the microphone, and goes on without. */
  readonly unheard: boolean;
  /** Keeps what they said to that. */
  keepUnheard(unheard: boolean): Promise<void>;
  /** Who the next game worker is, after one was ended. */
  nextGameWriter(): Promise<WriterIdentity>;
  gameJournaled(message: JournaledMessage): void;
  /** What the game worker tells of its storing. */
  gameStorage(message: StorageMessage): void;
  /** The end of a step: seals everything now. Never rejects; `status` tells of a failure. */
  sealStep(): Promise<void>;
  /**
   * The participant stops taking part, now and for good: nothing more is recorded. With `keep` all
   * that there is will be sent, with `delete` nothing but the wish.
   *
   * @param step Its id.
   * @param endWorker Ends the game worker, which has committed what it held by then.
   */
  withdraw(choice: WithdrawalChoice, step: string, endWorker: () => void): Promise<void>;
  /** How an earlier visit withdrew: its last page is to be shown, and no step. */
  readonly withdrawn: { session: string; choice: WithdrawalChoice } | null;
  /** Writes the `end` record, seals, and marks the session as ended, unless they have withdrawn. */
  finish(outcome: Outcome): Promise<void>;
  /** Resolves when one destination at least has all that this session has recorded so far. */
  received(): Promise<void>;
  /** Resolves when every destination has all that this session has recorded so far. */
  settled(): Promise<void>;
  /**
   * The completion code that a signing endpoint gives; to be asked for once all is received. Asks until
   * it is given.
   *
   * @param tell Is told of every attempt in vain, by a sentence for people.
   * @returns null where the study has no such endpoint.
   */
  code(tell: (sentence: string) => void): Promise<string | null>;
  /**
   * Asks the endpoint that counts, where conditions are given out by quota.
   *
   * @param patience_ms An answer that has not come by then will not come.
   * @returns null where this session never had a slot.
   * @throws Error with a sentence for people.
   */
  quota(ask: QuotaAsk, patience_ms: number): Promise<QuotaSlot | null>;
  /**
   * Forgets every session here of which nothing waits to be sent.
   *
   * @param withOwn This page's too, which is over then.
   */
  wipe(withOwn: boolean): Promise<Wiped>;
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
  /** Nothing is gone on with: on a shared computer somebody else sits there now. */
  anew?: boolean;
  /** Their unfinished session, whose version of the site is served no more: it ends by that. */
  superseded?: string | null;
  /** Has the worker commit what it holds; resolves when it has. */
  flushWorker: () => Promise<void>;
  /** Tells the worker that the browser refuses to store, or that its games are to wait or go on. */
  tellWorker?: (message: SpillMessage | HoldMessage) => void;
}
