/** A bot's hands on the questions of a form, found as people find them: by role and by name. */

import type { Locator, Page } from "playwright-core";
import type { ChoiceQuestion, SliderQuestion } from "../../generated/contract";
import {
  type Chosen,
  type Held,
  other,
  pairOf,
  type SingleQuestion,
} from "../../page/steps/form-answers";
import type { Strings } from "../../page/strings";
import { valuesOf } from "../answers";

export class Sheet {
  constructor(
    private readonly page: Page,
    private readonly strings: Strings["form"],
  ) {}

  async give(question: SingleQuestion, held: Held): Promise<void> {
    const { chosen, words } = pairOf(held);
    const prompt = await this.#plain(question.prompt);
    switch (question.kind) {
      case "text":
      case "number":
      case "date":
        return this.#named(prompt).fill(String(chosen));
      case "slider":
        return this.#slide(
          question,
          this.page.getByRole("slider", { name: prompt }).first(),
          chosen,
        );
      case "likert":
        return chosen === "" ? undefined : this.#radio(prompt, String(chosen));
      case "ranking":
        return this.#rank(
          question.options.map(({ value, label }) => ({ value, label })),
          chosen,
        );
      case "choice":
        await this.#choose(question, prompt, chosen);
        if (words !== "") await this.#words(question, words);
    }
  }

  /** Sends it. */
  async send(): Promise<void> {
    await this.page.getByRole("button", { name: this.strings.send, exact: true }).click();
  }

  /** How many answers the page has complained of. */
  complaints(): Promise<number> {
    return this.page.locator("form .question.invalid").count();
  }

  #named(prompt: string): Locator {
    return this.page
      .getByRole("textbox", { name: prompt })
      .or(this.page.getByLabel(prompt))
      .first();
  }

  async #radio(prompt: string, label: string): Promise<void> {
    const scale = this.page.getByRole("radiogroup", { name: prompt }).first();
    await scale.getByRole("radio", { name: label, exact: true }).check();
  }

  async #choose(question: ChoiceQuestion, prompt: string, chosen: Chosen): Promise<void> {
    const role = question.multiple ? "group" : "radiogroup";
    const boxes = this.page
      .getByRole(role, { name: prompt })
      .first()
      .locator("input[type=radio], input[type=checkbox]");
    const wanted = [chosen].flat().filter((value) => value !== "");
    for (const [at, value] of valuesOf(question).entries()) {
      if (wanted.includes(value) || question.multiple) {
        await boxes.nth(at).setChecked(wanted.includes(value));
      }
    }
  }

  async #words({ other: label = null }: ChoiceQuestion, words: string): Promise<void> {
    if (label === null) throw new Error(`There is no box for the words of \`${other}\`.`);
    await this.page.getByLabel(this.strings.otherLabel(label)).fill(words);
  }

  /** From one end by the arrow keys: a slider has no place before it is touched. */
  async #slide({ min, max, step }: SliderQuestion, line: Locator, chosen: Chosen): Promise<void> {
    if (chosen === "") return;
    const value = Number(chosen);
    const isNear = value - min < max - value;
    await line.focus();
    await line.press(isNear ? "Home" : "End");
    // Who rests there already has moved nothing by that.
    await line.press("Space");
    const presses = Math.round(Math.abs(value - (isNear ? min : max)) / step);
    for (let count = 0; count < presses; count++) {
      await line.press(isNear ? "ArrowRight" : "ArrowLeft");
    }
  }

  async #rank(options: readonly { value: string; label: string }[], chosen: Chosen): Promise<void> {
    const wanted = [chosen].flat();
    if (wanted.length === 0) return;
    const order = options.map(({ value }) => value);
    const keep = this.page.getByRole("button", { name: this.strings.rankingKeep });
    if (wanted.every((value, at) => order[at] === value)) return keep.click();
    for (const [place, value] of wanted.entries()) {
      const label = options.find((option) => option.value === value)?.label ?? "";
      const up = this.page.getByRole("button", {
        name: this.strings.rankingUp(label),
        exact: true,
      });
      for (let at = order.indexOf(value); at > place; at--) {
        await up.click();
        order.splice(at - 1, 0, ...order.splice(at, 1));
      }
    }
  }

  /** What inline HTML says. */
  #plain(html: string): Promise<string> {
    return this.page.evaluate((text) => {
      const holder = document.createElement("template");
      holder.innerHTML = text;
      return holder.content.textContent?.replace(/\s+/g, " ").trim() ?? "";
    }, html);
  }
}
