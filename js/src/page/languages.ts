/** In which language a study is taken: what its address, the browser and the participant say of it. */

import type { LanguageSource, Manifest } from "../generated/contract";

/** The languages of a study, as BCP 47 tags. */
export interface Offer {
  offered: readonly string[];
  /** Who says which one it is, the first who says anything. */
  by: readonly LanguageSource[];
  /** Where nobody does. */
  usual: string;
}

/** The parameter of the address that names a language. */
export const LANGUAGE = "language";

export function offerOf({ languages, language }: Pick<Manifest, "languages" | "language">): Offer {
  return languages
    ? { ...languages, usual: language }
    : { offered: [language], by: [], usual: language };
}

/**
 * The language of a session that begins.
 *
 * @param preferred The browser's languages, the dearest first.
 * @returns null: the participant is to be asked.
 */
export function chooseLanguage(
  { offered, by, usual }: Offer,
  search: URLSearchParams,
  preferred: readonly string[],
): string | null {
  for (const source of by) {
    if (source === "question") return null;
    const wanted = source === "param" ? search.getAll(LANGUAGE) : preferred;
    const found = wanted.map((tag) => lookUp(tag, offered)).find((tag) => tag !== null);
    if (found !== undefined) return found;
  }
  return usual;
}

/**
 * The one of these languages that somebody means who asks for `wanted`: `de` for `de-AT`.
 *
 * Source: RFC 4647, section 3.4, "Lookup"; and who asks for `de` takes `de-AT` too.
 */
export function lookUp(wanted: string, offered: readonly string[]): string | null {
  const subtags = wanted.toLowerCase().split("-");
  for (let count = subtags.length; count > 0; count--) {
    const range = subtags.slice(0, count).join("-");
    const found = offered.find((tag) => tag.toLowerCase() === range);
    if (found !== undefined) return found;
  }
  return offered.find((tag) => tag.toLowerCase().split("-")[0] === subtags[0]) ?? null;
}

/** What a language calls itself. */
export function ownName(language: string): string {
  return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
}
