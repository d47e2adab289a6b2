/**
 * The write-ahead journal of one writer: records reach IndexedDB within 100 ms of being made, or, where
 * the browser refuses to store them, the page's memory.
 */

import type { Mode } from "../generated/contract";
import { Connection } from "./database";
import { type JournalStore, ownStore, type Place } from "./journal-rows";
import { charactersOf, type Line, packedLineOf, type RecordBody, textOf } from "./record-line";
import { type TapeChange, type Taped, TapeWriter } from "./tape";
import { Alarm, type Clock, systemClock, systemTimer, type Timer } from "./timer";

/** Where a writer journals its records, and as whom. */
export interface WriterIdentity {
  /** Name of the IndexedDB database, see `database.ts`; null: the browser refuses to store anything. */
  database: string | null;
  session: string;
  /** Of the study, for every record. */
  mode: Mode;
  /** `game-<k>`: a worker that is started anew is a new writer with a chain of its own. */
  writer: string;
}

/** Consecutive records of a writer, each a line of JSON without its line feed. */
export interface Unstored {
  /** `n` of the first one. */
  first: number;
  lines: string[];
  /** What the browser said when it refused to store them. */
  why: string;
}

export interface JournalOptions {
  /** Called after each commit with the totals of this writer: records, and characters of JSON. */
  onCommitted: (records: number, bytes: number) => void;
  /** Called when a commit failed. Its rows are kept, and committed before all later ones. */
  onFailed: (error: unknown) => void;
  /**
   * Takes what the browser has refused to store for so long that waiting is no use, and all that
   * follows. So the database holds the beginning of a writer and never has a gap.
   */
  onUnstored: (unstored: Unstored) => void;
  /** Called with true when too much waits for its commit, and with false when that is over. */
  onCrowded?: (crowded: boolean) => void;
  clock?: Clock;
  timer?: Timer;
  /** Not given: this thread stores by itself. */
  store?: JournalStore;
}

const INTERVAL_MS = 100;
/** After a commit that failed, the next one is tried this much later unless a flush asks first. */
const RETRY_MS = 1000;
/** A browser that has refused for so long will go on: a disk is full, a window is private. */
const PATIENCE_MS = 3000;
/** Of JSON that waits for its commit: where it is crowded, and where it no longer is. */
const CROWDED_CHARACTERS = 16_000_000;
const ROOMY_CHARACTERS = 4_000_000;

interface Target {
  /** Null: what is written goes to `onUnstored`. */
  place: Place | null;
  mode: Mode;
}

/** A record from before it was known who writes. */
interface Early {
  t: number;
  body: RecordBody;
}

/** Records that wait for one commit, and the promise that they are kept. */
interface Batch {
  lines: Line[];
  durable: boolean;
  kept: Promise<void>;
  resolve: () => void;
}

/**
 * Numbers records, and commits them in order and in batches.
 *
 * Until `identify` tells who writes, records stay in memory and nothing is opened.
 */
export class Journal {
  readonly #clock: Clock;
  readonly #store: JournalStore;
  readonly #openedAt: number;
  /** Null once it is known who writes, or that nobody does. */
  #early: Early[] | null = [];
  #target: Target | null = null;
  #next = 0;
  #committed = { records: 0, bytes: 0 };
  #batch = newBatch();
  readonly #tape = new TapeWriter();
  #committing: Promise<void> = Promise.resolve();
  readonly #alarm: Alarm;
  /** When the commits began to fail; null while they don't. */
  #failingSince: number | null = null;
  /** Of the browser, in its own words: nothing more is stored. */
  #refusal: string | null = null;
  /** Characters of JSON that are not committed. */
  #waiting = 0;
  #isCrowded = false;

  constructor(private readonly options: JournalOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#store = options.store ?? ownStore;
    const commit = () => {
      // A failure was told to `onFailed`.
      this.flush().catch(() => {});
    };
    this.#alarm = new Alarm(commit, options.timer ?? systemTimer, this.#clock);
    this.#openedAt = this.#clock();
  }

  /** How many records were numbered so far: `n` of the next one. */
  get records(): number {
    return this.#next;
  }

  /**
   * Takes a record. What it holds must not change any more.
   *
   * @param taped What it is to the tape of the running episode, which is committed with it.
   * @returns Resolves once the record is kept: it is committed, or `onUnstored` has taken it; at once
   *   where it is kept in memory or forgotten. Never rejects: what fails is tried again.
   */
  append(body: RecordBody, taped: Taped | null = null): Promise<void> {
    const t = this.#clock();
    if (this.#target === null) {
      this.#early?.push({ t, body });
      return Promise.resolve();
    }
    this.#number(t, this.#target.mode, body, taped);
    this.#alarm.within(INTERVAL_MS);
    return this.#batch.kept;
  }

