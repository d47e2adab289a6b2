/** The language that the page speaks now: English is in its script, all others in files of their own. */

import { chooseLanguage, lookUp, type Offer } from "./languages";
import { english, type Strings } from "./strings";
// The languages that have a file `strings/<tag>.js`: the build makes one of each.
import translated from "./strings/translated.json";
import { loadScript, locateSite, type Site } from "./study";
import { versionMeta } from "./versions";

/** What such a file exports. */
interface Spoken {
  strings: Strings;
}

export interface VoiceOptions {
  document: Document;
  /** Runs a script as a module. */
  load: (address: string) => Promise<unknown>;
}

export class Voice {
  strings: Strings = english;

  constructor(private readonly options: VoiceOptions) {}

  /**
   * Before anything else is known: as index.html, the address and the browser have it. What may have
   * to be said now is said in English where the file does not come.
   */
  async begin(address: string, preferred: readonly string[]): Promise<void> {
    const { document } = this.options;
    const meta = versionMeta(document);
    const site = locateSite(address, meta?.content ?? null);
    const offer = offerIn(document, meta);
    const language = chooseLanguage(offer, new URL(address).searchParams, preferred) ?? offer.usual;
    // The same file is loaded again, and waited for, once the manifest is there.
    await this.speak(language, site).catch(() => {});
  }

  /** @throws LoadError where the language's file does not come. */
  async speak(language: string, { root, path }: Pick<Site, "root" | "path">): Promise<void> {
    const { documentElement } = this.options.document;
    this.strings = await this.#stringsOf(language, new URL(path, root));
    documentElement.lang = language;
    documentElement.dir = directionOf(language);
  }

  async #stringsOf(language: string, files: URL): Promise<Strings> {
    const name = lookUp(language, translated);
    if (name === null) return english;
    const spoken = await loadScript(new URL(`strings/${name}.js`, files), this.options.load);
    return (spoken as Spoken).strings;
  }
}

/** As the build has written it for us: the manifest, which says the same, is not there yet. */
function offerIn({ documentElement }: Document, meta: HTMLMetaElement | null): Offer {
  const { languages = documentElement.lang, languageBy = "" } = meta?.dataset ?? {};
  const by = languageBy.split(" ").filter(Boolean) as Offer["by"][number][];
  return { offered: languages.split(" "), by, usual: documentElement.lang };
}

/** The scripts of these languages are written from the right to the left. */
const RIGHT_TO_LEFT = ["ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"];

export function directionOf(language: string): "ltr" | "rtl" {
  return lookUp(language, RIGHT_TO_LEFT) === null ? "ltr" : "rtl";
}
