/** Tells the participant where the browser's storage does not do what a participant can rely on. */

import { type Watchable, watch } from "./observable";
import type { UploadStatus } from "./record/recorder";
import type { Keeping } from "./record/safekeeping";
import type { Strings } from "./strings";

/** What is to be read of it; null: all is well. */
export function noticeOf(keeping: Keeping, strings: Strings["storage"]): string | null {
  if (keeping.waitsFor === "memory") return strings.full;
  if (keeping.waitsFor === "database") return strings.slow;
  const parts = [
    keeping.isLost ? strings.lost : "",
    keeping.place === "memory" ? strings.memory : "",
  ];
  return parts.filter(Boolean).join(" ") || null;
}

/** Whether something would be lost if the page were closed now. */
export function isOnlyHere(status: UploadStatus): boolean {
  const { keeping, heldChunks, pendingChunks, unsealedRecords } = status;
  return keeping.place === "memory" && heldChunks + pendingChunks + unsealedRecords > 0;
}

/**
 * Keeps the notice up to date, and has the browser ask before it closes a page that holds what is
 * nowhere else.
 *
 * @param place Where it is to be read, above every step; hidden while all is well.
 */
export function tellOfStorage(
  status: Watchable<UploadStatus>,
  place: HTMLElement,
  strings: Strings["storage"],
): void {
  watch(status, ({ keeping }) => {
    const text = noticeOf(keeping, strings);
    if (text === (place.textContent || null)) return;
    place.textContent = text ?? "";
  });
  addEventListener("beforeunload", (event) => {
    if (isOnlyHere(status.get())) event.preventDefault();
  });
}
