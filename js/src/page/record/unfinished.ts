/** Which session of this browser a load of the page goes on with. */

import { openDB } from "idb";
import type { Device, Manifest, Outcome } from "../../generated/contract";
import { databaseName, type Schema, type SessionRow } from "../../shared/database";
import type { Browser } from "./browser";
import { isAbandoned } from "./forgetting";
import { participantOf } from "./taker";

/** Who loads the page, as far as that can be known before they say a word. */
export interface Visitor {
  /** As the address has it; null where it does not say. */
  participant: string | null;
  /** Whether the page was reloaded, and not come to. */
  isReload: boolean;
  device: Device;
  /** On a shared computer: the session that this very tab is in. */
  tab: string | null;
  /** Milliseconds since the Unix epoch. */
  now: number;
}

/** Who loads this page, where `root` is the site's. */
export function visitorOf(
  { manifest, root, search }: { manifest: Manifest; root: URL; search: URLSearchParams },
  browser: Pick<Browser, "clock" | "isReload" | "tab">,
): Visitor {
  const { device, experiment } = manifest;
  const tab = () => browser.tab(databaseName(experiment, root.pathname)).get();
  return {
    participant: participantOf(manifest, search),
    isReload: browser.isReload(),
    device,
    tab: device === "shared" ? tab() : null,
    now: browser.clock(),
  };
}

/** Nobody goes on with what they began longer ago: they have forgotten what they read, and agreed to. */
export const OLDEST_MS = 30 * 24 * 60 * 60 * 1000;

/** Who withdraws or declines comes to a page of another kind. */
const LAST_PAGES: ReadonlySet<Outcome> = new Set(["done", "screened_out", "failed", "timed_out"]);

/**
 * The newest session that this visitor may go on with.
 *
 * Of one that has ended the last page is to come again: by a reload, since it has the code, and
 * whenever they come back where they withdrew. On a shared computer it is not: who comes to that page
 * may be the next person.
 */
export function findUnfinished(rows: readonly SessionRow[], visitor: Visitor): SessionRow | null {
  const theirs = rows.filter((row) => isTheirs(row, visitor) && isUnfinished(row, visitor));
  return theirs.sort((a, b) => b.startedAt - a.startedAt)[0] ?? null;
}

/**
 * Who comes without a name goes on by a reload only, with a session that has no name either: whoever
 * else comes may be the next person. On a shared computer that holds for everybody, and for the tab
 * that the session is in.
 */
function isTheirs(row: SessionRow, { participant, isReload, device, tab }: Visitor): boolean {
  const { address = row.participant } = row;
  if (address !== participant) return false;
  if (device === "shared") return isReload && row.session === tab;
  return participant !== null || isReload;
}

function isUnfinished(row: SessionRow, { isReload, device, now }: Visitor): boolean {
  if (row.ended === null) return !isAbandoned(row, now) && now - row.startedAt <= OLDEST_MS;
  if (device === "shared") return false;
  return row.ended === "withdrawn" || (isReload && hasLastPage(row));
}

function hasLastPage({ ended }: SessionRow): boolean {
  return ended !== null && LAST_PAGES.has(ended);
}

/**
 * All sessions of a database, which is left at its version: an earlier version of the site may be
 * the one that opens it next.
 */
export async function readSessions(name: string): Promise<SessionRow[]> {
  const database = await openDB<Schema>(name, undefined, {
    // It was there a moment ago, and is not to be made anew without its stores.
    upgrade: (_database, _old, _new, transaction) => transaction.abort(),
  });
  try {
    return await database.getAll("sessions");
  } finally {
    database.close();
  }
}
