/** What the database knows of the writers of one session. */

import {
  chunksOf,
  type Database,
  journalOf,
  sessionRange,
  type WriterRow,
} from "../../shared/database";

export interface Chain {
  row: WriterRow;
  /** How many records the writer has committed, sealed or not. */
  made: number;
}

export async function readChains(database: Database, session: string): Promise<Chain[]> {
  const transaction = database.transaction(["writers", "journal"]);
  const rows = await transaction.objectStore("writers").getAll(sessionRange(session));
  const chains: Chain[] = [];
  for (const row of rows) {
    const batches = await transaction
      .objectStore("journal")
      .getAll(journalOf([session, row.writer]));
    chains.push({ row, made: batches.reduce((sum, { lines }) => sum + lines.length, row.sealed) });
  }
  return chains;
}

/** By writer, without those that have made nothing. */
export function recordsMade(chains: Chain[]): Record<string, number> {
  const busy = chains.filter(({ made }) => made > 0);
  return Object.fromEntries(busy.map(({ row, made }) => [row.writer, made]));
}

/** A chunk that is still here. */
export interface WaitingChunk {
  key: string;
  writer: string;
  records: number;
}

export async function readWaiting(database: Database, session: string): Promise<WaitingChunk[]> {
  const waiting: WaitingChunk[] = [];
  let cursor = await database.transaction("chunks").store.openCursor(chunksOf(session));
  while (cursor !== null) {
    const { writer, records = 0 } = cursor.value;
    waiting.push({ key: cursor.key, writer, records });
    cursor = await cursor.continue();
  }
  return waiting;
}

/** Of `page-10` it is 10: as text it would come before `page-9`. */
export function ordinalOf({ writer }: Pick<WriterRow, "writer">): number {
  return Number(writer.slice(writer.indexOf("-") + 1));
}
