/** The browser's Back must neither leave the study nor repeat a step unasked. */

export interface BackGuard {
  /** Puts the entry in place if it is not; browsers respect it once the page has been clicked. */
  hold(): void;
  /** From now on Back leaves, as anywhere else. */
  release(): void;
}

/**
 * Keeps an entry of our own above the one that the participant came by. Back only takes that entry
 * away, and it is put there again.
 */
export function guardBack(
  history: Pick<History, "state" | "pushState">,
  target: Pick<EventTarget, "addEventListener" | "removeEventListener">,
): BackGuard {
  const held = { gymbrowser: true };
  const hold = () => {
    if (history.state?.gymbrowser !== true) history.pushState(held, "");
  };
  target.addEventListener("popstate", hold);
  return { hold, release: () => target.removeEventListener("popstate", hold) };
}
