/** The write-ahead journal of one writer: records reach IndexedDB within 100 ms of being made. */

import type { AnyRecord, Mode } from "../generated/contract";
import { Connection, type JournalKey } from "./database";
import type { WriterIdentity } from "./protocol";
import { type Cancel, type Clock, systemClock, systemTimer, type Timer } from "./timer";

/** A record as its maker knows it: the journal numbers it and says when it was written. */
export type BodyOf<R> = R extends AnyRecord ? Omit<R, "n" | "t" | "mode"> : never;
export type RecordBody = BodyOf<AnyRecord>;

export interface JournalOptions {
  /** Called after each commit with the totals of this writer: records, and characters of JSON. */
  onCommitted: (records: number, bytes: number) => void;
  /** Called when a commit failed. Its rows are kept, and committed before all later ones. */
  onFailed: (error: unknown) => void;
  clock?: Clock;
  timer?: Timer;
}

const INTERVAL_MS = 100;
/** After a commit that failed, the next one is tried this much later unless a flush asks first. */
const RETRY_MS = 1000;
/** Of JSON in one row, unless a single record is longer. */
const ROW_CHARACTERS = 32_768;

interface Target {
  connection: Connection;
  session: string;
  writer: string;
  mode: Mode;
}

/** A record from before it was known who writes. */
interface Early {
  t: number;
  body: RecordBody;
}

/** Records that wait for one commit, and the promise of that commit. */
interface Batch {
  lines: string[];
  durable: boolean;
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Numbers records, and commits them in order and in batches.
 *
 * Until `identify` tells who writes, records stay in memory and nothing is opened.
 */
export class Journal {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #openedAt: number;
  /** Null once it is known who writes, or that nobody does. */
  #early: Early[] | null = [];
  #target: Target | null = null;
  #next = 0;
  #committed = { records: 0, bytes: 0 };
  #batch = newBatch();
  #committing: Promise<void> = Promise.resolve();
  #cancelCommit: Cancel | null = null;

  constructor(private readonly options: JournalOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#timer = options.timer ?? systemTimer;
    this.#openedAt = this.#clock();
  }

  /** How many records were numbered so far: `n` of the next one. */
  get records(): number {
    return this.#next;
  }

  /**
   * Takes a record. What it holds must not change any more.
   *
   * @returns Resolves once the record is committed, at once where it is kept in memory or forgotten.
   *   Rejects where the commit failed; the record is kept all the same and tried again. Whoever
   *   ignores the promise learns of a failure by `onFailed`.
   */
  append(body: RecordBody): Promise<void> {
    const t = this.#clock();
    if (this.#target === null) {
      this.#early?.push({ t, body });
      return Promise.resolve();
    }
    this.#number(t, this.#target.mode, body);
    this.#commitWithin(INTERVAL_MS);
    return this.#batch.promise;
  }

  /**
   * From now on records are stored, those that were kept in memory first. A second call only tries
   * again what the first one could not commit.
   *
   * @param opening Goes before all others; its `t` is when this journal was made.
   * @throws Where the first commit fails; the records are kept all the same and tried again.
   */
  async identify(identity: WriterIdentity, opening?: RecordBody): Promise<void> {
    if (this.#early !== null) this.#openWith(this.#early, identity, opening);
    await this.flush();
  }

  #openWith(early: Early[], { database, ...who }: WriterIdentity, opening?: RecordBody) {
    this.#early = null;
    this.#target = { connection: new Connection(database), ...who };
    const { mode } = who;
    if (opening !== undefined) this.#number(this.#openedAt, mode, opening);
    for (const { t, body } of early) this.#number(t, mode, body);
  }

  /** Forgets what is not committed, and all that may still come. */
  discard(): void {
    this.#early = null;
    this.#target = null;
    this.#batch = newBatch();
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
    await this.#commit(this.#target);
  }

  #number(t: number, mode: Mode, body: RecordBody): void {
    this.#batch.lines.push(JSON.stringify({ n: this.#next, t, mode, ...body }, wellFormed));
    this.#next += 1;
  }

  #commitWithin(delay_ms: number): void {
    this.#cancelCommit ??= this.#timer(() => {
      this.#cancelCommit = null;
      // A failure was told to `onFailed` and to the batch's own promise.
      this.flush().catch(() => {});
    }, delay_ms);
  }

  /** One commit at a time: a batch that failed goes before those that came after it. */
  #commit(target: Target): Promise<void> {
    const attempt = this.#committing.then(() => this.#commitBatch(target));
    this.#committing = attempt.catch(() => {});
    return attempt;
  }

  async #commitBatch(target: Target): Promise<void> {
    this.#cancelCommit?.();
    this.#cancelCommit = null;
    const batch = this.#batch;
    if (batch.lines.length === 0) {
      batch.durable = false;
      return;
    }
    this.#batch = newBatch();
    try {
      await store(target, this.#committed.records, batch);
    } catch (error) {
      this.#putBack(batch, error);
      throw error;
    }
    this.#count(batch);
    batch.resolve();
  }

  #putBack(failed: Batch, error: unknown): void {
    this.#batch.lines = failed.lines.concat(this.#batch.lines);
    this.#batch.durable ||= failed.durable;
    failed.reject(error);
    this.options.onFailed(error);
    this.#commitWithin(RETRY_MS);
  }

  #count({ lines }: Batch): void {
    this.#committed.records += lines.length;
    for (const line of lines) this.#committed.bytes += line.length + 1;
    this.options.onCommitted(this.#committed.records, this.#committed.bytes);
  }
}

/** Half a surrogate pair, as a cut-off text can end with, is no character: UTF-8 has none for it. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}

function newBatch(): Batch {
  let resolve = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // `append` may be called without a look at its promise; a failure is told to `onFailed` too.
  promise.catch(() => {});
  return { lines: [], durable: false, promise, resolve, reject };
}

/** Writes the batch as rows; an explicit `commit` spares the wait for the requests' own answers. */
function store({ connection, session, writer }: Target, first: number, batch: Batch) {
  return connection.use(async (database) => {
    const durability = batch.durable ? "strict" : "relaxed";
    const transaction = database.transaction("journal", "readwrite", { durability });
    const stored = rowsOf(batch.lines).map(({ offset, lines }) => {
      const key: JournalKey = [session, writer, first + offset];
      return transaction.store.put({ lines }, key);
    });
    transaction.commit();
    await Promise.all([...stored, transaction.done]);
  });
}

/** A batch that had to wait can be long; a row is sealed as a whole, so it must stay small. */
function rowsOf(lines: string[]): Array<{ offset: number; lines: string[] }> {
  const rows: Array<{ offset: number; lines: string[] }> = [];
  let room = 0;
  lines.forEach((line, offset) => {
    let row = rows.at(-1);
    if (row === undefined || line.length > room) {
      row = { offset, lines: [] };
      rows.push(row);
      room = ROW_CHARACTERS;
    }
    row.lines.push(line);
    room -= line.length;
  });
  return rows;
}
