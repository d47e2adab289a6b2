/** What a study stratifies by: within each stratum the levels are given out apart. */

import type { Factor } from "../../generated/contract";
import { sha256Hex } from "../../shared/bytes";
import { evaluate, type Facts } from "../../shared/expression";

/** The value of what a factor is stratified by, as JSON; null: it is not stratified. */
export function stratumOf({ stratify }: Factor, facts: Facts): string | null {
  if (!stratify) return null;
  return JSON.stringify(evaluate({ kind: "reference", path: [...stratify] }, facts));
}

/** Of all these factors together; empty where none of them is stratified. */
export function strataOf(factors: readonly Factor[], facts: Facts): string {
  const values = factors.map((factor) => stratumOf(factor, facts));
  return values.every((value) => value === null) ? "" : `${JSON.stringify(values)}/`;
}

/** What an endpoint is told of a stratum: it can tell strata apart, and no more. */
export async function nameStratum(
  experiment: string,
  stratum: string | null,
): Promise<string | null> {
  if (stratum === null) return null;
  return sha256Hex(new TextEncoder().encode(`${experiment}/${stratum}`));
}
