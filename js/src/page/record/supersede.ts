/** Ends a session whose version of the site is served no more, so that its data say why they stop. */

import { type Connection, type JournalKey, tapeOf } from "../../shared/database";
import { lineOf } from "../../shared/record-line";
import type { Clock } from "../../shared/timer";
import { type Chain, ordinalOf, readChains, recordsMade } from "./chains";

/**
 * Writes the `end` record at the end of the last page's chain, and marks the session as ended.
 *
 * Only the page that holds the lock may call it: the writer is another page's, which is gone.
 */
export function supersede(connection: Connection, session: string, clock: Clock): Promise<void> {
  return connection.use(async (database) => {
    const chains = await readChains(database, session);
    const transaction = database.transaction(["sessions", "journal"], "readwrite", {
      durability: "strict",
    });
    const row = await transaction.objectStore("sessions").get(session);
    if (row?.ended === null) {
      await transaction.objectStore("sessions").put({ ...row, ended: "superseded" });
      await transaction.objectStore("journal").delete(tapeOf(session));
      const last = lastPage(chains);
      if (last !== undefined) {
        const line = endOf(chains, last, clock());
        await transaction.objectStore("journal").put({ lines: [line] }, keyAfter(last));
      }
    }
    await transaction.done;
  });
}

function lastPage(chains: Chain[]): Chain | undefined {
  return chains
    .filter(({ row }) => row.writer.startsWith("page-"))
    .sort((a, b) => ordinalOf(a.row) - ordinalOf(b.row))
    .at(-1);
}

function endOf(chains: Chain[], { row, made: n }: Chain, t: number): string {
  const writers = { ...recordsMade(chains), [row.writer]: n + 1 };
  return lineOf(n, t, row.header.mode, { type: "end", outcome: "superseded", writers });
}

function keyAfter({ row, made }: Chain): JournalKey {
  return [row.session, row.writer, made];
}
