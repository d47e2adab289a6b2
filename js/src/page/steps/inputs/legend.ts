/** Which keys do what: a line above the game. */

import type { Controls } from "../../../generated/contract";
import { h } from "../../dom";
import type { Strings } from "../../strings";
import { codesOf } from "./codes";
import type { KeyName, NameInput } from "./key-names";
import { inReadingOrder } from "./layout";

interface Entry {
  codes: readonly string[];
  /** What its action is called; null: it has no name. */
  label: string | null;
}

/** One line for each person. @param title where one plays alone */
export function keyLegend(
  people: Readonly<Record<string, Controls>>,
  nameOf: NameInput,
  title: string,
): HTMLElement {
  const each = Object.entries(people);
  const lines = each.map(([agent, controls]) => {
    const keys = entriesOf(controls).map((entry) => keyOf(entry, nameOf));
    const whose = each.length > 1 ? h("b", {}, agent) : h("span", {}, title);
    return keys.length > 0 ? h("p", { class: "keys" }, whose, ...keys) : null;
  });
  return h("div", { class: "legend" }, ...lines);
}

/** What a game is played with beside keys. */
export function deviceLegend(
  names: readonly string[],
  hasKeys: boolean,
  { devices }: Pick<Strings["game"], "devices">,
): HTMLElement | string {
  return names.length > 0 ? h("p", { class: "devices" }, devices(names, hasKeys)) : "";
}

/** All that is pressed; combinations only where a name says what they are for. */
export function entriesOf(own: Pick<Controls, "bindings" | "axes">): Entry[] {
  const labelled = own.bindings.map(({ codes, label }) => ({ codes, label: label ?? null }));
  const combined = labelled.filter(({ codes, label }) => codes.length > 1 && label !== null);
  const single = new Map(
    labelled.filter(({ codes }) => codes.length === 1).map((entry) => [entry.codes[0], entry]),
  );
  const inCombinations = new Set(combined.flatMap(({ codes }) => codes));
  const alone = inReadingOrder(codesOf(own)).filter(
    (code) => single.has(code) || !inCombinations.has(code),
  );
  return [...alone.map((code) => single.get(code) ?? { codes: [code], label: null }), ...combined];
}

function keyOf({ codes, label }: Entry, nameOf: NameInput): HTMLElement {
  const signs = codes.map((code) => sign(nameOf(code)));
  const keys = signs.flatMap((each, index) => (index > 0 ? [" + ", each] : [each]));
  const named = label !== null;
  return h("span", { class: named ? "key named" : "key" }, ...keys, named ? ` ${label}` : null);
}

function sign(name: KeyName): HTMLElement {
  return h("kbd", {}, ...spoken(name));
}

/** What is seen of a key, and what a screen reader says in its place. */
export function spoken({ sign: shown, name }: KeyName): (HTMLElement | string)[] {
  if (shown === name) return [shown];
  return [
    h("span", { "aria-hidden": "true" }, shown),
    h("span", { class: "visually-hidden" }, name),
  ];
}
