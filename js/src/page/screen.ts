/** The one place where steps are shown: one at a time, the focus on its heading. */

import { actions, button, clicked, h, setAttribute } from "./dom";

export class Screen {
  /** Above every step: what concerns them all, empty as a rule. */
  readonly notice = h("p", { class: "notice", role: "status" });
  /** There too: how much time is left, where there is little; empty as a rule. */
  readonly time = h("p", { class: "time-left", role: "status" });
  /** There too: whether somebody is still there who does nothing; empty as a rule. */
  readonly #presence = h("div", { class: "presence" }, h("p", { role: "status" }));
  /** Below every step. */
  readonly footer = h("footer", { class: "frame" });
  readonly #announcer = h("div", { class: "visually-hidden", "aria-live": "polite" });

  /** @param main where the steps go; it is emptied at the first one. */
  constructor(
    private readonly main: HTMLElement,
    private readonly course: HTMLElement,
    private title: string,
    private courseLabel: string,
  ) {
    main.before(this.notice, this.time, this.#presence);
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

  /** Names the step that is shown, for who takes the study by a program. */
  name(step: string): void {
    this.main.dataset.step = step;
  }

  /** The study has these names from now on: the language is settled. */
  speak(title: string, courseLabel: string): void {
    this.title = title;
    this.courseLabel = courseLabel;
  }

  /** Says something, and resolves when it was read. */
  async tell(title: string, text: string, goOn: string): Promise<void> {
    const next = button(goOn);
    this.show(h("section", {}, h("h1", {}, title), h("p", {}, text), actions(next)), title);
    await clicked(next);
  }

  /**
   * Asks whether somebody is still there, without taking the focus from what they do.
   *
   * @param question null: they are.
   * @param here for who can neither move a mouse nor type; what is done with it counts as it is.
   */
  readonly askPresence = (question: string | null, here: string): void => {
    const [status] = this.#presence.children;
    this.#presence.replaceChildren(...(status ? [status] : []));
    if (status) status.textContent = question ?? "";
    if (question !== null) this.#presence.append(button(here));
  };

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
