/** The frame in which one judgement follows the other: the author's text stays, the rest changes. */

import { h } from "../../dom";
import type { StepContext, StepOf } from "../context";

type Judging = StepOf<"watch"> | StepOf<"compare"> | StepOf<"rank">;

export class Scene {
  /** How many judgements were shown on this visit. */
  shown = 0;
  readonly #course = h("p", { class: "note" });
  readonly #heading: HTMLElement;
  readonly #place = h("div", { class: "judged" });
  readonly #section: HTMLElement;

  /** @param question stands above the clips */
  constructor(
    step: Judging,
    question: string,
    private readonly context: Pick<StepContext, "screen">,
  ) {
    // A page has one heading of the first rank: the author's, where there is one.
    this.#heading = h(/<h1[\s>]/i.test(step.html) ? "h2" : "h1", { tabindex: -1 }, question);
    const text = step.html === "" ? null : h("div", { html: step.html });
    const wide = { class: "judging" };
    this.#section = h("section", wide, text, this.#heading, this.#course, this.#place);
  }

  /** Replaces what was judged before. @param title says which one it is */
  show(title: string, element: HTMLElement): void {
    this.#course.textContent = title;
    this.#place.replaceChildren(element);
    this.shown += 1;
    const { screen } = this.context;
    if (this.shown === 1) {
      screen.show(this.#section);
      return;
    }
    this.#heading.focus({ preventScroll: true });
    if (this.#heading.getBoundingClientRect().top < 0) {
      this.#heading.scrollIntoView({ block: "start", behavior: "instant" });
    }
    screen.announce(title);
  }
}
