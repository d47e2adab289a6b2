/** What fingers drag. */

/**
 * Lets the tap after a drag count. Even where `touch-action: none` forbids it to scroll, Chromium takes
 * the end of a drag for a fling, and swallows the next tap to stop it, wherever on the page that is.
 */
export function dragged(element: HTMLElement, options: { signal?: AbortSignal } = {}): void {
  const move = (event: TouchEvent) => {
    if (event.cancelable) event.preventDefault();
  };
  element.addEventListener("touchmove", move, { passive: false, ...options });
}
