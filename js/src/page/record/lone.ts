/**
 * Records that stand alone: each is the only one of a writer of its own, and so becomes a chunk that
 * can be given, withheld and found without any other of the session.
 */

import type { IdentityRecord, WithdrawalRecord } from "../../generated/contract";
import type { HeaderConstants, SessionRow } from "../../shared/database";
import { type BodyOf, lineOf } from "../../shared/record-line";
import type { Everything } from "./forgetting";
import { newWriter } from "./writer";

export type LoneBody = BodyOf<IdentityRecord | WithdrawalRecord>;

/** Names the writer and journals its record, in one transaction: all of it or nothing. */
export function putAlone(
  transaction: Everything,
  { session, mode }: SessionRow,
  t: number,
  body: LoneBody,
  header: HeaderConstants,
): Promise<unknown>[] {
  const writer = `${body.type}-1`;
  const row = { lines: [lineOf(0, t, mode, body)] };
  return [
    transaction.objectStore("writers").put(newWriter(session, writer, header)),
    transaction.objectStore("journal").put(row, [session, writer, 0]),
  ];
}
