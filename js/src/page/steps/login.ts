/** The participant types who they are; nothing is kept before the consent. */

import { actions, button, h, setAttribute } from "../dom";
import { type Admitted, comeIn, judgeLogin } from "../login";
import { completed } from "../runner";
import type { Strings } from "../strings";
import type { StepContext, StepModule, StepOf } from "./context";

export const login: StepModule<"login"> = {
  kind: "login",
  async run(step, context) {
    await comeIn(await ask(step, context), context);
    return completed;
  },
};

function ask(step: StepOf<"login">, { recorder, screen, strings }: StepContext): Promise<Admitted> {
  const field = new Field(step.label, recorder.taker.participant ?? "", strings.login);
  const send = button(strings.continue, { submit: true });
  const form = h("form", { novalidate: true }, field.element, actions(send));
  screen.show(h("section", {}, h("div", { html: step.html }), form), step.label);
  return new Promise((resolve) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      send.disabled = true;
      const judgement = await judgeLogin(step, field.typed);
      if (judgement.ok) return resolve(judgement);
      send.disabled = false;
      field.complain(strings.login[judgement.why]);
      screen.announce(strings.login[judgement.why]);
    });
  });
}

/** What is wrong stands below what was typed, which stays there to be mended. */
class Field {
  readonly #input: HTMLInputElement;
  readonly #error = h("p", { class: "error", id: "login-error", hidden: true });
  readonly element: HTMLElement;

  constructor(label: string, known: string, strings: Strings["login"]) {
    this.#input = h("input", {
      id: "login-id",
      type: "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      required: true,
      "aria-describedby": "login-note",
    });
    this.#input.value = known;
    this.#input.addEventListener("input", () => this.complain(null));
    const heading = h("label", { for: "login-id", class: "prompt" }, label);
    const note = h("p", { class: "note", id: "login-note" }, strings.note);
    this.element = h("div", { class: "question" }, heading, this.#input, note, this.#error);
  }

  get typed(): string {
    return this.#input.value;
  }

  /** @param sentence null: nothing is known to be wrong any more. */
  complain(sentence: string | null): void {
    this.#error.textContent = sentence;
    this.#error.hidden = sentence === null;
    this.element.classList.toggle("invalid", sentence !== null);
    setAttribute(this.#input, "aria-invalid", sentence === null ? null : "true");
    const described = sentence === null ? "login-note" : "login-error login-note";
    setAttribute(this.#input, "aria-describedby", described);
    if (sentence !== null) this.#input.select();
  }
}
