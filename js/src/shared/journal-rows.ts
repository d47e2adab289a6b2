/** Batches of records as rows of the database's journal. */

import { unwrap } from "idb";
import { type Connection, type JournalKey, type JournalRow, TAPE, tapeOf } from "./database";
import { type Line, textOf } from "./record-line";
import type { TapeChange } from "./tape";

/** Of JSON in one row, unless a single record is longer. */
const ROW_CHARACTERS = 32_768;

/** Where the rows of one writer go. */
export interface Place {
  connection: Connection;
  session: string;
  writer: string;
}

/** Where a journal writes, and reads what an earlier one has left: see `storeLines`, `tapedLines`. */
export interface JournalStore {
  storeLines: typeof storeLines;
  tapedLines: typeof tapedLines;
}

/** The database has no such writer: it was emptied since the writer was begun. */
export class EmptiedError extends Error {
  override name = "EmptiedError";
}

/**
 * Writes the lines as rows; an explicit `commit` spares the wait for the requests' own answers.
 *
 * A database that was emptied is made anew, without a word, by whoever comes first. Rows of a writer
 * that it does not know could never be sealed, so each batch looks for its writer.
 *
 * @param first `n` of the first line.
 * @param tape what changes of the running episode's tape at the same time; null: nothing.
 * @throws EmptiedError, and DOMException where the browser refuses.
 */
export function storeLines(
  { connection, session, writer }: Place,
  first: number,
  lines: readonly Line[],
  durability: IDBTransactionDurability,
  tape: TapeChange | null = null,
): Promise<void> {
  return connection.use(async (database) => {
    const stores = ["journal", "writers"] as const;
    const transaction = database.transaction(stores, "readwrite", { durability });
    const known = await transaction.objectStore("writers").getKey([session, writer]);
    if (known === undefined) {
      await transaction.done;
      throw new EmptiedError(`The browser's storage was emptied: it has no writer ${writer}.`);
    }
    // Not through idb, which listens to every request: whether one fails the transaction says, too,
    // and what a game's many commits leave behind is cleared away in its worker's longest pauses.
    const journal = unwrap(transaction.objectStore("journal"));
    const texts = new Map<Line, string>(); // what goes on the tape goes to the journal, too
    const textOnce = (line: Line) => {
      const text = texts.get(line) ?? textOf(line);
      texts.set(line, text);
      return text;
    };
    const put = (name: string, from: number, all: readonly Line[]) => {
      for (const row of rowsOf(all.map(textOnce))) {
        const key: JournalKey = [session, name, from + row.offset];
        const value: JournalRow = { lines: row.lines };
        journal.put(value, key);
      }
    };
    if (tape?.clears) journal.delete(tapeOf(session));
    if (tape !== null) put(TAPE, tape.first, tape.lines);
    put(writer, first, lines);
    transaction.commit();
    await transaction.done;
  });
}

/** The lines of a session's tape, in their order. */
export async function tapedLines({ connection, session }: Place): Promise<string[]> {
  const rows = await connection.use((database) => database.getAll("journal", tapeOf(session)));
  return rows.flatMap(({ lines }) => lines);
}

/** Whoever calls it does it. */
export const ownStore: JournalStore = { storeLines, tapedLines };

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
