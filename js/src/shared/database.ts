/** The IndexedDB database of one experiment below one base path: its stores and its connection. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ChunkHeader, Mode, Outcome, WithdrawalChoice } from "../generated/contract";
import type { Bytes } from "./bytes";
import type { StoredCourse } from "./course";
import type { GameProgress } from "./game-progress";
import { overlay } from "./overlay";

/** What this browser knows of a session, so that it can be gone on with. */
export interface SessionRow {
  /** 128 random bits in hexadecimal. */
  session: string;
  /** 128 random bits in hexadecimal, from which every random choice comes. */
  seed: string;
  /** Hash of the site that it began on, and stays with. */
  site: string;
  experiment: string;
  mode: Mode;
  participant: string | null;
  params: Record<string, string>;
  /** The participant as the address has it, where they have typed another id. */
  address?: string | null;
  /** 1 for the first visit; a reload or a return adds one. */
  load: number;
  /** Milliseconds since the Unix epoch. */
  startedAt: number;
  /** The step that was entered last. */
  stepIndex: number;
  /** What was decided before it; null: no step was entered. Earlier rows do not say. */
  course?: StoredCourse | null;
  /** How far it is in the game that was entered last; null: that is no game, or not begun. */
  game?: GameProgress | null;
  /** Game step to how often it was begun. */
  attempts: Record<string, number>;
  /** Agent to code to the key that the participant has chosen for it. Earlier rows do not say: none. */
  keys?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether the participant was asked for the microphone and goes on without. */
  unheard?: boolean;
  /** How many writers of each kind were started: never used twice, or two chains would mix. */
  writersStarted: Record<WriterKind, number>;
  ended: Outcome | null;
  /** Nothing of it may be sent before it has ended. Earlier rows do not say: then it may. */
  held?: boolean;
  /** Where it ended by a withdrawal. */
  withdrawal?: WithdrawalChoice;
}

export type WriterKind = "page" | "game";

/** What the chunks of one writer say alike: kept, since a later site may have to seal them. */
export type HeaderConstants = Pick<
  ChunkHeader,
  "experiment" | "mode" | "site" | "layouts" | "columns" | "sources" | "kinds"
>;

/** How far a writer's chain of chunks has come. */
export interface WriterRow {
  session: string;
  writer: string;
  /** Of the next chunk. */
  number: number;
  /** SHA-256 of the last chunk's bytes. */
  previous: string | null;
  /** How many records are in chunks: `n` of the next one to seal. */
  sealed: number;
  header: HeaderConstants;
}

/** A batch of records that were committed together, each a line of JSON without its line feed. */
export interface JournalRow {
  lines: string[];
  /** It is in memory alone, since the browser has refused to store it. */
  unstored?: true;
}

/** A sealed chunk: these very bytes are sent, however often it takes. */
export interface ChunkRow {
  session: string;
  writer: string;
  number: number;
  mode: Mode;
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  /** None where the service worker has sent them: the page forgets the row when it sees that. */
  bytes: Bytes;
  /** How many are in it. Earlier rows do not say. */
  records?: number;
  /** Addresses of the destinations that have it, as long as another one lacks it. */
  storedAt?: string[];
}

export type WriterKey = [session: string, writer: string];
/** The writer, and `n` of the batch's first record. */
export type JournalKey = [session: string, writer: string, first: number];

export interface Schema extends DBSchema {
  sessions: { key: string; value: SessionRow };
  writers: { key: WriterKey; value: WriterRow };
  /** Beside the writers' records, the tapes of running episodes: see `TAPE`. */
  journal: { key: JournalKey; value: JournalRow };
  /** Keys are object keys without the prefix: see `object-key.ts`. */
  chunks: { key: string; value: ChunkRow };
}

export type Database = IDBPDatabase<Schema>;

const VERSION = 1;

/** Two studies on one origin never meet: the name carries the experiment and the base path. */
export function databaseName(experiment: string, basePath: string): string {
  return `gymbrowser:${experiment}:${basePath}`;
}

/**
 * The experiment of a database's name.
 *
 * @returns null where it is of another base path.
 */
