/**
 * The database where the browser refuses to store anything: what is there is read as before, what is
 * put is kept in memory, over it.
 *
 * Chains of chunks and the journal stay below as they were at the refusal, and no chunk mixes records
 * of both places. So a next visit goes on from there as if what was only in memory had never been, and
 * makes the very same chunks of what it finds. What is to be forgotten is removed below, too.
 *
 * It has the part of IndexedDB that the recorder uses. Transactions are not isolated from each other:
 * `Connection` lets in one at a time.
 */

import type { StoreNames, StoreValue } from "idb";
import type { Database, Schema } from "./database";

type Name = StoreNames<Schema>;
type Key = IDBValidKey;
type Value = StoreValue<Schema, Name>;
type Query = Key | IDBKeyRange | null | undefined;

/** How the keys are found that are in the values themselves. */
const KEY_PATHS: Partial<Record<Name, (value: Value) => Key>> = {
  sessions: (value) => (value as Schema["sessions"]["value"]).session,
  writers: (value) => {
    const { session, writer } = value as Schema["writers"]["value"];
    return [session, writer];
  },
};

/** Where a deletion is carried out below, too. */
const FORGOTTEN: Record<Name, Name[]> = {
  sessions: ["sessions"],
  writers: ["writers", "journal"],
  journal: [],
  chunks: ["chunks"],
};

/** A row that is put over those below; null: none is to be seen there. */
interface Row {
  key: Key;
  value: Value | null;
}

/** Gives an action what is stored, if the browser allows it. */
type Below = <T>(action: (database: Database) => Promise<T>) => Promise<T>;

/**
 * @param below Rejects where the browser refuses even this.
 * @param onBytes Told by how many bytes more, or fewer, there are in memory.
 */
export function overlay(below: Below, onBytes: (change: number) => void): Database {
  const stores = new Map<string, OverlayStore>();
  const store = (name: Name) => {
    const known = stores.get(name) ?? new OverlayStore(name, below, onBytes);
    stores.set(name, known);
    return known;
  };
  const shortcut =
    <A extends unknown[], R>(act: (store: OverlayStore, ...rest: A) => R) =>
    (name: Name, ...rest: A) =>
      act(store(name), ...rest);
  const database = {
    get: shortcut((one, query: Query) => one.get(query)),
    getKey: shortcut((one, query: Query) => one.getKey(query)),
    getAll: shortcut((one, query?: Query) => one.getAll(query)),
    getAllKeys: shortcut((one, query?: Query) => one.getAllKeys(query)),
    count: shortcut((one, query?: Query) => one.count(query)),
    put: shortcut((one, value: Value, key?: Key) => one.put(value, key)),
    delete: shortcut((one, query: Query) => one.delete(query)),
    transaction: (names: Name | readonly Name[]) => ({
      store: store(typeof names === "string" ? names : (names[0] as Name)),
      objectStore: store,
      done: Promise.resolve(),
      commit: () => {},
    }),
    close: () => {},
  };
  // The recorder uses no more of a database than this.
  return database as unknown as Database;
}

class OverlayStore {
  /** By the text of their keys. */
  readonly #rows = new Map<string, Row>();

  constructor(
    private readonly name: Name,
    private readonly below: Below,
    private readonly onBytes: (change: number) => void,
  ) {}

  async get(query: Query): Promise<Value | undefined> {
    const [key] = await this.getAllKeys(query);
    return key === undefined ? undefined : this.#value(key);
  }

  async getKey(query: Query): Promise<Key | undefined> {
    return (await this.getAllKeys(query))[0];
  }

