/** Every language says everything, in its own words, with all that it is given. */

import { describe, expect, it } from "vitest";
import { english, type Strings } from "../../src/page/strings";
import { strings as arabic } from "../../src/page/strings/ar";
import { strings as german } from "../../src/page/strings/de";
import { strings as spanish } from "../../src/page/strings/es";
import { strings as french } from "../../src/page/strings/fr";
import { strings as japanese } from "../../src/page/strings/ja";
import { strings as chinese } from "../../src/page/strings/zh";

const languages: Record<string, Strings> = {
  ar: arabic,
  de: german,
  es: spanish,
  fr: french,
  ja: japanese,
  "zh-Hans": chinese,
};

type Said = (...given: unknown[]) => unknown;

/** Every text and function below, by its path. */
function* leaves(node: unknown, path = ""): Generator<[string, string | Said]> {
  if (typeof node === "string" || typeof node === "function") yield [path, node as string | Said];
  else {
    for (const [key, value] of Object.entries(node as object)) {
      yield* leaves(value, path === "" ? key : `${path}.${key}`);
    }
  }
}

/** What each function is given; every text and number of it is to be in what is said. */
const calls: Record<string, unknown[][]> = {
  missing: [[["canvas", "locks"]]],
  "unsupported.fps": [[20.7, 59.2]],
  "unsupported.memory": [[4]],
  "unsupported.storage": [[100]],
  "unsupported.width": [[320, 1024]],
  "unsupported.height": [[200, 768]],
  "shared.earlier": [[1], [2], [3], [11], [100]],
  "shared.soon": [[1], [2], [3], [11], [100]],
  "time.left": [[1], [2], [5], [11], [100]],
  "idle.askedBeforeEnd": [[1], [2], [5], [11], [119], [240]],
  "withdrawal.session": [["0123abcd"]],
  "end.bonus": [["€2.50"]],
  "end.left": [
    [1, 1],
    [2, 20_000],
    [3, 30_000],
    [11, 110_000],
    [100, 1_000_000],
  ],
  "end.lastError": [["HTTP 500"]],
  "end.codeLate": [["HTTP 503"]],
  "end.redirect": [["example.org"]],
  "end.redirecting": [["example.org"]],
  "judging.clip": [["A"]],
  "judging.pair": [[3, 8]],
  "judging.ofClips": [[3, 8]],
  "judging.up": [["Clip A"]],
  "judging.down": [["Clip A"]],
  "judging.moved": [["Clip A", 3, 8]],
  "judging.said": [["Good"]],
  "microphone.recording": [[0], [1], [2], [5], [11], [100]],
  "microphone.recorded": [[0], [1], [2], [5], [11], [100]],
  "wait.left": [[1], [2], [3], [11], [59], [125]],
  "form.invalid": [[1], [2], [3], [11], [100]],
  "form.tooFew": [[3]],
  "form.tooMany": [[3]],
  "form.otherLabel": [["Something else"]],
  "form.tooEarly": [["2026-05-31"]],
  "form.tooLate": [["2026-05-31"]],
  "form.days": [
    ["2026-05-31", "2026-06-30"],
    ["2026-05-31", null],
    [null, "2026-06-30"],
    [null, null],
  ],
  "form.rankingUp": [["speed"]],
  "form.rankingDown": [["speed"]],
  "form.rankingPlace": [["speed", 3, 8]],
  "form.tooLong": [[500, 512]],
  "form.tooSmall": [[-1.5]],
  "form.tooLarge": [[99]],
  "form.range": [
    [18, 99],
    [18, null],
    [null, 99],
    [null, null],
  ],
  "form.several": [
    [2, 4],
    [3, 3],
    [2, null],
    [null, 4],
    [null, null],
  ],
  "quiz.wrong": [
    [1, 0],
    [2, 1],
    [3, 2],
    [11, 3],
    [100, 11],
  ],
  "game.canvas": [
    [["left arrow", "W"], ["the mouse"]],
    [[], ["the mouse"]],
    [[], []],
  ],
  "game.devices": [
    [["the mouse", "the stick"], true],
    [["the mouse"], false],
  ],
  "game.next": [[3, 8]],
  "game.roundOf": [[3, 8]],
  "game.leftOf": [["0:20", "1:00"]],
  "game.readyNext": [[3]],
  "game.scored": [["12.5"]],
  "game.beginsIn": [[1], [2], [3], [11], [100]],
  "game.rate": [[7.5]],
  "game.widgets.pressed": [["Help"]],
  "game.widgets.set": [["Speed", "3"]],
  "game.widgets.sent": [["Advice"]],
  "game.widgets.cell": [[3, 8]],
  "game.widgets.marked": [[1, 3, 5, 8]],
  "game.stage": [["interpreter"], ["packages"], ["environment"], ["policies"]],
  "game.inputs.moved": [["left stick", "←"]],
  "game.inputs.onGamepad": [["lower button"]],
};

