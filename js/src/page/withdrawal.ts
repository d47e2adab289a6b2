/** Stopping before the end: the quiet button under every step, and the question that it asks. */

import type { WithdrawalChoice } from "../generated/contract";
import { actions, button, h } from "./dom";
import type { Strings } from "./strings";

export interface WithdrawalOptions {
  /** What the button says; null where the study does not offer it. */
  label: string | null;
  strings: Strings["withdrawal"];
  /** Where the button goes. */
  place: HTMLElement;
  /** Stops everything; the question stays until it has. */
  onChosen: (choice: WithdrawalChoice) => Promise<void>;
}

export class WithdrawalControl {
  readonly #button: HTMLButtonElement;
  #isChosen = false;

  constructor(private readonly options: WithdrawalOptions) {
    this.#button = h("button", { type: "button", class: "withdraw" }, options.label ?? "");
    this.#button.addEventListener("click", () => void this.#ask());
  }

  /** The participant has chosen to stop. */
  get isChosen(): boolean {
    return this.#isChosen;
  }

  show(): void {
    if (this.options.label !== null) this.options.place.replaceChildren(this.#button);
  }

  hide(): void {
    this.#button.remove();
  }

  async #ask(): Promise<void> {
    const { strings, onChosen } = this.options;
    const question = new Question(strings);
    const choice = await question.ask();
    if (choice !== null) {
      this.#isChosen = true;
      this.hide();
      await onChosen(choice);
    }
    question.close();
  }
}

/** Over the page; Escape is "go on". A game beneath hears no key that is pressed in it. */
class Question {
  readonly #keep: HTMLButtonElement;
  readonly #delete: HTMLButtonElement;
  readonly #goOn: HTMLButtonElement;
  readonly #dialog: HTMLDialogElement;

  constructor(strings: Strings["withdrawal"]) {
    this.#goOn = button(strings.goOn);
    this.#keep = button(strings.keep, { quiet: true });
    this.#delete = button(strings.delete, { quiet: true });
    this.#dialog = h(
      "dialog",
      { class: "withdrawal", "aria-labelledby": "withdrawal-title" },
      h("h2", { id: "withdrawal-title" }, strings.title),
      h("p", {}, strings.text),
      actions(this.#goOn, this.#keep, this.#delete),
    );
    // A key that is let go must reach the game, or it would count as held for ever.
    this.#dialog.addEventListener("keydown", (event) => event.stopPropagation());
  }

  /** Null: the participant goes on. */
  ask(): Promise<WithdrawalChoice | null> {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    return new Promise((resolve) => {
      const decide = (choice: WithdrawalChoice) => () => {
        for (const each of [this.#goOn, this.#keep, this.#delete]) each.disabled = true;
        resolve(choice);
      };
      this.#keep.addEventListener("click", decide("keep"));
      this.#delete.addEventListener("click", decide("delete"));
      this.#goOn.addEventListener("click", () => resolve(null));
      this.#dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        if (!this.#goOn.disabled) resolve(null);
      });
    });
  }

  close(): void {
    this.#dialog.close();
    this.#dialog.remove();
  }
}