  async getAll(query?: Query): Promise<Value[]> {
    const keys = await this.getAllKeys(query);
    const values = await Promise.all(keys.map((key) => this.#value(key)));
    return values.filter((value) => value !== undefined);
  }

  /** In their order. */
  async getAllKeys(query?: Query): Promise<Key[]> {
    const range = rangeOf(query);
    const stored = await this.#stored<Key[]>((below) => below.getAllKeys(this.name, range), []);
    const keys = stored.filter((key) => !this.#rows.has(textOf(key)));
    for (const { key, value } of this.#rows.values()) {
      if (value !== null && (range?.includes(key) ?? true)) keys.push(key);
    }
    return keys.sort((a, b) => indexedDB.cmp(a, b));
  }

  async count(query?: Query): Promise<number> {
    return (await this.getAllKeys(query)).length;
  }

  /** A session's row tells where to go on, which is good to know whatever else is lost. */
  async put(value: Value, key = KEY_PATHS[this.name]?.(value)): Promise<Key> {
    if (key === undefined) throw new TypeError(`A row of the store "${this.name}" needs a key.`);
    this.#set({ key, value: mark(this.name, value) });
    if (this.name === "sessions") {
      const row = value as Schema["sessions"]["value"];
      await this.#stored((below) => below.put("sessions", row), undefined);
    }
    return key;
  }

  add(value: Value, key?: Key): Promise<Key> {
    return this.put(value, key);
  }

  /** Records that are in a chunk are only hidden; who forgets a writer forgets its records. */
  async delete(query: Query): Promise<void> {
    const range = rangeOf(query) as IDBKeyRange;
    const gone = FORGOTTEN[this.name];
    const forget = (below: Database) =>
      Promise.all(gone.map((name) => below.delete(name, range))).then(() => {});
    // Before any waiting: what the same transaction puts after this must stay.
    for (const { key } of [...this.#rows.values()]) {
      if (range.includes(key)) this.#set({ key, value: null });
    }
    const stored = await this.#stored<Key[]>((below) => below.getAllKeys(this.name, range), []);
    for (const key of stored) {
      if (!this.#rows.has(textOf(key))) this.#set({ key, value: null });
    }
    await this.#stored(forget, undefined);
    await this.#dropHidden(range);
  }

  /** What is not there any more needs no hiding. */
  async #dropHidden(range: IDBKeyRange): Promise<void> {
    const stored = await this.#stored<Key[]>((below) => below.getAllKeys(this.name, range), []);
    const left = new Set(stored.map(textOf));
    for (const [text, { key, value }] of this.#rows) {
      if (value === null && range.includes(key) && !left.has(text)) this.#rows.delete(text);
    }
  }

  openCursor(query?: Query): Promise<Cursor | null> {
    return this.#cursor(query, true);
  }

  openKeyCursor(query?: Query): Promise<Cursor | null> {
    return this.#cursor(query, false);
  }

  async #cursor(query: Query, withValues: boolean): Promise<Cursor | null> {
    const keys = await this.getAllKeys(query);
    const at = async (index: number): Promise<Cursor | null> => {
      const key = keys[index];
      if (key === undefined) return null;
      const value = withValues ? await this.#value(key) : undefined;
      const from = (target: Key) => keys.filter((each) => indexedDB.cmp(each, target) < 0).length;
      const next = (target?: Key) => at(target === undefined ? index + 1 : from(target));
      return { key, value, continue: next };
    };
    return at(0);
  }

  async #value(key: Key): Promise<Value | undefined> {
    const row = this.#rows.get(textOf(key));
    if (row !== undefined) return row.value ?? undefined;
    const range = IDBKeyRange.only(key);
    const read = (below: Database) => below.get(this.name, range);
    return this.#stored<Value | undefined>(read, undefined);
  }

  #set(row: Row): void {
    const text = textOf(row.key);
    const before = this.#rows.get(text)?.value ?? null;
    this.onBytes(sizeOf(row.value) - sizeOf(before));
    this.#rows.set(text, row);
  }

  /** A browser that refuses to write may refuse to read, too. */
  #stored<T>(action: (below: Database) => Promise<T>, nothing: T): Promise<T> {
    return this.below(action).catch(() => nothing);
  }
}

interface Cursor {
  key: Key;
  value: Value | undefined;
  continue(target?: Key): Promise<Cursor | null>;
}

function rangeOf(query: Query): IDBKeyRange | null {
  if (query === null || query === undefined) return null;
  return query instanceof IDBKeyRange ? query : IDBKeyRange.only(query);
}

/** Our keys are texts, numbers, and arrays of them. */
function textOf(key: Key): string {
  return JSON.stringify(key);
}

/** No chunk may hold records of both places: the next visit would make another one of the stored. */
function mark(name: Name, value: Value): Value {
  return name === "journal" ? { ...value, unstored: true } : value;
}

/** Of what can be large. */
function sizeOf(value: Value | null): number {
  if (value === null) return 0;
  if ("bytes" in value) return value.bytes.length;
  if ("lines" in value) return value.lines.reduce((sum, line) => sum + line.length + 1, 0);
  return 0;
}
