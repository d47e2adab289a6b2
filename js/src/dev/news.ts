/** What `gymbrowser dev` tells a page of a build; gymbrowser/dev/news.py is its other side. */

export interface News {
  /** Hash of the site that is served now; null: none was built yet. */
  site: string | null;
  /** What is wrong with the files as they are; empty: nothing. */
  problems: Problem[];
}

/** One thing that is wrong, in sentences. */
export interface Problem {
  what: string;
  /** `exp.yml:12` */
  where: string | null;
  why: string | null;
  remedy: string | null;
  /** Somebody else's words as they are: an environment's traceback. */
  quote: string | null;
}

/** What a page is to do: load what is new, say what is wrong, or, where nothing is wrong, nothing. */
export type Reaction = "reload" | "complain" | "rest";

/** @param shown Hash of the site that the page is of; null: it waits for the first one. */
export function reactionTo({ site, problems }: News, shown: string | null): Reaction {
  if (problems.length > 0) return "complain";
  return site === shown ? "rest" : "reload";
}