export function experimentOf(name: string, basePath: string): string | null {
  const [, experiment, path] = /^gymbrowser:([^:]+):(.*)$/.exec(name) ?? [];
  return experiment !== undefined && path === basePath ? experiment : null;
}

/**
 * A connection that is made when it is first needed, and made anew after it broke.
 *
 * Browsers drop connections under a page that goes on running: Safari when the page was in the
 * background, all of them when the visitor clears the site's data.
 */
export class Connection {
  #opened: Promise<Database> | null = null;
  /** What is used in place of a database that the browser refuses to write. */
  #overlay: Database | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(readonly name: string) {}

  /** Whether what is put is kept in memory, and is lost with the page. */
  get isRefused(): boolean {
    return this.#overlay !== null;
  }

  /**
   * The browser has refused to store something: from now on what is put is kept in memory.
   *
   * @param onBytes Told by how many bytes more, or fewer, there are in memory.
   */
  refuse(onBytes: (change: number) => void): void {
    this.#overlay ??= overlay((action) => this.#insistently(action), onBytes);
  }

  /**
   * Gives `action` the database, created if there is none yet: not to be called before consent.
   *
   * @throws What `action` throws, and DOMException where the browser refuses storage.
   */
  use<T>(action: (database: Database) => Promise<T>): Promise<T> {
    const memory = this.#overlay;
    if (memory === null) return this.#insistently(action);
    const taken = this.#turn.then(() => action(memory));
    this.#turn = taken.catch(() => {});
    return taken;
  }

  async #insistently<T>(action: (database: Database) => Promise<T>): Promise<T> {
    try {
      return await this.#attempt(action);
    } catch (error) {
      // The connection was closed before `action` began its transaction: nothing has happened yet.
      if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
      return this.#attempt(action);
    }
  }

  async #attempt<T>(action: (database: Database) => Promise<T>): Promise<T> {
    this.#opened ??= this.#connect();
    const opened = this.#opened;
    const database = await opened;
    try {
      return await action(database);
    } catch (error) {
      this.#forget(opened);
      database.close();
      throw error;
    }
  }

  #connect(): Promise<Database> {
    const opening: Promise<Database> = openDB<Schema>(this.name, VERSION, {
      upgrade: createStores,
      terminated: () => this.#forget(opening),
    });
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  #forget(opening: Promise<Database>): void {
    if (this.#opened === opening) this.#opened = null;
  }
}

function createStores(database: Database): void {
  database.createObjectStore("sessions", { keyPath: "session" });
  database.createObjectStore("writers", { keyPath: ["session", "writer"] });
  database.createObjectStore("journal");
  database.createObjectStore("chunks");
}

/** The sessions of which nothing may be sent yet. */
export async function heldSessions(database: Database): Promise<Set<string>> {
  const rows = await database.getAll("sessions");
  return new Set(rows.filter(({ held }) => held === true).map(({ session }) => session));
}

/** Whether nothing of a session may be sent yet. */
export async function isHeld(connection: Connection, session: string): Promise<boolean> {
  const row = await connection.use((database) => database.get("sessions", session));
  return row?.held === true;
}

/** All rows of the journal that belong to one writer; an array sorts after every number. */
export function journalOf([session, writer]: WriterKey): IDBKeyRange {
  return IDBKeyRange.bound([session, writer], [session, writer, []]);
}

/**
 * In the place of a writer: the tape of a session's running episode, whose lines stand in the journal
 * of a game worker, too. They are never sealed nor sent.
 */
export const TAPE = "tape";

/** The rows of a session's tape, in the journal. */
export function tapeOf(session: string): IDBKeyRange {
  return journalOf([session, TAPE]);
}

/** All rows of one session, in the stores whose keys are arrays. */
export function sessionRange(session: string): IDBKeyRange {
  return IDBKeyRange.bound([session], [session, []]);
}

/** All chunks of one session. */
export function chunksOf(session: string): IDBKeyRange {
  return IDBKeyRange.bound(`${session}/`, `${session}0`, false, true);
}
