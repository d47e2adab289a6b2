/** Records of what happens to the page: its visibility, focus, size, fullscreen and connection. */

import type { EventRecord } from "../generated/contract";

export type PageEvent = Pick<EventRecord, "event" | "detail">;

/** A resize comes in bursts: only its end is told, after this long without another. */
const resizeQuiet_ms = 250;

/**
 * Tells of every page event from now on.
 *
 * @param tell `last` is true where the page may never run again after it.
 */
export function watchPage(tell: (event: PageEvent, last: boolean) => void): void {
  document.addEventListener("visibilitychange", () => {
    const hidden = document.visibilityState === "hidden";
    tell({ event: hidden ? "hidden" : "visible", detail: {} }, hidden);
  });
  for (const event of ["focus", "blur", "online", "offline"] as const) {
    addEventListener(event, () => tell({ event, detail: {} }, false));
  }
  document.addEventListener("fullscreenchange", () => {
    const on = document.fullscreenElement !== null;
    tell({ event: "fullscreen", detail: { on } }, false);
  });
  addEventListener("pagehide", ({ persisted }) => {
    tell({ event: "pagehide", detail: { persisted } }, true);
  });
  watchSize((width, height) => tell({ event: "resize", detail: { width, height } }, false));
}

function watchSize(tell: (width: number, height: number) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(() => tell(innerWidth, innerHeight), resizeQuiet_ms);
  });
}
