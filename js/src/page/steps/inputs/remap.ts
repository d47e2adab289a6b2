/** The dialog in which a participant chooses keys of their own. */

import type { Controls } from "../../../generated/contract";
import { actions, button, h } from "../../dom";
import type { Strings } from "../../strings";
import { type ChosenKeys, KeyChoice } from "./chosen-keys";
import { keysOf } from "./codes";
import { type KeyLayout, nameOfKey } from "./key-names";
import { inReadingOrder } from "./layout";
import { entriesOf, spoken } from "./legend";
import type { Needs } from "./needs";

export interface RemapOptions {
  /** Those who may. */
  people: Readonly<Record<string, Controls>>;
  needs: Needs;
  chosen: ChosenKeys;
  /** Keys that do something beside the game. */
  taken: ReadonlySet<string>;
  layout: KeyLayout | null;
  strings: Strings["game"]["remap"];
  inputs: Strings["game"]["inputs"];
}

/** Resolves with what the participant has chosen; null: they left it as it was. */
export function askForKeys(options: RemapOptions): Promise<ChosenKeys | null> {
  const dialog = new RemapDialog(options);
  document.body.append(dialog.element);
  return dialog.ask();
}

class RemapDialog {
  readonly element: HTMLDialogElement;
  readonly #choice: KeyChoice;
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #status = h("p", { class: "note", role: "status" });
  /** For which code a key is waited for. */
  #asking: string | null = null;
  /** The key that was pressed for it: when it comes up it must not press the button. */
  #taken: string | null = null;
  #resolve: (chosen: ChosenKeys | null) => void = () => {};

  constructor(private readonly options: RemapOptions) {
    const { people, needs, chosen, taken, strings } = options;
    this.#choice = new KeyChoice(needs.codes, chosen, taken);
    const lists = Object.entries(people).map(([agent, own], _, all) =>
      h(
        "div",
        {},
        all.length > 1 ? h("h3", {}, agent) : null,
        h(
          "dl",
          { class: "remap" },
          ...inReadingOrder(keysOf(own)).map((code) => this.#row(code, own)),
        ),
      ),
    );
    const done = button(strings.done);
    const reset = button(strings.reset, { quiet: true });
    done.addEventListener("click", () => this.#close(this.#choice.chosen));
    reset.addEventListener("click", () => this.#reset());
    this.element = h(
      "dialog",
      { class: "dialog", "aria-labelledby": "remap-title" },
      h("h2", { id: "remap-title" }, strings.title),
      h("p", {}, strings.how),
      ...lists,
      this.#status,
      actions(done, reset),
    );
    this.element.addEventListener("keydown", (event) => this.#take(event));
    this.element.addEventListener("keyup", (event) => {
      if (event.code === this.#taken) event.preventDefault();
      this.#taken = null;
    });
    this.element.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#close(null);
    });
    this.#show();
  }

  ask(): Promise<ChosenKeys | null> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.element.showModal();
    });
  }

  #row(code: string, own: Controls): HTMLElement {
    const label = entriesOf(own).find(
      ({ codes }) => codes.length === 1 && codes[0] === code,
    )?.label;
    const what = label ?? nameOfKey(code, this.options.layout, this.options.inputs).name;
    const element = button("", { quiet: true });
    element.addEventListener("click", () => this.#ask(code));
    this.#buttons.set(code, element);
    return h("div", {}, h("dt", {}, what), h("dd", {}, element));
  }

  #ask(code: string): void {
    this.#asking = this.#asking === code ? null : code;
    this.#show();
    this.#buttons.get(code)?.focus();
  }

  #take(event: KeyboardEvent): void {
    const code = this.#asking;
    if (code === null || event.repeat) return;
    event.preventDefault();
    event.stopPropagation();
    this.#asking = null;
    this.#taken = event.code;
    const isReserved = event.code !== "Escape" && !this.#choice.choose(code, event.code);
    this.#show();
    if (isReserved) this.#status.textContent = this.options.strings.reserved;
  }

  #reset(): void {
    this.#asking = null;
    this.#choice.reset();
    this.#show();
  }

  #show(): void {
    const { inputs, layout, strings } = this.options;
    const change = () => h("span", { class: "visually-hidden" }, strings.change);
    this.#status.textContent = this.#asking === null ? "" : strings.press;
    for (const [code, element] of this.#buttons) {
      const { sign, name } = nameOfKey(this.#choice.pressed(code), layout, inputs);
      const asks = code === this.#asking;
      element.replaceChildren(...(asks ? [strings.press] : [...spoken({ sign, name }), change()]));
    }
  }

  #close(chosen: ChosenKeys | null): void {
    this.element.close();
    this.element.remove();
    this.#resolve(chosen);
  }
}
