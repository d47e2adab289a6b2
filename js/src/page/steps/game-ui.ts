/** What Python puts around a game (`gymbrowser/bridge/ui.py`): values, bars, messages, panels. */

import type { Assets, UiRecord } from "../../generated/contract";
import { write } from "../description-list";
import { h } from "../dom";
import { decimal, percent } from "../numbers";
import type { Strings } from "../strings";
import { Sounds } from "./game-sounds";
import type { Widgets } from "./widgets";

type UiCall = UiRecord["calls"][number];
type CallOf<K extends UiCall["call"]> = Extract<UiCall, { call: K }>;
type Value = string | number;

export interface GameUiOptions {
  assets: Assets;
  /** What the files of the assets are relative to. */
  root: string;
  language: string;
  strings: Strings["game"];
  widgets: Pick<Widgets, "show" | "clear">;
  /** What stands there before Python says anything. */
  declared: readonly UiCall[];
  /** What Python says to what is read in its place. */
  words: Readonly<Record<string, string>>;
  /** Plays the sound of this address. */
  sounds?: Pick<Sounds, "play">;
}

interface Part {
  element: HTMLElement;
}

interface Line extends Part {
  said: Text;
}

interface Gauge extends Line {
  bar: HTMLProgressElement;
}

/** So many messages are in sight; a screen reader has read out the others. */
const messagesShown = 4;

/** All of it is text and never HTML: it may hold what a participant has typed. */
export class GameUi {
  /** Above the picture, one line that wraps. */
  readonly hud = h("dl", {});
  /** Below the picture, which must not move when something comes or goes here. */
  readonly around: HTMLElement;
  readonly #bars = h("div", { class: "gauges" });
  readonly #board: HTMLElement;
  readonly #panels = h("div", { class: "panels" });
  readonly #values = new Map<string, Line>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #infos = new Map<string, Part>();
  readonly #sounds: Pick<Sounds, "play">;
  #image: HTMLElement | null = null;
  #stage: HTMLElement | null = null;

