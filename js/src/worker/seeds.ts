/** The environment's seeds of a game: by the study's design, or drawn from the session's seed. */

import type { EpisodeRecord, GameStep } from "../generated/contract";
import { deriveStream } from "../shared/random";
import type { PlayParts } from "./play-parts";

export type EpisodeSeed = Required<
  Pick<EpisodeRecord, "seed" | "seed_from" | "seed_list" | "donor">
>;

/**
 * The path of one of an episode's random streams.
 *
 * @param first the episode that the attempt began with, and the attempt by which that was drawn: one
 *   that was on show before a reload is the same after it.
 */
export function streamPath(
  { step, attempt, ...first }: Pick<PlayParts, "step" | "attempt" | "episode" | "drawn">,
  episode: number,
  purpose: string,
): string {
  const drawn = episode === first.episode ? (first.drawn ?? attempt) : attempt;
  return `game/${step.id}/${drawn}/${episode}/${purpose}`;
}

/**
 * The seed of one episode, and what is recorded of where it comes from.
 *
 * @param list the number of the session's list, where the page's address names one or numbers the
 *   participant.
 * @param session the session's seed: 128 bits in hexadecimal.
 * @param path of the stream that the seed is drawn from where the study gives none.
 * @param isReserve the study's seed is not to be used again; that of a donor is, or it were no yoke.
 */
export async function seedOf(
  { id, seeds, rules }: Pick<GameStep, "id" | "seeds" | "rules">,
  episode: number,
  list: number | null,
  session: string,
  path: string,
  isReserve = false,
): Promise<EpisodeSeed> {
  const none = { seed_list: null, donor: null };
  const { seed_lists: lists } = rules;
  if (isReserve && (lists?.donors ?? null) === null) {
    return { seed: (await deriveStream(session, path)).seed32, seed_from: "reserve", ...none };
  }
  if (lists !== null) {
    const number = await listOf(lists.lists.length, list, session);
    const seed = lists.lists[number]?.[episode];
    if (seed === undefined) throw new Error(`The game ${id} has no seed for episode ${episode}.`);
    const donor = lists.donors?.[number] ?? null;
    const seed_from = donor === null ? "counterbalanced" : "yoked";
    return { seed, seed_from, seed_list: number, donor };
  }
  const same = seeds?.[episode];
  if (same !== undefined) return { seed: same, seed_from: "same", ...none };
  return { seed: (await deriveStream(session, path)).seed32, seed_from: "per_session", ...none };
}

/**
 * Which of so many lists the session has. It draws one where the address names none: the same in
 * every attempt, and in every game that has equally many.
 */
export async function listOf(
  count: number,
  named: number | null,
  session: string,
): Promise<number> {
  if (named !== null && Number.isInteger(named) && named >= 0 && named < count) return named;
  const stream = await deriveStream(session, `seed-lists/${count}`);
  return Math.floor(stream.uniform() * count);
}
