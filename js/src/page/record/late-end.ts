/** What reached the disk of a running episode, though the page did not live to hear of it. */

import type { EpisodeEndRecord } from "../../generated/contract";
import { type Database, sessionRange, tapeOf } from "../../shared/database";
import type { GameProgress } from "../../shared/game-progress";
import { readTape } from "../../shared/tape";

/**
 * Looks for the end of the running episode among the records that are not sealed yet.
 *
 * Worker and page keep what they know each by itself: between the two a tab may be killed. Until the
 * next visit seals what is left, the worker's last records lie in the journal.
 *
 * @returns null: no episode ran, or it was interrupted.
 */
export async function readLateEnd(
  database: Database,
  session: string,
  game: GameProgress | null,
): Promise<EpisodeEndRecord | null> {
  if (game === null || game.running === null) return null;
  const rows = await database.getAll("journal", sessionRange(session));
  const ends = rows
    .flatMap(({ lines }) => lines)
    // Before it is parsed: there may be much to look through.
    .filter((line) => line.includes('"type":"episode_end"'))
    .map((line): EpisodeEndRecord => JSON.parse(line));
  const { step, running, episode } = game;
  const isIts = (end: EpisodeEndRecord) =>
    end.step === step && end.attempt === running && end.episode === episode;
  return ends.find(isIts) ?? null;
}

/**
 * The attempt whose running episode is on the tape: that of the worker which wrote last, where a tab
 * was killed after an episode was brought back.
 *
 * @returns null: nothing is on the tape
 */
export async function readTapedAttempt(
  database: Database,
  session: string,
): Promise<number | null> {
  const row = await database.get("journal", tapeOf(session));
  return readTape(row?.lines.slice(0, 1) ?? [])?.episode.attempt ?? null;
}
