/** Whether an id that was typed comes in, and as whom: pure, so that it is tested without a page. */

import type { LoginStep } from "../generated/contract";
import { sha256Hex } from "../shared/bytes";

/** Why not. */
export type Refusal = "empty" | "form" | "unknown" | "excluded";

export type LoginJudgement =
  | { ok: true; participant: string; role: string | null }
  | { ok: false; why: Refusal };

/** As in `gymbrowser/config/logins.py`. */
const HASH_DIGITS = 32;

type Rules = Pick<LoginStep, "allow" | "exclude" | "pattern" | "roles" | "salt">;

/** @param typed Spaces around it are left out, as they come with what is pasted. */
export async function judgeLogin(rules: Rules, typed: string): Promise<LoginJudgement> {
  const participant = typed.trim().normalize("NFC");
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
  if (named.length > 0) return named.find(([, form]) => matches(form, participant))?.[0];
  return pattern === null || matches(pattern, participant) ? null : undefined;
}

function matches(pattern: string, participant: string): boolean {
  return new RegExp(`^(?:${pattern})$`).test(participant);
}

async function hashOf(participant: string, salt: string): Promise<string> {
  const digest = await sha256Hex(new TextEncoder().encode(`${salt}/${participant}`));
  return digest.slice(0, HASH_DIGITS);
}
