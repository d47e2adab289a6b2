/** The one place where steps are shown: one at a time, the focus on its heading. */

import { actions, button, clicked, h, setAttribute } from "./dom";

export class Screen {
  /** Above every step: what concerns them all, empty as a rule. */
  readonly notice = h("p", { class: "notice", role: "status" });
  /** There too: how much time is left, where there is little; empty as a rule. */
  readonly time = h("p", { class: "time-left", role: "status" });
  /** Below every step. */
  readonly footer = h("footer", { class: "frame" });
  readonly #announcer = h("div", { class: "visually-hidden", "aria-live": "polite" });

  /** @param main where the steps go; it is emptied at the first one. */
  constructor(
    private readonly main: HTMLElement,
    private readonly course: HTMLElement,
    private readonly title: string,
    private readonly courseLabel: string,
  ) {
    main.before(this.notice, this.time);
    main.after(this.footer);
  }

  /**
   * Replaces what is shown, and moves focus and document title to its first heading. A step without
   * a heading gets one that only screen readers see.
   */
  show(element: HTMLElement, title: string = this.title): void {
    element.classList.add("step");
    const heading = element.querySelector<HTMLElement>(headings) ?? hiddenHeading(title);
    if (heading.parentElement === null) element.prepend(heading);
    heading.tabIndex = -1;
    this.main.replaceChildren(element, this.#announcer);
    this.#announcer.textContent = "";
    this.#setTitle(heading.textContent?.trim() || title);
    scrollTo({ top: 0, behavior: "instant" });
    heading.focus({ preventScroll: true });
  }

  /** Says something, and resolves when it was read. */
  async tell(title: string, text: string, goOn: string): Promise<void> {
    const next = button(goOn);
    this.show(h("section", {}, h("h1", {}, title), h("p", {}, text), actions(next)), title);
    await clicked(next);
  }

  /** Lets screen readers say something when they have finished what they are saying. */
  announce(text: string): void {
    this.#announcer.textContent = text;
  }

  /** @param done share of the study that is behind the participant, 0 to 1. */
  setCourse(done: number): void {
    if (this.course.firstElementChild === null)
      this.course.append(h("div", { role: "progressbar" }));
    const bar = this.course.firstElementChild as HTMLElement;
    setAttribute(bar, "aria-label", this.courseLabel);
    setAttribute(bar, "aria-valuenow", Math.round(done * 100));
    bar.style.setProperty("--done", String(done));
  }

  #setTitle(heading: string): void {
    document.title = heading === this.title ? heading : `${heading} · ${this.title}`;
  }
}

/** The title of a panel beside a game is none of the step's. */
const headings = "h1, :not(.panel) > :is(h2, h3)";

function hiddenHeading(title: string): HTMLElement {
  return h("h1", { class: "visually-hidden" }, title);
}
