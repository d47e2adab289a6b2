/** What a page says itself, in the language in which bots take a study. */

import { english, type Strings } from "../../page/strings";
import { strings as arabic } from "../../page/strings/ar";
import { strings as german } from "../../page/strings/de";
import { strings as spanish } from "../../page/strings/es";
import { strings as french } from "../../page/strings/fr";
import { strings as japanese } from "../../page/strings/ja";
import { strings as chinese } from "../../page/strings/zh";

const known: Readonly<Record<string, Strings>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  ja: japanese,
  zh: chinese,
};

/** @param language a BCP 47 tag; a page in a language that gymbrowser does not speak says it in English */
export function wordsIn(language: string): Strings {
  return known[language.toLowerCase().split("-")[0] ?? ""] ?? english;
}
