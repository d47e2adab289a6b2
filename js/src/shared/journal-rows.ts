/** Batches of records as rows of the database's journal. */

import type { Connection, JournalKey } from "./database";

/** Of JSON in one row, unless a single record is longer. */
const ROW_CHARACTERS = 32_768;

/** Where the rows of one writer go. */
export interface Place {
  connection: Connection;
  session: string;
  writer: string;
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
 * @throws EmptiedError, and DOMException where the browser refuses.
 */
export function storeLines(
  { connection, session, writer }: Place,
  first: number,
  lines: string[],
  durability: IDBTransactionDurability,
): Promise<void> {
  return connection.use(async (database) => {
    const stores = ["journal", "writers"] as const;
    const transaction = database.transaction(stores, "readwrite", { durability });
    const known = await transaction.objectStore("writers").getKey([session, writer]);
    if (known === undefined) {
      await transaction.done;
      throw new EmptiedError(`The browser's storage was emptied: it has no writer ${writer}.`);
    }
    const journal = transaction.objectStore("journal");
    const stored = rowsOf(lines).map((row) => {
      const key: JournalKey = [session, writer, first + row.offset];
      return journal.put({ lines: row.lines }, key);
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
