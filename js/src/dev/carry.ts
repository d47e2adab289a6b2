/**
 * Takes running sessions over to the site that was just built, so that whoever edits the tenth page
 * sees the tenth page. A real site never does this: there a session stays with its version.
 */

import { type IDBPDatabase, openDB } from "idb";
import type { Schema, SessionRow } from "../shared/database";

/** Of a session that began on another version: gone on with, or put aside for a new one. */
export function carried(row: SessionRow, site: string, hasSameWay: boolean): SessionRow {
  return hasSameWay ? { ...row, site } : { ...row, ended: "superseded" };
}

/**
 * @param site Hash of the one that is served now.
 * @param hasSameWay Whether the steps of an earlier one come as they do now.
 */
export async function carryOver(
  names: readonly string[],
  site: string,
  hasSameWay: (earlier: string) => Promise<boolean>,
): Promise<void> {
  for (const name of names) {
    const database = await openDB<Schema>(name);
    try {
      await carryIn(database, site, hasSameWay);
    } finally {
      database.close();
    }
  }
}

async function carryIn(
  database: IDBPDatabase<Schema>,
  site: string,
  hasSameWay: (earlier: string) => Promise<boolean>,
): Promise<void> {
  if (!database.objectStoreNames.contains("sessions")) return;
  for (const row of await database.getAll("sessions")) {
    if (row.site === site || row.ended === "superseded") continue;
    await database.put("sessions", carried(row, site, await hasSameWay(row.site)));
  }
}
