/** Records of what happens to the page: its visibility, focus, size, fullscreen and connection. */

import type { EventRecord } from "../generated/contract";
import { failureRecord } from "./failure";
import type { PageRecord } from "./record/recorder";

/** Records something that nobody waits for. */
export type Note = (record: PageRecord, options?: { durable: boolean }) => void;

type PageEvent = Pick<EventRecord, "event" | "detail">;

/** A resize comes in bursts: only its end is told, after this long without another. */
const resizeQuiet_ms = 250;

/** Everything that happens to the page is recorded, and every error of it that nobody caught. */
export function recordPage(note: Note): void {
  watchPage((event, last) => {
    note({ type: "event", ...event }, { durable: last });
  });
  addEventListener("error", ({ error, message }) => note(failureRecord("page", error ?? message)));
  addEventListener("unhandledrejection", ({ reason }) => note(failureRecord("page", reason)));
}

/**
 * Tells of every page event from now on.
 *
 * @param tell `last` is true where the page may never run again after it.
 */
function watchPage(tell: (event: PageEvent, last: boolean) => void): void {
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
