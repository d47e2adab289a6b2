/** The completion code that a signing endpoint gives once everything of a session is stored. */

import type { ChunkDescriptor } from "../../generated/contract";
import { type Connection, sessionRange } from "../../shared/database";
import { messageOf } from "../../shared/errors";
import { insist } from "../../shared/insist";
import type { Timer } from "../../shared/timer";
import { ordinalOf } from "./chains";
import type { Destination } from "./destination";

/** As many as an endpoint takes at once: those of the latest writers are there last. */
const MOST = 32;
const RETRY_MS = 5_000;

/**
 * Asks until the endpoint has given it.
 *
 * @param tell Is told of every attempt in vain, by a sentence for people.
 * @returns null where the site has no endpoint that gives one.
 */
export async function askForCode(
  destination: Destination,
  connection: Connection,
  session: string,
  timer: Timer,
  tell: (sentence: string) => void,
): Promise<string | null> {
  let code: string | null = null;
  const ask = async () => {
    const [first, ...others] = await lastChunks(connection, session);
    if (first !== undefined) code = await destination.code(session, [first, ...others]);
  };
  await insist(ask, timer, RETRY_MS, (error) => tell(messageOf(error)));
  return code;
}

/** The last chunk of each writer, as its chain names it. */
async function lastChunks(connection: Connection, session: string): Promise<ChunkDescriptor[]> {
  const range = sessionRange(session);
  const writers = await connection.use((database) => database.getAll("writers", range));
  return writers
    .sort((a, b) => ordinalOf(b) - ordinalOf(a))
    .flatMap(({ writer, number, previous }) =>
      // The endpoint looks whether the chunk is there, and not how large it is.
      previous === null
        ? []
        : [{ writer, number: number - 1, sha256: previous, size: 1, piece: null }],
    )
    .slice(0, MOST);
}
