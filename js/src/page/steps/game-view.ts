/** The elements of a game step, drawn from its state. */

import type { GameStep } from "../../generated/contract";
import { button, h } from "../dom";
import type { Strings } from "../strings";
import type { Beside } from "./game-beside";
import { bootCard, failureCard, showBoot } from "./game-cards";
import { GameHud } from "./game-hud";
import type { GameInputs } from "./game-inputs";
import { pressable } from "./game-press";
import type { EpisodeStanding, GameState } from "./game-state";
import type { GameUi } from "./game-ui";
import { switchButtons, touchButtons } from "./inputs/buttons";
import { keysOf } from "./inputs/codes";
import { inReadingOrder } from "./inputs/layout";
import { deviceLegend, keyLegend } from "./inputs/legend";

export interface GameViewOptions {
  step: GameStep;
  strings: Strings;
  language: string;
  /** From 0: the one that is played first. */
  episode: number;
  /** What Python puts around the picture. */
  ui: Pick<GameUi, "hud" | "around" | "frame">;
  inputs: Pick<GameInputs, "sink" | "nameOf" | "choosers" | "joystick" | "devices" | "isTouched">;
  /** What the button on the card does: start an episode, go on, or try again. */
  onPress: (timeStamp: number) => void;
  /** The participant wants to choose other keys. */
  onKeys: () => void;
  /** What the participant has beside the game: the page's own buttons, while it runs. */
  beside: Pick<Beside, "widgets" | "controls" | "nameKeys">;
}

export class GameView {
  readonly element: HTMLElement;
  readonly #stage: HTMLElement;
  /** Over the canvas, while there is nothing on it to see: a boot, a failure. */
  readonly #overlay = h("div", { class: "overlay" });
  /** Below all else, so that the frame stays in sight and nothing moves when it comes and goes. */
  readonly #bar = h("div", { class: "bar" });
  readonly #hud: GameHud;
  readonly #played: boolean;
  readonly #legend = h("div", {});
  /** There from the beginning: they say how it is played, and nothing moves when it begins. */
  readonly #buttons = h("div", {});
  /** What is to be in sight while a game runs: on a small screen the last of them before all. */
  readonly #parts: HTMLElement[];
  #canvas: HTMLCanvasElement;
  #phase: GameState["phase"] | null = null;

