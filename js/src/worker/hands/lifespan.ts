/** How long an input acts beyond the step that heeds it. */

import type { Act } from "./person";

/** What acts in a step, and whether by an earlier input (`buffer`). */
export interface Acting extends Act {
  source: "device" | "buffer";
}

/**
 * An input acts for at least so many environment steps, or until a newer one: HIPPO Gym's
 * `actionBufferLifespan`. What is held longer acts for as long as it is held.
 */
export class Lifespan {
  #latest: Act | null = null;
  #left = 0;

  constructor(private readonly steps: number) {}

  begin(): void {
    this.#latest = null;
    this.#left = 0;
  }

  /** @param act what the hands ask for in this step */
  take(act: Act | null): Acting | null {
    if (act !== null && this.#isNew(act)) {
      this.#latest = act;
      this.#left = this.steps;
    }
    const latest = this.#latest;
    const lasts = this.#left > 0;
    if (lasts) this.#left -= 1;
    // An older key that is held takes over when the newest input has had its steps, not before.
    if (act !== null && (act.timeStamp === latest?.timeStamp || !lasts)) {
      return { ...act, source: "device" };
    }
    return lasts && latest !== null ? { ...latest, source: "buffer" } : null;
  }

  #isNew({ timeStamp, action }: Act): boolean {
    const latest = this.#latest;
    if (latest === null || timeStamp > latest.timeStamp) return true;
    return timeStamp === latest.timeStamp && action !== latest.action;
  }
}