/** Said alike on purpose: signs, and words that the languages have in common. */
const alike =
  /^(game\.inputs\.keys\..*\.sign|game\.joystick|game\.inputs\.sticks\.screen|game\.inputs\.moved|game\.(start|pause|score|scored|widgets\.(set|no))|end\.bonus|game\.inputs\.keys\.(Minus|Escape)\.name)$/;

/** As a language writes what it was given; a number that has a form of its own may be left out. */
function written(given: unknown, path: string, language: string): string[] {
  const number = (value: number) =>
    new Intl.NumberFormat(language, { useGrouping: "min2" }).format(value);
  if (Array.isArray(given)) return path === "missing" ? [] : given.map(String);
  if (typeof given === "string") {
    if (path === "game.stage") return [];
    return /^\d{4}-/.test(given) ? [number(Number(given.slice(0, 4)))] : [given];
  }
  if (typeof given !== "number" || given < 3) return [];
  if (path === "unsupported.fps") return [number(given === 20.7 ? 20 : 60)];
  if (path === "end.left" && given >= 1000) return [number(given / 1000)];
  if (path === "idle.askedBeforeEnd" && given >= 120) return [number(given / 60)];
  if (path === "wait.left" && given >= 60) return [number(2), number(5)];
  return [number(given)];
}

function said(strings: Strings, path: string): unknown[] {
  const found = new Map(leaves(strings)).get(path);
  if (typeof found !== "function") throw new Error(`${path} is no function`);
  return (calls[path] ?? []).map((given) => found(...given));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const everything = [...leaves(english)];
const functions = everything.filter(([, leaf]) => typeof leaf === "function").map(([path]) => path);

it("calls every function, and none that there is not", () => {
  expect(Object.keys(calls).sort()).toEqual(functions.sort());
});

describe.each(Object.entries(languages))("%s", (language, strings) => {
  const own = new Map(leaves(strings));

  it("says what English says, and nothing else", () => {
    expect([...own.keys()].sort()).toEqual(everything.map(([path]) => path).sort());
  });

  it("leaves nothing in English, and nothing empty", () => {
    const untranslated = everything.filter(([path, leaf]) => {
      const here = own.get(path);
      return (
        typeof here === "string" && (here.trim() === "" || (here === leaf && !alike.test(path)))
      );
    });
    const spoken = functions.filter(
      (path) => !alike.test(path) && textOf(said(strings, path)) === textOf(said(english, path)),
    );
    expect([...untranslated.map(([path]) => path), ...spoken]).toEqual([]);
  });

  it("says all that it is given, with no sign of a template left", () => {
    for (const path of functions) {
      for (const [index, value] of said(strings, path).entries()) {
        const given = calls[path]?.[index] ?? [];
        if (value === null) expect(said(english, path)[index], path).toBeNull();
        const text = value === null ? "" : textOf(value);
        expect(text, path).not.toMatch(/#|undefined|\$\{|NaN|null/);
        const wanted = given.flatMap((each) => written(each, path, language));
        for (const each of wanted) expect(text, `${path}(${given})`).toContain(each);
      }
    }
  });

  it("has a form for each kind of number that the language knows", () => {
    const kinds = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const sentences = [0, 1, 2, 3, 11, 100].map((count) => strings.form.invalid(count));
    const forms = new Set(sentences.map((sentence) => sentence.replace(/\p{N}+/u, "#")));
    // Where there is a form for many, the noun is the same as with any other number here.
    expect(forms.size).toBe(kinds.filter((kind) => kind !== "many").length);
  });
});
