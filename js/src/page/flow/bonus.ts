/** What a participant earns: the twin of `gymbrowser/flow/bonus.py`. */

import type { Bonus, Manifest } from "../../generated/contract";
import type { StoredFacts } from "../../shared/course";
import { evaluate, type Facts } from "../../shared/expression";
import type { Recorder } from "../record/recorder";
import type { FactBook } from "./facts";

/** The amount by what is known; 0 where it can't be calculated. */
export function bonusOf({ amount, cap, decimals }: Bonus, facts: Facts): number {
  const value = evaluate(amount, facts);
  if (typeof value !== "number") return 0;
  const scale = 10 ** decimals;
  return Math.floor(Math.min(Math.max(value, 0), cap) * scale + 0.5) / scale;
}

/**
 * The amount as it is now. A session that has ended keeps no facts, but what came of them: its last
 * page may be loaded again.
 */
export function bonusNow(
  bonus: Bonus,
  { facts, stored }: Pick<FactBook, "facts" | "stored">,
): number {
  const { answers, checks = {}, scores = {}, results, conditions, bonus: settled } = stored;
  const isForgotten = [answers, checks, scores, results, conditions].every(
    (kind) => Object.keys(kind).length === 0,
  );
  return isForgotten && settled !== undefined ? settled : bonusOf(bonus, facts);
}

/** What is stored of a session's facts: with what they come to so far, where there is a bonus. */
export function withBonus(
  { bonus = null }: Pick<Manifest, "bonus">,
  facts: Pick<FactBook, "facts" | "stored">,
): StoredFacts {
  return bonus === null ? facts.stored : { ...facts.stored, bonus: bonusNow(bonus, facts) };
}

/** Records what who comes to the end has earned. @returns the amount; null: the study has no bonus */
export async function settleBonus(
  { bonus = null }: Pick<Manifest, "bonus">,
  facts: Pick<FactBook, "facts" | "stored">,
  recorder: Pick<Recorder, "record">,
): Promise<number | null> {
  if (bonus === null) return null;
  const amount = bonusNow(bonus, facts);
  await recorder.record({ type: "bonus", amount, currency: bonus.currency });
  return amount;
}

/** As people of a language write money. */
export function sayBonus({ currency, decimals }: Bonus, amount: number, language: string): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(language, { style: "currency", currency, ...digits }).format(amount);
}
