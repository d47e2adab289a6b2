/** The person's inputs: keys as keys, axes as meters, the pointer over the picture. */

import type { GameStep, ReplayInput } from "../generated/contract";
import { h } from "../page/dom";
import { keyName } from "../page/input-names";
import { codesOf } from "../page/steps/inputs/codes";
import { inReadingOrder } from "../page/steps/inputs/layout";
import { spoken } from "../page/steps/inputs/legend";
import { english } from "../page/strings";
import { type Hands, handsOf } from "./hands";
import { numberText } from "./values";

export class HandsPanel {
  /** One row for each person; empty where nobody plays. */
  readonly element = h("div", { class: "hands" });
  /** Lie over the picture. */
  readonly pointers: readonly HTMLElement[];
  readonly #people: Person[];

  constructor(game: GameStep, inputs: readonly ReplayInput[], pictures: number) {
    const people = Object.entries(game.controls);
    this.#people = people.map(([agent, controls]) => {
      const own = inputs.filter((input) => input.agent === agent);
      const codes = [...codesOf(controls), ...own.map(({ code, kind }) => codeOf(kind, code))];
      const axes = own.flatMap(({ code, kind }) => (kind === "axis" ? [code] : []));
      return new Person(
        people.length > 1 ? `Inputs of ${agent}` : "Inputs",
        inReadingOrder([...new Set(codes)].filter((code) => code !== "")),
        [...new Set(axes)],
        handsOf(inputs, agent, pictures),
      );
    });
    this.pointers = this.#people.map(({ pointer }) => pointer);
    this.element.append(...this.#people.map(({ element }) => element));
    this.element.hidden = this.#people.every(({ isEmpty }) => isEmpty);
  }

  show(picture: number): void {
    for (const person of this.#people) person.show(picture);
  }
}

class Person {
  readonly element: HTMLElement;
  readonly pointer = h("div", { class: "pointer", hidden: true, "aria-hidden": "true" });
  readonly #keys: Map<string, HTMLElement>;
  readonly #axes: Map<string, HTMLMeterElement>;

  constructor(
    title: string,
    codes: readonly string[],
    axes: readonly string[],
    private readonly hands: readonly Hands[],
  ) {
    this.#keys = new Map(
      codes.map((code) => [code, h("kbd", {}, ...spoken(keyName(code, english.game.inputs)))]),
    );
    this.#axes = new Map(
      axes.map((name) => [name, h("meter", { min: -1, max: 1, value: 0, "aria-label": name })]),
    );
    this.element = h(
      "p",
      { class: "keys" },
      h("b", {}, title),
      ...this.#keys.values(),
      ...[...this.#axes].map(([name, meter]) => h("span", { class: "axis" }, name, " ", meter)),
    );
  }

  get isEmpty(): boolean {
    return this.#keys.size === 0 && this.#axes.size === 0;
  }

  show(picture: number): void {
    const { down, pointer, axes } = this.hands[picture] ?? rest;
    for (const [code, key] of this.#keys) key.classList.toggle("down", down.has(code));
    for (const [name, meter] of this.#axes) {
      meter.value = axes.get(name) ?? 0;
      meter.title = numberText(meter.value);
    }
    this.pointer.hidden = pointer === null;
    this.pointer.classList.toggle("down", pointer?.isDown ?? false);
    this.pointer.style.setProperty("--x", String(pointer?.x ?? 0));
    this.pointer.style.setProperty("--y", String(pointer?.y ?? 0));
  }
}

const rest: Hands = { down: new Set(), pointer: null, axes: new Map() };

/** Only digital inputs have a code that is a key's. */
function codeOf(kind: ReplayInput["kind"], code: string): string {
  return kind === "down" || kind === "up" ? code : "";
}
