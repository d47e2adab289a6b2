/** The page's own buttons: what a participant may do to a running game from outside of it. */

import type { Allowed } from "../../generated/contract";
import { button, h } from "../dom";
import type { Strings } from "../strings";
import { beside } from "./inputs/beside";
import { keyHint, nameKeyHints } from "./inputs/key-hint";
import type { NameInput } from "./inputs/key-names";

/** In HIPPO Gym's words, by which they are recorded. */
export type OwnButton = "start" | "stop" | "pause" | "reset" | "fpsUp" | "fpsDown" | "fpsSet";

const changes: Partial<Record<OwnButton, number>> = { fpsUp: 1, fpsDown: -1 };

export interface ControlsOptions {
  allow: Allowed;
  /** Of a real-time game; null where nothing can be changed. */
  fps: number | null;
  strings: Strings["game"];
  nameKey: NameInput;
  /**
   * One was pressed.
   *
   * @param rate the frame rate that it asks for; null where it is about something else
   */
  onUse: (name: OwnButton, rate: number | null, timeStamp: number) => void;
}

export class GameControls {
  readonly element = h("div", { class: "controls" });
  readonly #rate: HTMLOutputElement | HTMLInputElement;
  readonly #pause: HTMLButtonElement;
  #fps: number;

  constructor(private readonly options: ControlsOptions) {
    const { allow, fps, strings } = options;
    this.#fps = fps ?? 0;
    this.#pause = this.#button("pause", strings.pause);
    this.#rate = allow.fps?.set ? this.#box() : h("output", { role: "status" });
    if (allow.pause) this.element.append(this.#pause);
    if (allow.fps !== null && fps !== null) {
      const slower = this.#button("fpsDown", strings.slower);
      const faster = this.#button("fpsUp", strings.faster);
      this.element.append(slower, this.#rate, faster);
      this.#show(fps);
    }
    if (allow.reset) this.element.append(this.#button("reset", strings.reset));
    if (allow.stop) this.element.append(this.#button("stop", strings.stop));
  }

  get isEmpty(): boolean {
    return this.element.childElementCount === 0;
  }

  /** Key to the button that it presses. */
  get keys(): ReadonlyMap<string, OwnButton> {
    const keys = Object.entries(keysOf(this.options.allow)) as [OwnButton, string | null][];
    return new Map(keys.flatMap(([name, code]) => (code === null ? [] : [[code, name] as const])));
  }

  /** Presses one, as its key does. */
  press(name: OwnButton, timeStamp: number): void {
    const { fps } = this.options.allow;
    const change = changes[name];
    const isRate = change !== undefined && fps !== null;
    const rate = isRate ? this.#within(this.#fps + change * fps.step) : null;
    this.options.onUse(name, rate, timeStamp);
  }

  /** Shows the frame rate that the game has now. */
  show(fps: number): void {
    this.#show(fps);
  }

  /** A new attempt begins at the study's own rate. */
  restart(): void {
    if (this.options.fps !== null) this.#show(this.options.fps);
  }

  /** No pause is left. */
  hidePause(): void {
    this.#pause.hidden = true;
  }

  /** Says again which keys press what: the keyboard's layout is known now. */
  nameKeys(): void {
    nameKeyHints(this.element, this.options.nameKey);
  }

  /** It leaves the focus in the game, where the keys are heard. */
  #button(name: OwnButton, label: string): HTMLButtonElement {
    const element = beside(button(label, { quiet: true }));
    const key = keysOf(this.options.allow)[name] ?? null;
    if (key !== null) keyHint(element, key, this.options.nameKey);
    element.addEventListener("click", ({ timeStamp }) => this.press(name, timeStamp));
    return element;
  }

  /** In which any rate can be written. */
  #box(): HTMLInputElement {
    const { strings, onUse } = this.options;
    const box = h("input", {
      type: "number",
      step: "any",
      inputmode: "decimal",
      "aria-label": strings.rateBox,
    });
    box.addEventListener("change", ({ timeStamp }) => {
      const rate = box.valueAsNumber;
      if (Number.isFinite(rate)) onUse("fpsSet", this.#within(rate), timeStamp);
      else this.#show(this.#fps);
    });
    // The keys are the game's again.
    box.addEventListener("keydown", ({ code }) => {
      if (code === "Enter" || code === "NumpadEnter") box.blur();
    });
    return box;
  }

  #within(rate: number): number {
    const { fps } = this.options.allow;
    return fps === null ? rate : Math.min(fps.max, Math.max(fps.min, rate));
  }

  #show(fps: number): void {
    this.#fps = fps;
    if (this.#rate instanceof HTMLInputElement) this.#rate.value = String(fps);
    else this.#rate.textContent = this.options.strings.rate(fps);
  }
}

function keysOf({ keys }: Allowed): Partial<Record<OwnButton, string | null>> {
  return {
    start: keys?.start ?? null,
    stop: keys?.stop ?? null,
    pause: keys?.pause ?? null,
    reset: keys?.reset ?? null,
    fpsUp: keys?.fps_up ?? null,
    fpsDown: keys?.fps_down ?? null,
  };
}
