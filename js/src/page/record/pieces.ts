/**
 * A chunk that is too large for the store goes in pieces of its bytes.
 *
 * The chunk itself stays what it is, since the next one in its chain names its hash. Piece `i` of `n`
 * has the chunk's key with `.<i>-<n>` after it; its readers join them and check the chunk's hash.
 */

import type { Bytes } from "../../shared/bytes";
import { pieceKey } from "../../shared/object-key";
import type { Answer } from "./answer";
import type { Destination, Permit } from "./destination";

/** A store that does not even take this much takes nothing. */
const SMALLEST_BYTES = 4096;

/** How much the store takes at once: what `upload.json` says, or less, as was found out. */
export class SizeLimit {
  #found = Number.POSITIVE_INFINITY;

  /** In bytes of the file. */
  under({ max_bytes }: Permit): number {
    return Math.max(SMALLEST_BYTES, Math.min(max_bytes, this.#found));
  }

  /**
   * The store has refused so many bytes.
   *
   * @returns Whether smaller pieces may do.
   */
  lower(refused_bytes: number): boolean {
    if (refused_bytes <= SMALLEST_BYTES) return false;
    this.#found = Math.min(this.#found, Math.max(SMALLEST_BYTES, Math.floor(refused_bytes / 2)));
    return true;
  }

  /** Under another permission other limits may hold. */
  forget(): void {
    this.#found = Number.POSITIVE_INFINITY;
  }
}

/** How far a chunk has come: pieces are not sent again that are stored. */
export interface Progress {
  count: number;
  stored: number;
}

/** Sends a chunk, whole if it may be, and cuts it ever smaller while the store says: too large. */
export async function sendChunk(
  post: Destination["post"],
  permission: Permit,
  key: string,
  bytes: Bytes,
  limit: SizeLimit,
  progress: Progress,
): Promise<Answer> {
  for (;;) {
    const largest = limit.under(permission);
    const count = Math.ceil(bytes.length / largest);
    const answer =
      count === 1
        ? await post(permission, key, bytes, false)
        : await sendPieces(post, permission, key, bytes, count, progress);
    const sent_bytes = Math.ceil(bytes.length / count);
    if (answer.kind !== "too-large" || !limit.lower(sent_bytes)) return answer;
  }
}

/** One after the other, since each of them is as large as the store allows. */
async function sendPieces(
  post: Destination["post"],
  permission: Permit,
  key: string,
  bytes: Bytes,
  count: number,
  progress: Progress,
): Promise<Answer> {
  if (progress.count !== count) Object.assign(progress, { count, stored: 0 });
  const start = (at: number) => Math.floor((at * bytes.length) / count);
  for (let at = progress.stored; at < count; at += 1) {
    const piece = bytes.subarray(start(at), start(at + 1));
    const answer = await post(permission, pieceKey(key, at, count), piece, false);
    if (answer.kind !== "stored") return answer;
    progress.stored += 1;
  }
  return { kind: "stored" };
}
