/** In which language a study is taken, and how its manifest becomes the one in that language. */

import { describe, expect, it } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import { chooseLanguage, lookUp, type Offer, offerOf, ownName } from "../../src/page/languages";
import { settleLanguage } from "../../src/page/settle-language";
import { english } from "../../src/page/strings";
import { strings as german } from "../../src/page/strings/de";
import { translated } from "../../src/page/translation";
import { directionOf, Voice } from "../../src/page/voice";

const offer = (by: Offer["by"]): Offer => ({ offered: ["en", "de", "pt-BR"], by, usual: "en" });
const search = (text: string) => new URLSearchParams(text);

describe("lookUp", () => {
  it.each([
    ["de", "de"],
    ["DE", "de"],
    ["de-AT-1996", "de"],
    ["pt", "pt-BR"],
    ["pt-PT", "pt-BR"],
    ["fr", null],
    ["d", null],
  ])("%s means %s", (wanted, found) => {
    expect(lookUp(wanted, ["en", "de", "pt-BR"])).toBe(found);
  });

  it("prefers what is asked for to what is like it", () => {
    expect(lookUp("zh-Hant", ["zh-Hans", "zh-Hant"])).toBe("zh-Hant");
  });
});

describe("chooseLanguage", () => {
  it("hears the first who says anything", () => {
    const all = offer(["param", "browser"]);
    expect(chooseLanguage(all, search("language=de"), ["pt"])).toBe("de");
    expect(chooseLanguage(all, search("language=xx"), ["fr", "pt"])).toBe("pt-BR");
    expect(chooseLanguage(all, search(""), ["fr"])).toBe("en");
    expect(chooseLanguage(offer(["browser", "param"]), search("language=de"), ["pt"])).toBe(
      "pt-BR",
    );
  });

  it("asks where it comes to that", () => {
    expect(chooseLanguage(offer(["param", "question"]), search("language=de"), [])).toBe("de");
    expect(chooseLanguage(offer(["param", "question"]), search(""), ["de"])).toBeNull();
  });

  it("is silent in a study of one language", () => {
    const alone = offerOf({ languages: null, language: "fr" });
    expect(chooseLanguage(alone, search("language=de"), ["de"])).toBe("fr");
  });
});

it("names each language in itself", () => {
  expect(["de", "fr", "ja"].map(ownName)).toEqual(["Deutsch", "français", "日本語"]);
});

it.each([
  ["ar-EG", "rtl"],
  ["he", "rtl"],
  ["en", "ltr"],
  ["zh-Hans", "ltr"],
])("%s goes %s", (language, direction) => {
  expect(directionOf(language)).toBe(direction);
});

const manifest = {
  title: "Welcome",
  language: "en",
  languages: { offered: ["en", "de"], by: ["param", "question"] },
  steps: [{ id: "a", kind: "page", html: '<img src="media/1.png">' }],
  withdrawal: { label: "Stop", html: "", redirect: null },
  completions: {},
} as unknown as Manifest;

describe("translated", () => {
  it("puts values where they belong, and leaves the original alone", () => {
    const there = translated(manifest, { "/title": "Willkommen", "/steps/0/html": "" }, "de");
    expect([there.title, there.steps[0]?.html, there.language]).toEqual(["Willkommen", "", "de"]);
    expect([manifest.title, manifest.language]).toEqual(["Welcome", "en"]);
  });

  it("reads pointers as RFC 6901 writes them", () => {
    const odd = { "a/b": { "c~d": 1 } } as unknown as Manifest;
    expect(translated(odd, { "/a~1b/c~0d": 2 }, "de")).toEqual({
      "a/b": { "c~d": 2 },
      language: "de",
    });
  });

  it("says so where the texts are those of another manifest", () => {
    expect(() => translated(manifest, { "/steps/0/label": "?" }, "de")).toThrow(
      /do not fit.*label/,
    );
  });
});

class FakeDocument {
  readonly documentElement = { lang: "en", dir: "" };

  constructor(private readonly dataset: Record<string, string>) {}

  querySelector() {
    return { content: "v/abc/", dataset: this.dataset };
  }
}

/** @param files Those that are there; any other one does not come. */
function speaking(dataset: Record<string, string>, files: readonly string[] = ["strings/de.js"]) {
  const page = new FakeDocument(dataset);
  const asked: string[] = [];
  const voice = new Voice({
    document: page as unknown as Document,
    load: async (address) => {
      asked.push(address);
      if (!files.some((file) => address.endsWith(file))) throw new TypeError("Failed to fetch");
      return { strings: german };
    },
  });
  return { voice, page, asked };
}

const site = { root: new URL("https://lab.example/study/"), path: "v/abc/", hash: "abc" };
const two = { languages: "en de", languageBy: "param browser" };

describe("the voice", () => {
  it("loads nothing for English", async () => {
    const { voice, asked, page } = speaking(two);
    await voice.begin("https://lab.example/study/", ["fr"]);
    expect([voice.strings, asked, page.documentElement.dir]).toEqual([english, [], "ltr"]);
  });

  it("speaks what the address or the browser asks for, before the manifest is there", async () => {
    const { voice, asked, page } = speaking(two);
    await voice.begin("https://lab.example/study/?x=1", ["de-CH"]);
    expect(voice.strings).toBe(german);
    expect(asked).toEqual(["https://lab.example/study/v/abc/strings/de.js"]);
    expect(page.documentElement.lang).toBe("de");
  });

  it("says what is in the way in English where no file comes", async () => {
    const { voice, page } = speaking(two, []);
    await voice.begin("https://lab.example/study/?language=de", []);
    expect([voice.strings, page.documentElement.lang]).toEqual([english, "en"]);
    await expect(voice.speak("de", site)).rejects.toThrow("strings/de.js could not be loaded");
  });
});

describe("settleLanguage", () => {
  const settle = async (known: string | null, address = "") => {
    const { voice } = speaking(two);
    const names: string[] = [];
    const screen = {
      show: () => {
        throw new Error("Nobody is to be asked.");
      },
      speak: (title: string, course: string) => names.push(title, course),
    };
    const texts = { "/title": "Willkommen", "/steps/0/html": '<img src="media/2.png">' };
    const get = async () => new Response(JSON.stringify(texts));
    const study = await settleLanguage({
      site,
      manifest,
      known,
      search: search(address),
      preferred: [],
      screen,
      voice,
      get,
    });
    return { study, names };
  };

  it("gives the study in it, with its pictures in their places", async () => {
    const { study, names } = await settle(null, "language=de");
    expect(study.steps[0]?.html).toBe('<img src="v/abc/media/2.png">');
    expect(names).toEqual(["Willkommen", german.course]);
  });

  it("goes on in the session's, whatever the address says", async () => {
    expect((await settle("en", "language=de")).study.title).toBe("Welcome");
    expect((await settle("de", "language=en")).study.title).toBe("Willkommen");
  });

  it("asks anew where the session's is offered no more", async () => {
    await expect(settle("fr")).rejects.toThrow();
  });
});
