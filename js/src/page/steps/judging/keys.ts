/** Keys of a step that is shown. */

import { pressingKeys } from "../inputs/codes";

/** Controls that have a use of their own for keys. */
const typing = "input, textarea, select, [contenteditable]";

/**
 * Hears keys for as long as an element is on the page.
 *
 * @param keys `KeyboardEvent.code` to what it does.
 */
export function hearKeys(
  element: HTMLElement,
  keys: ReadonlyMap<string, (event: KeyboardEvent) => void>,
): void {
  const gone = new AbortController();
  const hear = (event: KeyboardEvent) => {
    if (!element.isConnected) return gone.abort();
    const run = keys.get(event.code);
    if (run === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = event.target instanceof Element ? event.target : document.body;
    if (at.closest(typing) !== null) return;
    if (pressingKeys.includes(event.code) && at.closest("button, a, summary") !== null) return;
    event.preventDefault();
    if (!event.repeat) run(event);
  };
  document.addEventListener("keydown", hear, { signal: gone.signal });
}
