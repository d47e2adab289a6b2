/** Options to be put in order, by dragging or by a pair of buttons at each. */

import type { Option, RankingQuestion } from "../../generated/contract";
import { button, h, setAttribute } from "../dom";
import { dragged } from "../dragged";
import type { Strings } from "../strings";
import { complaint, type Field, focusIn, group } from "./form-parts";

interface Item {
  value: string;
  element: HTMLElement;
  up: HTMLButtonElement;
  down: HTMLButtonElement;
}

export function rankingField(
  question: RankingQuestion,
  id: string,
  strings: Strings["form"],
): Field {
  const list = h("ol", { class: "ranking" });
  const said = h("p", { class: "visually-hidden", role: "status" });
  const keep = button(strings.rankingKeep, { quiet: true });
  const hint = h("p", { class: "note", id: `${id}-note` }, strings.ranking);
  const items = question.options.map((option) => makeItem(option, strings));
  list.append(...items.map(({ element }) => element));

  let touched = false;
  const inOrder = () => [...list.children].map((child) => byElement.get(child) as Item);
  const byElement = new Map<Element, Item>(items.map((item) => [item.element, item]));
  const changed = () => {
    touched = true;
    keep.disabled = true;
    refresh(inOrder());
    element.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const tell = ({ element: moved }: Item) => {
    const place = [...list.children].indexOf(moved) + 1;
    said.textContent = strings.rankingPlace(labelOf(moved), place, items.length);
  };
  for (const item of items) {
    const move = (by: -1 | 1) => {
      step(item.element, by);
      changed();
      tell(item);
      focusAgain(item, by);
    };
    item.up.addEventListener("click", () => move(-1));
    item.down.addEventListener("click", () => move(1));
    draggable(item.element, (by) => {
      step(item.element, by);
      changed();
    });
  }
  keep.addEventListener("click", () => {
    changed();
    items[0]?.down.focus();
  });

  const element = group(question, id, "group", [list, keep, hint, said]);
  refresh(items);
  return {
    question,
    element,
    read: () => (touched ? inOrder().map(({ value }) => value) : []),
    ...complaint(element, [list], id, hint),
    focus: () => focusIn(element, inOrder()[0]?.down),
  };
}

function makeItem({ value, label }: Option, strings: Strings["form"]): Item {
  const up = arrow("↑", strings.rankingUp(label));
  const down = arrow("↓", strings.rankingDown(label));
  const element = h("li", {}, h("span", { class: "label" }, label), up, down);
  return { value, element, up, down };
}

function arrow(sign: string, label: string): HTMLButtonElement {
  return h("button", { type: "button", class: "arrow", "aria-label": label }, sign);
}

/** Its neighbour is moved, not itself: an element that leaves the page loses pointer and focus. */
function step(element: HTMLElement, by: -1 | 1): void {
  if (by === -1) {
    const before = element.previousElementSibling;
    if (before !== null) element.after(before);
  } else {
    const after = element.nextElementSibling;
    if (after !== null) element.before(after);
  }
}

/** Who has come to the end stays with the item: the button that leads back has the focus. */
function focusAgain({ up, down }: Item, by: -1 | 1): void {
  const [same, opposite] = by === -1 ? [up, down] : [down, up];
  (same.disabled ? opposite : same).focus();
}

function refresh(items: readonly Item[]): void {
  items.forEach(({ up, down }, at) => {
    up.disabled = at === 0;
    down.disabled = at === items.length - 1;
  });
}

function labelOf(element: HTMLElement): string {
  return element.querySelector(".label")?.textContent ?? "";
}

/** Follows a pointer that is pressed on an item's label, and tells of each neighbour that it passes. */
function draggable(element: HTMLElement, move: (by: -1 | 1) => void): void {
  const handle = element.querySelector<HTMLElement>(".label");
  if (handle === null) return;
  dragged(handle);
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    setAttribute(element, "data-dragged", true);
  });
  handle.addEventListener("pointermove", ({ clientY, pointerId }) => {
    if (!handle.hasPointerCapture(pointerId)) return;
    const [before, after] = [element.previousElementSibling, element.nextElementSibling];
    if (before !== null && clientY < middleOf(before)) move(-1);
    else if (after !== null && clientY > middleOf(after)) move(1);
  });
  for (const type of ["pointerup", "pointercancel"] as const) {
    handle.addEventListener(type, () => setAttribute(element, "data-dragged", false));
  }
}

function middleOf(element: Element): number {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}