  constructor(private readonly options: GameViewOptions) {
    const { step, ui, inputs, beside } = options;
    this.#played = Object.keys(step.controls).length > 0;
    this.#hud = new GameHud(options);
    this.#canvas = this.#newCanvas();
    const { width, height } = step.view;
    const vars = { "--view-width": width, "--view-height": height };
    this.#stage = h("div", { class: "stage", vars }, this.#canvas, this.#overlay);
    ui.frame(this.#stage);
    const head = h("div", { class: "hud" }, this.#hud.element, ui.hud, this.#legend);
    const widgets = beside.widgets.element;
    this.#parts = [head, widgets, this.#buttons, this.#stage];
    this.element = h(
      "section",
      {},
      h("div", { html: step.html }),
      head,
      this.#stage,
      inputs.joystick?.element ?? null,
      this.#buttons,
      widgets,
      this.#bar,
      ui.around,
    );
    this.nameKeys();
  }

  /** Where the pointer is heard. */
  get picture(): HTMLElement {
    return this.#canvas;
  }

  /** Says again what is pressed for what: the keyboard's layout is known now, or keys were chosen. */
  nameKeys(): void {
    const { step, strings, inputs, beside } = this.options;
    const { sink, nameOf } = inputs;
    beside.nameKeys();
    this.#canvas.setAttribute("aria-label", strings.game.canvas(this.#keyNames(), inputs.devices));
    if (!this.#played) return;
    const hasKeys = this.#keyNames().length > 0 && !inputs.isTouched;
    this.#legend.replaceChildren(
      keyLegend(step.controls, nameOf, strings.game.keys),
      deviceLegend(inputs.devices, hasKeys, strings.game),
    );
    this.#buttons.replaceChildren(touchButtons({ people: step.controls, nameOf, sink }));
    this.#switchButtons();
  }

  /** Device pixels per pixel of the view, whose picture may be shown larger than it is. */
  get scale(): number {
    const { width } = this.#canvas.getBoundingClientRect();
    return devicePixelRatio * Math.max(1, width / this.options.step.view.width);
  }

  /** Puts a new canvas in place and hands its bitmap over: each can be handed over only once. */
  handOverCanvas(): OffscreenCanvas {
    const canvas = this.#newCanvas();
    this.#canvas.replaceWith(canvas);
    this.#canvas = canvas;
    return canvas.transferControlToOffscreen();
  }

  render(state: GameState): void {
    // What is shown stays until the page comes that the session ends on.
    if (state.phase === "left") return;
    const entered = state.phase !== this.#phase;
    this.#phase = state.phase;
    this.#hud.show(state);
    if (entered) this.#switchButtons();
    if (state.phase === "booting") this.#showBoot(state.boot, entered);
    else if (state.phase === "counting") this.#showCountdown(state.left, entered);
    else if (entered) this.#showPhase(state);
  }

  #newCanvas(): HTMLCanvasElement {
    const { step, strings, inputs } = this.options;
    const { width, height } = step.view;
    const played = this.#played;
    return h("canvas", {
      class: "screen",
      width,
      height,
      role: played ? "application" : "img",
      "aria-label": strings.game.canvas(this.#keyNames(), inputs.devices),
      tabindex: played ? 0 : null,
    });
  }

  #keyNames(): string[] {
    const { step, inputs } = this.options;
    return Object.values(step.controls).flatMap((own) =>
      inReadingOrder(keysOf(own)).map((code) => inputs.nameOf(code).name),
    );
  }

  #showBoot(boot: Extract<GameState, { phase: "booting" }>["boot"], entered: boolean): void {
    const { strings, language } = this.options;
    if (entered) this.#setCard(...bootCard(strings.game));
    showBoot(this.#overlay, boot, strings.game, language);
  }

  #showPhase(state: GameState): void {
    const { strings } = this.options;
    const { game } = strings;
    switch (state.phase) {
      case "preparing":
        this.#setCard(h("p", { role: "status" }, game.preparing));
        break;
      case "waiting":
        if (state.back === null) this.#showWaiting(state.episode, state.last);
        else this.#showBack();
        break;
      case "running":
        this.#showRunning();
        break;
      case "paused":
        this.#setCard(
          h("p", { role: "status" }, game.paused[state.why]),
          this.#pressable(strings.continue, true),
        );
        break;
      case "between":
        this.#setBar(...this.#result(game.readyNext(state.last.episode + 1), state.last));
        break;
      case "finished":
        this.#setBar(
          ...this.#result(game.finished, state.last),
          this.#pressable(strings.continue, true),
        );
        break;
      case "failed":
        this.#setCard(
          ...failureCard(state, strings),
          this.#pressable(state.way === "retry" ? strings.retry : strings.continue, true),
        );
    }
  }

  /** The picture stays in sight: what is coming can be taken in. */
  #showCountdown(left: number, entered: boolean): void {
    const { game } = this.options.strings;
    if (entered) {
      const said = h("p", { class: "visually-hidden", role: "status" }, game.beginsIn(left));
      this.#setBar();
      this.#overlay.hidden = false;
      this.#overlay.classList.add("clear");
      this.#overlay.replaceChildren(h("p", { class: "countdown", "aria-hidden": "true" }), said);
      this.#attend();
    }
    const number = this.#overlay.querySelector(".countdown");
    if (number !== null) number.textContent = String(left);
  }

  #showRunning(): void {
    const { controls } = this.options.beside;
    this.#setBar(controls.isEmpty ? null : controls.element);
    this.#attend();
  }

  /** The keys are the game's again. */
  focusGame(): void {
    if (this.#played) this.#canvas.focus({ preventScroll: true });
  }

  /** They do something only while it runs, and are ready a moment before: a finger may wait there. */
  #switchButtons(): void {
    switchButtons(this.#buttons, this.#phase === "counting" || this.#phase === "running");
  }

  /** The game takes the keys, and its place on the screen. */
  #attend(): void {
    this.#canvas.focus({ preventScroll: true });
    for (const part of this.#parts) part.scrollIntoView({ block: "nearest" });
  }

  #showWaiting(episode: number, last: EpisodeStanding | null): void {
    const { step, strings } = this.options;
    const { next, readyFirst, readyNext, start } = strings.game;
    const label = episode === 0 ? start : next(episode + 1, step.episodes);
    const text = episode === 0 ? readyFirst : readyNext(episode);
    this.#setBar(
      ...this.#result(text, last),
      this.#pressable(label, episode > 0),
      this.#keyChooser(),
    );
  }

  /** The picture is in sight as it was before the reload. */
  #showBack(): void {
    const { strings } = this.options;
    const text = h("p", { role: "status" }, strings.game.wereHere);
    this.#setBar(text, this.#pressable(strings.continue, true), this.#keyChooser());
  }

  #keyChooser(): HTMLElement | null {
    const { inputs, strings, onKeys } = this.options;
    if (inputs.isTouched || Object.keys(inputs.choosers).length === 0) return null;
    const element = button(strings.game.remap.open, { quiet: true });
    element.addEventListener("click", onKeys);
    return element;
  }

  #result(text: string, last: EpisodeStanding | null): HTMLElement[] {
    const { scored } = this.options.strings.game;
    const score = last && h("p", { class: "score" }, scored(this.#hud.scoreOf(last)));
    return [h("p", { role: "status" }, text), ...(score === null ? [] : [score])];
  }

  #setCard(...content: HTMLElement[]): void {
    this.#overlay.hidden = false;
    this.#overlay.classList.remove("clear");
    this.#overlay.replaceChildren(h("div", { class: "card" }, ...content));
    this.#bar.replaceChildren();
  }

  #setBar(...content: (HTMLElement | null)[]): void {
    this.#overlay.hidden = true;
    this.#bar.replaceChildren(...content.filter((element) => element !== null));
  }

  /** @param afterPlay the player looks at the game, with the fingers on its keys perhaps. */
  #pressable(label: string, afterPlay: boolean): HTMLElement {
    const { step, onPress } = this.options;
    const codes = Object.values(step.controls).flatMap(keysOf);
    return pressable(label, { afterPlay, codes, onPress });
  }
}
