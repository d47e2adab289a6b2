/** Shows what is wrong above the page, which stays as it was. */

import { button, h } from "../page/dom";
import type { Problem } from "./news";

const TITLE_ID = "gymbrowser-dev-title";

export class Overlay {
  #element: HTMLDialogElement | null = null;

  /** @param hasStudy Whether the page below shows a study, and not that there is none yet. */
  constructor(
    private readonly place: HTMLElement,
    private readonly hasStudy: boolean,
  ) {}

  /** In the place of what was shown before. */
  show(problems: readonly Problem[]): void {
    this.hide();
    const count = problems.length === 1 ? "One thing is" : `${problems.length} things are`;
    const below = this.hasStudy ? ": this page shows the study as it was before" : "";
    const title = `${count} wrong${below}.`;
    const close = button("Close", { quiet: true });
    const dialog = h(
      "dialog",
      { class: "gymbrowser-dev", "aria-labelledby": TITLE_ID },
      h("h1", { id: TITLE_ID }, title),
      h("ol", {}, ...problems.map(describe)),
      h("p", {}, "It goes away by itself once all is right again."),
      close,
    );
    close.addEventListener("click", () => dialog.close());
    this.#element = dialog;
    this.place.append(dialog);
    // Keeps the keyboard in it, says it to screen readers, and closes by Escape.
    dialog.showModal();
  }

  hide(): void {
    this.#element?.remove();
    this.#element = null;
  }
}

function describe({ where, what, why, remedy, quote }: Problem): HTMLElement {
  return h(
    "li",
    {},
    where === null ? null : h("code", {}, where),
    h("strong", {}, what),
    ...[why, remedy].map((sentence) => (sentence === null ? null : h("p", {}, sentence))),
    quote === null ? null : h("pre", { tabindex: "0" }, quote),
  );
}
