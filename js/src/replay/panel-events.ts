/** What happened around the episode: each can be jumped to. */

import type { ReplayEvent, ReplayEventKind } from "../generated/contract";
import { h } from "../page/dom";

/** More buttons than these make a page slow. */
const mostListed = 1000;

const names: Record<ReplayEventKind, string> = {
  feedback: "feedback",
  widget: "beside the game",
  answer: "answers",
  pause: "pauses and pace",
  page: "the page",
  hook: "the hook",
  shown: "what was shown",
  error: "errors",
};

/** The one before a picture, or after it; null: there is none. */
export function neighbour(
  events: readonly ReplayEvent[],
  picture: number,
  way: 1 | -1,
): ReplayEvent | null {
  const found =
    way === 1 ? events.find(({ at }) => at > picture) : events.findLast(({ at }) => at < picture);
  return found ?? null;
}

export class EventsPanel {
  readonly element = h("div", { class: "events" });
  readonly #list = h("ol");
  readonly #filter = h("select", { "aria-label": "Which events" });
  #events: ReplayEvent[] = [];
  #buttons: HTMLButtonElement[] = [];

  /** @param jump is given the picture of an event */
  constructor(
    private readonly all: readonly ReplayEvent[],
    private readonly jump: (picture: number) => void,
  ) {
    const kinds = [...new Set(all.map(({ kind }) => kind))];
    this.#filter.append(
      h("option", { value: "" }, "all"),
      ...kinds.map((kind) => h("option", { value: kind }, names[kind])),
    );
    this.#filter.addEventListener("change", () => this.#select());
    this.element.append(
      h("div", { class: "row" }, h("h3", {}, "Events"), this.#filter),
      this.#list,
    );
    this.#select();
  }

  /** Goes to the next event of the chosen kind, or the one before. */
  go(picture: number, way: 1 | -1): void {
    const event = neighbour(this.#events, picture, way);
    if (event !== null) this.jump(event.at);
  }

  show(picture: number): void {
    const current = this.#events.findLastIndex(({ at }) => at <= picture);
    this.#buttons.forEach((button, index) => {
      const isHere = this.#events[index]?.at === this.#events[current]?.at;
      if (isHere) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
  }

  #select(): void {
    const kind = this.#filter.value;
    this.#events = this.all.filter((event) => kind === "" || event.kind === kind);
    this.#buttons = this.#events.slice(0, mostListed).map((event) => this.#buttonOf(event));
    const more = this.#events.length - mostListed;
    this.#list.replaceChildren(
      ...this.#buttons.map((button) => h("li", {}, button)),
      ...(more > 0 ? [h("li", {}, `… and ${more} more`)] : []),
      ...(this.#events.length === 0 ? [h("li", {}, "None was recorded.")] : []),
    );
  }

  #buttonOf({ at, kind, text }: ReplayEvent): HTMLButtonElement {
    const place = at === 0 ? "at the start" : `step ${at}`;
    const button = h(
      "button",
      { type: "button", class: `event ${kind}` },
      h("span", { class: "place" }, place),
      ` ${text}`,
    );
    button.addEventListener("click", () => this.jump(at));
    return button;
  }
}
