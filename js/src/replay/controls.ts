/** What moves the film: buttons, a slider, a choice of speeds, and keys. */

import { button, h } from "../page/dom";
import type { Transport } from "./transport";

const speeds = [0.1, 0.25, 0.5, 1, 2, 4, 8];
/** With Shift an arrow goes so far. */
const farther = 10;

export interface ControlActions {
  /** To the next event, or the one before. */
  goToEvent: (way: 1 | -1) => void;
}

export class Controls {
  readonly element: HTMLElement;
  readonly #play = button("Play");
  readonly #slider = h("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "Step" });
  readonly #place = h("output", {}, "0 / 0");

  constructor(
    private readonly transport: Transport,
    private readonly actions: ControlActions,
  ) {
    const speed = h(
      "select",
      { "aria-label": "Speed" },
      ...speeds.map((each) => h("option", { value: each, selected: each === 1 }, `${each}×`)),
    );
    speed.addEventListener("change", () => {
      transport.speed = Number(speed.value);
    });
    this.#slider.addEventListener("input", () => transport.seek(Number(this.#slider.value)));
    this.element = h(
      "div",
      { class: "controls", role: "group", "aria-label": "Film" },
      h(
        "div",
        { class: "row" },
        tell(this.#play, () => transport.toggle()),
        tell(small("◀", "One step back"), () => this.#step(-1)),
        tell(small("▶", "One step on"), () => this.#step(1)),
        tell(small("⇤ event", "Event before"), () => actions.goToEvent(-1)),
        tell(small("event ⇥", "Next event"), () => actions.goToEvent(1)),
        h("label", {}, "Speed ", speed),
        this.#place,
      ),
      this.#slider,
    );
  }

  show(): void {
    const { picture, last, isPlaying } = this.transport;
    const label = isPlaying ? "Pause" : "Play";
    if (this.#play.textContent !== label) this.#play.textContent = label;
    this.#slider.max = String(last);
    this.#slider.value = String(picture);
    this.#slider.setAttribute("aria-valuetext", picture === 0 ? "start" : `step ${picture}`);
    this.#place.textContent = `${picture} / ${last}`;
  }

  /** Whether the key meant something here. */
  press({ key, shiftKey, target }: Pick<KeyboardEvent, "key" | "shiftKey" | "target">): boolean {
    // What has keys of its own keeps them; the slider's would go one step as well.
    if (target instanceof HTMLSelectElement) return false;
    const action = this.#actionOf(key, shiftKey ? farther : 1, target);
    action?.();
    return action !== null;
  }

  #actionOf(key: string, far: number, target: EventTarget | null): (() => void) | null {
    switch (key) {
      case "ArrowLeft":
        return () => this.#step(-far);
      case "ArrowRight":
        return () => this.#step(far);
      case "Home":
        return () => this.transport.seek(0);
      case "End":
        return () => this.transport.seek(this.transport.last);
      case "n":
        return () => this.actions.goToEvent(1);
      case "p":
        return () => this.actions.goToEvent(-1);
      case " ":
        return target instanceof HTMLButtonElement ? null : () => this.transport.toggle();
      default:
        return null;
    }
  }

  #step(steps: number): void {
    this.transport.seek(this.transport.picture + steps);
  }
}

function small(sign: string, name: string): HTMLButtonElement {
  const made = button(sign, { quiet: true });
  made.setAttribute("aria-label", name);
  made.title = name;
  return made;
}

function tell(element: HTMLButtonElement, action: () => void): HTMLButtonElement {
  element.addEventListener("click", action);
  return element;
}
