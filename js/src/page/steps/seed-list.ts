/** Which of the study's lists of seeds a participant gets, as far as the page's address says so. */

import type { SeedLists } from "../../generated/contract";

/** @returns the number of the list; null: the address gives none */
export function seedListOf(lists: SeedLists | null, search: URLSearchParams): number | null {
  const by = lists?.by ?? null;
  const given = by === null ? null : search.get(by);
  return given !== null && /^\d{1,9}$/.test(given) ? Number(given) : null;
}
