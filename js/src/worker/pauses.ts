/** What a game waits for before it goes on, and how often that was the person's doing. */

import type { PauseRecord } from "../generated/contract";

export type PauseReason = PauseRecord["why"];

/** Of what a game waits for, these are pauses of the person's. */
export const ownReasons: readonly PauseReason[] = ["hidden", "participant", "idle"];

/** These are the page's to end, but none of them outlasts its episode. */
export const pageReasons: readonly PauseReason[] = [...ownReasons, "probe"];

/** A game is paused for as long as there is any reason. */
export class Pauses {
  readonly #reasons = new Set<PauseReason>();
  #own = 0;

  get isPaused(): boolean {
    return this.#reasons.size > 0;
  }

  /** @returns whether the game is paused, or goes on, from now on: not where it was so before. */
  hold(why: PauseReason, holds: boolean): boolean {
    const before = this.isPaused;
    if (holds) this.#reasons.add(why);
    else this.#reasons.delete(why);
    return this.isPaused !== before;
  }

  /** What a record says of the change that `hold` told of; counts the pauses that are recorded. */
  told(why: PauseReason): Pick<PauseRecord, "paused" | "why" | "pauses"> {
    const paused = this.isPaused;
    if (paused && ownReasons.includes(why)) this.#own += 1;
    return { paused, why, pauses: this.#own };
  }
}
