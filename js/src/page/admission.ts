/** Who begins: somebody with an id of the study's form, while the study is open and can be sent. */

import type { Manifest, OneUpload } from "../generated/contract";
import { Halt } from "./failure";
import { matchesPattern } from "./id-pattern";
import type { Answer } from "./record/answer";
import type { Arrival } from "./record/taker";
import type { Strings } from "./strings";
import type { Study } from "./study";

const MINUTE_MS = 60_000;

export interface Applicant {
  /** Null: it did not answer. */
  study: Study | null;
  taker: Pick<Arrival, "participant">;
  /** Where records go. */
  permissions: readonly OneUpload[];
  /** Milliseconds since the Unix epoch. */
  now: number;
}

/**
 * Of somebody new only: who is in a session may finish it.
 *
 * @throws Halt where they cannot begin.
 */
export function admit(
  { participant, max_minutes = null }: Pick<Manifest, "participant" | "max_minutes">,
  { study, taker, permissions, now }: Applicant,
  strings: Strings,
): void {
  if (study === null) throw new Halt(strings.brokenTitle, strings.unreachable, true);
  if (!study.open) throw new Halt(strings.closedTitle, study.message || strings.closed, false);
  if (!hasForm(taker.participant, participant.pattern ?? null)) {
    throw new Halt(strings.admission.idTitle, strings.admission.id, false);
  }
  if (max_minutes !== null && !permissions.every((one) => outlasts(one, now, max_minutes))) {
    throw new Halt(strings.admission.soonTitle, strings.admission.soon, true);
  }
}

function hasForm(id: string | null, pattern: string | null): boolean {
  return pattern === null || (id !== null && matchesPattern(pattern, id));
}

/** An endpoint gives permissions as they are needed; a site that is not signed sends nothing. */
function outlasts(permission: OneUpload, now: number, minutes: number): boolean {
  if (permission.kind !== "s3-post") return true;
  return Date.parse(permission.expires_at) >= now + minutes * MINUTE_MS;
}

/**
 * Whether the store has taken an empty object, as it will have to take what they do.
 *
 * @throws Halt where it has not: nobody gives an hour that can't be kept.
 */
export function admitByStore(answer: Answer, { admission }: Strings): void {
  if (answer.kind === "stored") return;
  const { soonTitle, soon, silent } = admission;
  const sentence = answer.kind === "unreachable" ? silent : soon;
  const cause = new Error(answer.sentence);
  throw Object.assign(new Halt(soonTitle, sentence, true), { cause });
}
