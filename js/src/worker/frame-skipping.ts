/** What is drawn of a game on a device that is too slow for it (`when_slow: skip_frames`). */

import type { StepTimes } from "./columns";

/** Leaves out a frame when the next step is due already, but not for long at a stretch. */
export class FrameSkipping {
  /** A game may fall so far behind before it slows down: it makes up for that without drawing. */
  static readonly catchUpMs = 250;
  /** A picture is never older, as far as the steps alone allow. */
  static readonly longestMs = 100;

  #drawnAt = Number.NEGATIVE_INFINITY;

  /** @param periodMs between two steps, at this moment */
  constructor(private readonly periodMs: () => number) {}

  /** Whether there is time to draw the step that was just taken. */
  hasTime({ due, stepped }: Pick<StepTimes, "due" | "stepped">): boolean {
    const isBehind = stepped - due >= this.periodMs();
    if (isBehind && stepped - this.#drawnAt < FrameSkipping.longestMs) return false;
    this.#drawnAt = stepped;
    return true;
  }
}
