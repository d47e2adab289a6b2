/** What a participant presses, sets and writes beside a game, declared or made by Python. */

import type { Assets } from "../../../generated/contract";
import { h } from "../../dom";
import { nameKeyHints } from "../inputs/key-hint";
import type { KeyName } from "../inputs/key-names";
import { buttonWidget, feedbackWidget } from "./button";
import { gridWidget } from "./grid";
import { sliderWidget } from "./slider";
import { textBoxWidget } from "./text-box";
import type { Shown, Signal, WidgetShape, WidgetTools } from "./widget";

export interface WidgetsOptions extends Pick<WidgetTools, "strings" | "language" | "done"> {
  images: Assets["images"];
  /** Absolute address that their files are relative to. */
  root: string;
  nameKey: (code: string) => KeyName;
  onSignal: (signal: Signal, timeStamp: number) => void;
  /** The keys of all widgets are others now. */
  onKeys: () => void;
}

/** Text is shown as text: it may hold what a participant has typed. */
export class Widgets {
  readonly element: HTMLFieldSetElement;
  readonly #row = h("div", { class: "row" });
  readonly #sheet = h("div", { class: "sheet" });
  /** What was told last: for who saw no button go down, and for screen readers. */
  readonly #told = h("p", { class: "note told", role: "status" });
  readonly #shown = new Map<string, Shown & { shape: WidgetShape }>();
  readonly #tools: WidgetTools;
  #isOn = false;

  constructor(private readonly options: WidgetsOptions) {
    const { strings, language, nameKey, onSignal, done } = options;
    this.element = h(
      "fieldset",
      { class: "widgets", hidden: true, disabled: true },
      h("legend", { class: "visually-hidden" }, strings.title),
      this.#row,
      this.#told,
      this.#sheet,
    );
    this.#tools = {
      strings,
      language,
      nameKey,
      done,
      imageOf: (name) => this.#imageOf(name),
      say: (text) => this.#say(text),
      tell: (signal, said, timeStamp) => {
        onSignal(signal, timeStamp);
        this.#say(said);
      },
    };
  }

  /** Key to the name of the widget that it presses. */
  get keys(): ReadonlyMap<string, string> {
    const each = [...this.#shown].flatMap(([name, { shape }]) =>
      "key" in shape && shape.key !== null ? [[shape.key, name] as const] : [],
    );
    return new Map(each);
  }

  /** Puts a widget in the place of one of the same name; null takes that away. */
  show(name: string, shape: WidgetShape | null): void {
    const before = this.#shown.get(name);
    // What is as it was keeps what is set or written in it.
    if (shape !== null && JSON.stringify(before?.shape) === JSON.stringify(shape)) return;
    if (shape === null) {
      before?.element.remove();
      this.#shown.delete(name);
    } else this.#put(name, shape, before);
    this.element.hidden = this.#shown.size === 0;
    this.options.onKeys();
  }

  /** Takes away all but these. */
  clear(kept: ReadonlySet<string>): void {
    for (const name of [...this.#shown.keys()]) if (!kept.has(name)) this.show(name, null);
    this.#told.replaceChildren();
  }

  /** Whether they can be used: the game is there. */
  enable(on: boolean): void {
    if (on === this.#isOn) return;
    this.#isOn = on;
    this.element.disabled = !on;
    for (const { enable } of this.#shown.values()) enable?.(on);
  }

  /** The key of a widget was pressed. */
  press(name: string, timeStamp: number): void {
    if (this.#isOn) this.#shown.get(name)?.press?.(timeStamp);
  }

  /** Says again which keys press what: the keyboard's layout is known now. */
  nameKeys(): void {
    nameKeyHints(this.element, this.options.nameKey);
  }

  #put(name: string, shape: WidgetShape, before: Shown | undefined): void {
    const shown = this.#make(name, shape);
    const hadFocus = before?.element.contains(document.activeElement) ?? false;
    const place = shown.press === undefined ? this.#sheet : this.#row;
    if (before?.element.parentElement === place) before.element.replaceWith(shown.element);
    else {
      before?.element.remove();
      place.append(shown.element);
    }
    shown.enable?.(this.#isOn);
    this.#shown.set(name, { ...shown, shape });
    if (hadFocus) shown.element.querySelector<HTMLElement>("[data-keys], input")?.focus();
  }

  #make(name: string, shape: WidgetShape): Shown {
    switch (shape.kind) {
      case "button":
        return buttonWidget(name, shape, this.#tools);
      case "feedback":
        return feedbackWidget(name, shape, this.#tools);
      case "slider":
        return sliderWidget(name, shape, this.#tools);
      case "text_box":
        return textBoxWidget(name, shape, this.#tools);
      case "grid":
        return gridWidget(name, shape, this.#tools);
    }
  }

  #imageOf(name: string): string | null {
    const { images, root } = this.options;
    const asset = images[name];
    if (asset === undefined) console.error(`exp.yml declares no image "${name}".`);
    return asset === undefined ? null : new URL(asset.file, root).href;
  }

  /** A new element, since of the same text nothing would be read out. */
  #say(text: string): void {
    this.#told.replaceChildren(h("span", {}, text));
  }
}