  /**
   * From now on records are kept, those that were held in memory first. A second call does nothing.
   *
   * @param opening Goes before all others; its `t` is when this journal was made.
   * @returns Resolves once they are committed, or `onUnstored` has taken them.
   */
  async identify(identity: WriterIdentity, opening?: RecordBody): Promise<void> {
    if (this.#early === null) return;
    this.#openWith(this.#early, identity, opening);
    if (this.#batch.lines.length === 0) return;
    const { kept } = this.#batch;
    // Its failure was told to `onFailed`.
    this.flush().catch(() => {});
    await kept;
  }

  #openWith(early: Early[], identity: WriterIdentity, opening?: RecordBody) {
    this.#early = null;
    const { database, session, mode, writer } = identity;
    const isStored = database !== null && this.#refusal === null;
    const place = isStored ? { connection: new Connection(database), session, writer } : null;
    this.#target = { place, mode };
    if (opening !== undefined) this.#number(this.#openedAt, mode, opening);
    for (const { t, body } of early) this.#number(t, mode, body);
  }

  /**
   * From now on nothing more is stored: `onUnstored` takes it all.
   *
   * @param why The browser refuses to store, in its own words.
   * @returns Resolves when nothing is on its way to the database any more.
   */
  async spill(why: string): Promise<void> {
    this.#refusal = why;
    if (this.#target !== null) this.#target = { ...this.#target, place: null };
    // Its failure was told to `onFailed`; what it could not store is handed over with the rest.
    await this.flush().catch(() => {});
  }

  /** Forgets what is not committed, and all that may still come. */
  discard(): void {
    this.#early = null;
    this.#target = null;
    this.#drop(this.#batch);
    this.#waiting = 0;
  }

  /**
   * Commits everything that was appended so far.
   *
   * @param durable Waits until the operating system has written what this commits to the disk.
   * @throws Where the commit fails; the records are kept all the same and tried again.
   */
  async flush({ durable = false }: { durable?: boolean } = {}): Promise<void> {
    if (this.#target === null) return;
    if (durable) this.#batch.durable = true;
    await this.#commit();
  }

  /** The lines of the tape that an earlier worker of this session has left; none where nothing is stored. */
  async taped(): Promise<string[]> {
    const place = this.#target?.place ?? null;
    return place === null ? [] : this.#store.tapedLines(place);
  }

  #number(t: number, mode: Mode, body: RecordBody, taped: Taped | null = null): void {
    const line = packedLineOf(this.#next, t, mode, body);
    if (taped !== null) this.#tape.take(line, taped);
    this.#batch.lines.push(line);
    this.#next += 1;
    this.#waiting += charactersOf(line) + 1;
    this.#tellCrowded();
  }

  #tellCrowded(): void {
    const limit = this.#isCrowded ? ROOMY_CHARACTERS : CROWDED_CHARACTERS;
    const crowded = this.#waiting > limit;
    if (crowded === this.#isCrowded) return;
    this.#isCrowded = crowded;
    this.options.onCrowded?.(crowded);
  }

  /** One commit at a time: a batch that failed goes before those that came after it. */
  #commit(): Promise<void> {
    const attempt = this.#committing.then(() => this.#commitBatch());
    this.#committing = attempt.catch(() => {});
    return attempt;
  }

  async #commitBatch(): Promise<void> {
    this.#alarm.callOff();
    const batch = this.#batch;
    if (batch.lines.length === 0 || this.#target === null) {
      batch.durable = false;
      return;
    }
    this.#batch = newBatch();
    const tape = this.#tape.drain();
    try {
      await this.#keep(this.#target, batch, tape);
    } catch (error) {
      if (tape !== null) this.#tape.putBack(tape);
      this.#putBack(batch, error);
      throw error;
    }
    this.#failingSince = null;
    this.#count(batch);
    batch.resolve();
  }

  async #keep(
    { place }: Target,
    { lines, durable }: Batch,
    tape: TapeChange | null,
  ): Promise<void> {
    const first = this.#committed.records;
    if (place === null) {
      this.options.onUnstored({ first, lines: lines.map(textOf), why: this.#refusal ?? "" });
    } else {
      const durability = durable ? "strict" : "relaxed";
      await this.#store.storeLines(place, first, lines, durability, tape);
    }
  }

  #putBack(failed: Batch, error: unknown): void {
    // Everything was forgotten meanwhile.
    if (this.#target === null) {
      this.#drop(failed);
      return;
    }
    this.#batch.lines = failed.lines.concat(this.#batch.lines);
    this.#batch.durable ||= failed.durable;
    void this.#batch.kept.then(failed.resolve);
    this.options.onFailed(error);
    this.#failingSince ??= this.#clock();
    if (this.#clock() - this.#failingSince >= PATIENCE_MS) void this.spill(String(error));
    else this.#alarm.within(RETRY_MS);
  }

  /** Whoever waits for its records waits no more. */
  #drop(batch: Batch): void {
    if (batch === this.#batch) this.#batch = newBatch();
    batch.resolve();
  }

  #count({ lines }: Batch): void {
    this.#committed.records += lines.length;
    const characters = lines.reduce((sum, line) => sum + charactersOf(line) + 1, 0);
    this.#committed.bytes += characters;
    this.#waiting -= characters;
    this.#tellCrowded();
    this.options.onCommitted(this.#committed.records, this.#committed.bytes);
  }
}

function newBatch(): Batch {
  let resolve = () => {};
  const kept = new Promise<void>((onResolve) => {
    resolve = onResolve;
  });
  return { lines: [], durable: false, kept, resolve };
}
