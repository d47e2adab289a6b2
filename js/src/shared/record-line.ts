/** A record as a line of JSON, the same in journal and chunk. */

import type { AnyRecord, Mode } from "../generated/contract";
import { wellFormedJson } from "./json";

/** A record as its maker knows it: the journal numbers it and says when it was written. */
export type BodyOf<R> = R extends AnyRecord ? Omit<R, "n" | "t" | "mode"> : never;
export type RecordBody = BodyOf<AnyRecord>;

/** As in the contract of chunks (`gymbrowser/contract/chunks.py`). */
export const MAX_RECORD_BYTES = 8_000_000;

/**
 * Without its line feed.
 *
 * In the place of one that nobody could read back, an `error` record says what it was.
 */
export function lineOf(n: number, t: number, mode: Mode, body: RecordBody): string {
  const line = wellFormedJson({ n, t, mode, ...body });
  const bytes = utf8Bytes(line, MAX_RECORD_BYTES);
  if (bytes <= MAX_RECORD_BYTES) return line;
  const error: RecordBody = {
    type: "error",
    where: "recorder",
    message: `A record of the type ${body.type} was too large to be kept.`,
    detail: `It had ${bytes} bytes of JSON; ${MAX_RECORD_BYTES} can be read back.`,
  };
  return JSON.stringify({ n, t, mode, ...error });
}

/** Exact only where it might be more than `limit`. */
function utf8Bytes(text: string, limit: number): number {
  return text.length * 3 <= limit ? text.length : new TextEncoder().encode(text).length;
}
