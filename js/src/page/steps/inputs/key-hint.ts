/** Which key presses a button on the page: written on it, and told to screen readers. */

import { h } from "../../dom";
import type { NameInput } from "./key-names";

/** Writes it behind the label. */
export function keyHint(element: HTMLElement, code: string, nameKey: NameInput): void {
  // A screen reader says the attribute in its own way.
  element.append(h("kbd", { "data-code": code, "aria-hidden": "true" }));
  nameHint(element.lastElementChild as HTMLElement, nameKey);
}

/** Writes all hints in an element anew. */
export function nameKeyHints(within: HTMLElement, nameKey: NameInput): void {
  for (const hint of within.querySelectorAll<HTMLElement>("kbd[data-code]")) {
    nameHint(hint, nameKey);
  }
}

function nameHint(hint: HTMLElement, nameKey: NameInput): void {
  const { sign, name } = nameKey(hint.dataset.code ?? "");
  hint.textContent = sign;
  hint.parentElement?.setAttribute("aria-keyshortcuts", name);
}
