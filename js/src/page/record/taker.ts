/** Who takes part, as the address of the page says it. */

import type { Manifest } from "../../generated/contract";
import { LANGUAGE } from "../languages";

/** What the address of the page says of who takes part. */
export interface Arrival {
  participant: string | null;
  params: Record<string, string>;
}

/** The same, of a session that may have begun. */
export interface Taker extends Arrival {
  /** The session's seed, 128 bits in hexadecimal; null before `begin`. */
  seed: string | null;
}

/** The participant that the address names; null where it does not. */
export function participantOf(
  { participant: { id } }: Pick<Manifest, "participant">,
  search: URLSearchParams,
): string | null {
  const name = id.find((candidate) => search.has(candidate));
  return name === undefined ? null : search.get(name);
}

/**
 * Reads the URL parameters that the study keeps, and no other. Of a study in several languages the
 * chosen one is among them, whoever has chosen it.
 */
export function arrivalOf(
  manifest: Pick<Manifest, "participant" | "languages" | "language">,
  search: URLSearchParams,
): Arrival {
  const kept = manifest.participant.params.flatMap((param) => {
    const value = search.get(param);
    return value === null ? [] : [[param, value] as const];
  });
  const spoken = manifest.languages ? { [LANGUAGE]: manifest.language } : {};
  return {
    participant: participantOf(manifest, search),
    params: { ...Object.fromEntries(kept), ...spoken },
  };
}
