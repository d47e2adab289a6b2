/** What a participant may do to a running game from outside of it, where the study lets them. */

import type { Allowed } from "../../generated/contract";
import { button, h } from "../dom";
import type { Strings } from "../strings";

export interface ControlsOptions {
  allow: Allowed;
  /** Of a real-time game; null where nothing can be changed. */
  fps: number | null;
  strings: Strings["game"];
  onPause: () => void;
  onReset: () => void;
  onRate: (fps: number) => void;
}

export class GameControls {
  readonly element = h("div", { class: "controls" });
  readonly #rate = h("output", { role: "status" });
  readonly #pause: HTMLButtonElement;
  #fps: number;

  constructor(private readonly options: ControlsOptions) {
    const { allow, fps, strings } = options;
    this.#fps = fps ?? 0;
    this.#pause = quiet(strings.pause, options.onPause);
    if (allow.pause) this.element.append(this.#pause);
    if (allow.fps !== null && fps !== null) {
      const { step } = allow.fps;
      const slower = quiet(strings.slower, () => this.#setRate(this.#fps - step));
      const faster = quiet(strings.faster, () => this.#setRate(this.#fps + step));
      this.element.append(slower, this.#rate, faster);
      this.#setRate(fps, false);
    }
    if (allow.reset) this.element.append(quiet(strings.reset, options.onReset));
  }

  get isEmpty(): boolean {
    return this.element.childElementCount === 0;
  }

  /** A new attempt begins at the study's own rate. */
  restart(): void {
    if (this.options.fps !== null) this.#setRate(this.options.fps, false);
  }

  /** No pause is left. */
  hidePause(): void {
    this.#pause.hidden = true;
  }

  #setRate(fps: number, tell = true): void {
    const { allow, strings, onRate } = this.options;
    if (allow.fps === null) return;
    this.#fps = Math.min(allow.fps.max, Math.max(allow.fps.min, fps));
    this.#rate.textContent = strings.rate(this.#fps);
    if (tell) onRate(this.#fps);
  }
}

/** It leaves the focus in the game, where the keys are heard. */
function quiet(label: string, act: () => void): HTMLButtonElement {
  const element = button(label, { quiet: true });
  element.addEventListener("pointerdown", (event) => event.preventDefault());
  element.addEventListener("click", act);
  return element;
}
