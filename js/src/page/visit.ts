/** What a load of the page is: a new session, or a known one, on the version that it began on. */

import type { Manifest } from "../generated/contract";
import { databaseName } from "../shared/database";
import { LANGUAGE } from "./languages";
import type { Browser } from "./record/browser";
import { findUnfinished, readSessions, visitorOf } from "./record/unfinished";
import type { Site } from "./study";
import { loadVersion, type Version } from "./versions";

export type Visit = VisitHere | VisitElsewhere;

/** On this version of the site. */
export interface VisitHere {
  kind: "here";
  /** A person who is not the one of the session that this tab was in. */
  anew: boolean;
  /** Their unfinished session, whose version of the site is served no more. */
  superseded: string | null;
  /** They have come to an end, whose page was of a version that is served no more. */
  isFinished: boolean;
}

/** Their session began on an earlier version of the site. */
export interface VisitElsewhere {
  kind: "elsewhere";
  version: Version;
}

export interface VisitOptions {
  site: Site;
  manifest: Manifest;
  /** Of the page's address. */
  search: URLSearchParams;
  browser: Pick<Browser, "clock" | "hasDatabase" | "isReload" | "tab">;
  get: typeof fetch;
  /** Whether the visitor says to be the person whose session this tab was in. */
  isSamePerson: () => Promise<boolean>;
}

/** Nothing to go on with, or something of this very version. */
export const here: VisitHere = { kind: "here", anew: false, superseded: null, isFinished: false };

/**
 * Decides before anything is locked or written: another version of the site may have to do that.
 *
 * @throws LoadError where an earlier version cannot be reached now.
 */
export async function chooseVisit(options: VisitOptions): Promise<Visit> {
  const { site, manifest, get, isSamePerson } = options;
  const row = await findSession(options);
  if (row === null) return here;
  if (manifest.device === "shared" && !(await isSamePerson())) return { ...here, anew: true };
  // Of a withdrawal every version can tell.
  if (row.site === site.hash || row.ended === "withdrawn") return here;
  const version = await loadVersion(site, row.site, get);
  if (version !== null) return { kind: "elsewhere", version };
  return row.ended === null ? { ...here, superseded: row.session } : { ...here, isFinished: true };
}

/** The language of the session that is gone on with; null: there is none, or it has said nothing. */
export async function knownLanguage(options: Omit<VisitOptions, "get" | "isSamePerson">) {
  if (!options.manifest.languages) return null;
  return (await findSession(options))?.params[LANGUAGE] ?? null;
}

async function findSession({
  site,
  browser,
  ...arrival
}: Omit<VisitOptions, "get" | "isSamePerson">) {
  const name = databaseName(arrival.manifest.experiment, site.root.pathname);
  if (!(await browser.hasDatabase(name))) return null;
  const visitor = visitorOf({ ...arrival, root: site.root }, browser);
  return findUnfinished(await readSessions(name), visitor);
}
