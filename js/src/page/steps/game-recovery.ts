/** The way on after an error in a game, as the study has it. */

import type { OnError, OnErrorStep, RecoveryRecord } from "../../generated/contract";
import type { Failed } from "../game-client";
import type { Recorder } from "../record/recorder";

export class Recovery {
  #failures = 0;

  constructor(private readonly rules: OnError) {}

  /** Of the game's, in this visit to the step. */
  get failures(): number {
    return this.#failures;
  }

  /** As `after`, with a record of it where it was an error of the game. */
  noted(
    { cause }: Pick<Failed, "cause">,
    place: Pick<RecoveryRecord, "step" | "attempt" | "episode">,
    recorder: Pick<Recorder, "record">,
  ): OnErrorStep {
    const way = this.after({ cause });
    const { failures } = this;
    if (cause !== "load") {
      void recorder.record({ type: "recovery", ...place, cause, way, failures });
    }
    return way;
  }

  /** A file that did not load is no error of the game: that can be tried for as long as it takes. */
  after({ cause }: Pick<Failed, "cause">): OnErrorStep {
    if (cause === "load") return "retry";
    this.#failures += 1;
    const { way, retries, otherwise } = this.rules;
    return way === "retry" && this.#failures > retries ? otherwise : way;
  }
}