  constructor(private readonly options: GameUiOptions) {
    const { messages } = options.strings;
    // Additions to a log are read out politely, when nothing else is being said.
    this.#board = h("div", { class: "board", role: "log", "aria-label": messages });
    this.around = h("div", { class: "around" }, this.#bars, this.#board, this.#panels);
    this.#sounds = options.sounds ?? new Sounds();
    for (const { file } of Object.values(options.assets.sounds)) {
      if (options.sounds === undefined) (this.#sounds as Sounds).preload(this.#address(file));
    }
    this.apply(options.declared);
  }

  /** Draws borders around this element. */
  frame(stage: HTMLElement): void {
    this.#stage = stage;
  }

  apply(calls: readonly UiCall[]): void {
    for (const call of calls) this.#apply(call);
  }

  /** As before the first call: a game that begins anew says everything anew. */
  restart(): void {
    this.options.widgets.clear(new Set());
    this.#clear();
  }

  /** Widgets that are declared stay as they are, with what is set in them. */
  #clear(): void {
    const { declared, widgets } = this.options;
    widgets.clear(new Set(declared.flatMap((call) => (call.call === "widget" ? [call.name] : []))));
    for (const known of [this.#values, this.#gauges, this.#infos]) known.clear();
    for (const element of [this.hud, this.#bars, this.#board, this.#panels]) {
      element.replaceChildren();
    }
    this.#image = null;
    this.#border(null);
    this.apply(declared);
  }

  #apply(call: UiCall): void {
    switch (call.call) {
      case "hud":
        for (const [name, value] of Object.entries(call.values)) this.#value(name, value);
        break;
      case "progress":
      case "budget":
        this.#gauge(call);
        break;
      case "message":
        this.#message(call.text);
        break;
      case "info":
        this.#info(call);
        break;
      case "image":
        this.#show(call);
        break;
      case "border":
        this.#border(call.color);
        break;
      case "sound":
        this.#play(call);
        break;
      case "widget":
        this.options.widgets.show(call.name, call.widget);
        break;
      case "clear":
        this.#clear();
        break;
      case "probe":
        break; // the worker has heard it
    }
  }

  #value(name: string, value: Value | null): void {
    if (value === null) {
      forget(this.#values, name);
      return;
    }
    write((this.#values.get(name) ?? this.#newValue(name)).said, this.#text(value));
  }

  #newValue(name: string): Line {
    const said = document.createTextNode("");
    const element = h("div", {}, h("dt", {}, this.#said(name)), h("dd", {}, said));
    const line = { element, said };
    this.#values.set(name, line);
    this.hud.append(element);
    return line;
  }

  #gauge({ call, name, value, maximum }: CallOf<"progress" | "budget">): void {
    const key = `${call} ${name}`;
    if (value === null) {
      forget(this.#gauges, key);
      return;
    }
    const { bar, said } = this.#gauges.get(key) ?? this.#newGauge(key, this.#said(name));
    bar.max = maximum;
    bar.value = Math.max(0, value);
    write(said, call === "budget" ? this.#left(value, maximum) : this.#share(value, maximum));
  }

  #newGauge(key: string, label: string): Gauge {
    const bar = h("progress", { "aria-label": label });
    const said = document.createTextNode("");
    const element = h("div", { class: "gauge" }, h("span", {}, label), bar, h("span", {}, said));
    const gauge = { element, bar, said };
    this.#gauges.set(key, gauge);
    this.#bars.append(element);
    return gauge;
  }

  #message(text: string): void {
    this.#board.append(h("p", {}, this.#said(text)));
    while (this.#board.childElementCount > messagesShown) this.#board.firstElementChild?.remove();
  }

  #info({ title, body }: CallOf<"info">): void {
    if (body === null) {
      forget(this.#infos, title);
      return;
    }
    const known = this.#infos.get(title);
    const panel =
      known?.element ?? h("section", { class: "panel", "aria-label": this.#said(title) });
    panel.replaceChildren(h("h2", {}, this.#said(title)), this.#body(body));
    if (known) return;
    this.#infos.set(title, { element: panel });
    this.#panels.append(panel);
  }

  #body(body: string | Record<string, Value>): HTMLElement {
    if (typeof body === "string") return h("p", {}, this.#said(body));
    const rows = Object.entries(body).map(([name, value]) =>
      h("div", {}, h("dt", {}, this.#said(name)), h("dd", {}, this.#text(value))),
    );
    return h("dl", {}, ...rows);
  }

  #show({ image, alt }: CallOf<"image">): void {
    this.#image?.remove();
    this.#image = null;
    if (image === null) return;
    const asset = this.options.assets.images[image];
    if (asset === undefined) {
      console.error(`exp.yml declares no image "${image}".`);
      return;
    }
    this.#image = h("img", { class: "panel", src: this.#address(asset.file), alt });
    this.#panels.prepend(this.#image);
  }

  #border(color: string | null): void {
    const { style } = this.#stage ?? {};
    if (style === undefined) return;
    if (color === null) style.removeProperty("--border");
    else if (CSS.supports("color", color)) style.setProperty("--border", color);
    else console.error(`"${color}" is no colour of CSS.`);
  }

  #play({ sound, volume }: CallOf<"sound">): void {
    const asset = this.options.assets.sounds[sound];
    if (asset === undefined) {
      console.error(`exp.yml declares no sound "${sound}".`);
      return;
    }
    this.#sounds.play(this.#address(asset.file), volume);
  }

  #left(value: number, maximum: number): string {
    return this.options.strings.leftOf(this.#text(value), this.#text(maximum));
  }

  #share(value: number, maximum: number): string {
    const share = Math.min(1, Math.max(0, value / maximum));
    return percent(share, this.options.language);
  }

  #text(value: Value): string {
    if (typeof value === "string") return this.#said(value);
    return decimal(value, this.options.language);
  }

  #said(text: string): string {
    const { words } = this.options;
    // Python may say "constructor".
    return (Object.hasOwn(words, text) ? words[text] : undefined) ?? text;
  }

  #address(file: string): string {
    return new URL(file, this.options.root).href;
  }
}

function forget(known: Map<string, Part>, name: string): void {
  known.get(name)?.element.remove();
  known.delete(name);
}
