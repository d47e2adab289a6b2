/** Settles the language of a visit, and gives the study in it. */

import type { Manifest } from "../generated/contract";
import { askLanguage } from "./ask-language";
import { chooseLanguage, offerOf } from "./languages";
import type { Screen } from "./screen";
import { loadTexts, placeMedia, type Site } from "./study";
import { translated } from "./translation";
import type { Voice } from "./voice";

export interface Settling {
  site: Site;
  /** As it was built: in the study's usual language. */
  manifest: Manifest;
  /** The session's language, where it has begun before; null: it has not. */
  known: string | null;
  /** Of the page's address. */
  search: URLSearchParams;
  /** The browser's languages, the dearest first. */
  preferred: readonly string[];
  screen: Pick<Screen, "show" | "speak">;
  voice: Voice;
  get: typeof fetch;
}

/** @throws LoadError where a file of the language does not come. */
export async function settleLanguage(settling: Settling): Promise<Manifest> {
  const { site, manifest, screen, voice, get } = settling;
  const language = await languageOf(settling);
  await voice.speak(language, site);
  const texts = language === manifest.language ? {} : await loadTexts(site, language, get);
  const study = placeMedia(translated(manifest, texts, language), site.path);
  screen.speak(study.title, voice.strings.course);
  return study;
}

async function languageOf(settling: Settling): Promise<string> {
  const { manifest, known, search, preferred, screen, voice } = settling;
  const offer = offerOf(manifest);
  if (known !== null && offer.offered.includes(known)) return known;
  const chosen = chooseLanguage(offer, search, preferred);
  return chosen ?? askLanguage(screen, voice.strings.languageTitle, offer.offered);
}
