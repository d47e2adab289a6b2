/** Whether an id that was typed comes in, and as whom: pure, so that it is tested without a page. */

import type { LoginStep, Manifest } from "../generated/contract";
import { sha256Hex } from "../shared/bytes";
import type { FactBook } from "./flow/facts";
import { matchesPattern } from "./id-pattern";
import type { Participation } from "./participation";
import type { Recorder } from "./record/recorder";

/** Why not. */
export type Refusal = "empty" | "form" | "unknown" | "excluded";

export type LoginJudgement =
  | { ok: true; participant: string; role: string | null }
  | { ok: false; why: Refusal };

export type Admitted = Extract<LoginJudgement, { ok: true }>;

/** What learns who they are. */
interface Study {
  manifest: Pick<Manifest, "steps">;
  recorder: Pick<Recorder, "identify" | "taker">;
  facts: Pick<FactBook, "identified">;
  participation: Pick<Participation, "begin">;
}

/** From now on it is they who take part; where no consent is to come, they do so at once. */
export async function comeIn(
  { participant, role }: Admitted,
  { manifest, recorder, facts, participation }: Study,
): Promise<void> {
  const { params } = recorder.taker;
  const taker = { participant, params: role === null ? params : { ...params, role } };
  recorder.identify(taker);
  facts.identified(taker.params);
  if (!manifest.steps.some(({ kind }) => kind === "consent")) await participation.begin();
}

/** As in `gymbrowser/config/logins.py`. */
const HASH_DIGITS = 32;

type Rules = Pick<LoginStep, "allow" | "exclude" | "pattern" | "roles" | "salt">;

/**
 * @param typed Spaces around it are left out, as they come with what is pasted; the wide letters and
 *   digits of Japanese and Chinese keyboards are those of any other.
 */
export async function judgeLogin(rules: Rules, typed: string): Promise<LoginJudgement> {
  const participant = typed.normalize("NFKC").trim();
  if (participant === "") return { ok: false, why: "empty" };
  const { allow, exclude, salt } = rules;
  const role = roleOf(rules, participant);
  if (role === undefined) return { ok: false, why: "form" };
  const hash = await hashOf(participant, salt);
  if (exclude.includes(hash)) return { ok: false, why: "excluded" };
  if (allow !== null && !allow.includes(hash)) return { ok: false, why: "unknown" };
  return { ok: true, participant, role };
}

/** Null: the study has none; undefined: the id is not of its form. */
function roleOf({ pattern, roles }: Rules, participant: string): string | null | undefined {
  const named = Object.entries(roles);
  if (named.length > 0) return named.find(([, form]) => matchesPattern(form, participant))?.[0];
  return pattern === null || matchesPattern(pattern, participant) ? null : undefined;
}

async function hashOf(participant: string, salt: string): Promise<string> {
  const digest = await sha256Hex(new TextEncoder().encode(`${salt}/${participant}`));
  return digest.slice(0, HASH_DIGITS);
}
