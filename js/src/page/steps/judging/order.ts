/** A list whose items are put into an order: by two buttons each, or by dragging. */

import { button, h } from "../../dom";
import { dragged } from "../../dragged";
import type { Strings } from "../../strings";

export interface Item {
  name: string;
  /** What it is called on the page. */
  label: string;
  element: HTMLElement;
}

export class OrderedList {
  readonly element = h("ol", { class: "ranks" });
  /** How often an item came to another place. */
  moves = 0;
  readonly #items: Item[];
  readonly #rows = new Map<string, HTMLElement>();

  /** @param say lets screen readers say where an item is now */
  constructor(
    items: readonly Item[],
    private readonly strings: Strings["judging"],
    private readonly say: (text: string) => void,
  ) {
    this.#items = [...items];
    for (const item of items) this.#rows.set(item.name, this.#row(item));
    this.#arrange();
  }

  get order(): string[] {
    return this.#items.map(({ name }) => name);
  }

  /** Puts an item to another place, and tells where it is. */
  move(name: string, to: number): void {
    const from = this.order.indexOf(name);
    if (from === -1 || to < 0 || to >= this.#items.length || to === from) return;
    const [item] = this.#items.splice(from, 1) as [Item];
    this.#items.splice(to, 0, item);
    this.moves += 1;
    this.#arrange();
    this.say(this.strings.moved(item.label, to + 1, this.#items.length));
  }

  /** Moves as few elements as it can: the one that has the focus keeps it. */
  #arrange(): void {
    const focused = document.activeElement;
    this.#items.forEach(({ name }, index) => {
      const row = this.#rows.get(name) as HTMLElement;
      if (this.element.children[index] !== row) {
        this.element.insertBefore(row, this.element.children[index] ?? null);
      }
      const [up, down] = row.querySelectorAll<HTMLButtonElement>(".shift");
      up?.setAttribute("aria-disabled", String(index === 0));
      down?.setAttribute("aria-disabled", String(index === this.#items.length - 1));
    });
    if (focused instanceof HTMLElement && this.element.contains(focused)) focused.focus();
  }

  #row({ name, label, element }: Item): HTMLElement {
    const shift = (text: string, sign: string, by: number) => {
      const press = button(sign, { quiet: true });
      press.classList.add("shift");
      press.setAttribute("aria-label", text);
      press.addEventListener("click", () => this.move(name, this.order.indexOf(name) + by));
      return press;
    };
    const handle = h("span", { class: "handle", "aria-hidden": "true" }, "⠿");
    const row = h(
      "li",
      { class: "rank" },
      handle,
      element,
      h("span", { class: "rank-name" }, label),
      h(
        "span",
        { class: "shifts" },
        shift(this.strings.up(label), "↑", -1),
        shift(this.strings.down(label), "↓", 1),
      ),
    );
    this.#drag(name, row, [handle, element]);
    return row;
  }

  /** A pointer takes a row along: it changes places with each row whose middle it passes. */
  #drag(name: string, row: HTMLElement, handles: readonly HTMLElement[]): void {
    const end = () => row.classList.remove("dragged");
    for (const handle of handles) {
      dragged(handle);
      handle.addEventListener("pointerdown", (event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        handle.setPointerCapture(event.pointerId);
        row.classList.add("dragged");
      });
      handle.addEventListener("pointermove", (event) => {
        if (handle.hasPointerCapture(event.pointerId)) this.#follow(name, event.clientY);
      });
      handle.addEventListener("pointerup", end);
      handle.addEventListener("pointercancel", end);
    }
  }

  #follow(name: string, y: number): void {
    const others = this.#items.filter((item) => item.name !== name);
    const above = others.filter((item) => middleOf(this.#rows.get(item.name)) < y);
    this.move(name, above.length);
  }
}

function middleOf(row: HTMLElement | undefined): number {
  const { top, height } = row?.getBoundingClientRect() ?? { top: 0, height: 0 };
  return top + height / 2;
}
