/** A person in a game whose steps fall due by the clock. */

import type { Controls } from "../../generated/contract";
import { type Action, actionOf, blankDecision, type Decision } from "../actor";
import { keysOf } from "./keys";
import { Lifespan } from "./lifespan";
import { type Allows, type Hand, type Heard, nextAct, type Person } from "./person";

interface Received {
  heard: Heard;
  timeStamp: number;
  receivedAt: number;
}

/**
 * A step's action is the latest input received by its due time: what the hands ask for then, or what
 * an earlier input still does, or the default. What arrives between a due time and the beginning of
 * its step waits for the next one.
 */
export class RealTimePerson implements Person {
  readonly #hands: readonly Hand[];
  readonly #lifespan: Lifespan;
  /** Null: the action before. */
  readonly #default: Action | null;
  readonly #initial: Action;
  #inbox: Received[] = [];
  readonly #decision = blankDecision("default");

  /**
   * @param others the hands beside those for keys
   * @throws where there is no default, or nothing that `previous` could begin with
   */
  constructor(
    controls: Controls,
    others: readonly Hand[] = [],
    private readonly allows: Allows = () => true,
  ) {
    const { default: fallback, initial, buffer } = controls;
    if (fallback === null) throw new Error("The controls of this game have no default.");
    if (fallback === "previous" && initial === null) {
      throw new Error("The controls of this game have nothing that `previous` begins with.");
    }
    this.#hands = [keysOf(controls), ...others];
    this.#lifespan = new Lifespan(buffer);
    this.#default = fallback === "previous" ? null : actionOf(fallback);
    this.#initial = this.#default ?? actionOf(initial ?? 0);
    this.#decision.action = this.#initial;
  }

  unused(): number | null {
    this.#hear(Number.POSITIVE_INFINITY);
    const counted = this.#hands.flatMap(({ unused }) => (unused === null ? [] : [unused]));
    return counted.length === 0 ? null : counted.reduce((sum, unused) => sum + unused, 0);
  }

  begin(): void {
    this.#hear(Number.POSITIVE_INFINITY);
    for (const hand of this.#hands) hand.begin();
    this.#lifespan.begin();
    this.#decision.action = this.#initial;
  }

  recall(action: Action): void {
    this.#decision.action = action;
    for (const hand of this.#hands) hand.recall?.(action);
  }

  receive(heard: Heard, timeStamp: number, receivedAt: number): void {
    this.#inbox.push({ heard, timeStamp, receivedAt });
  }

  decide(_observation: Uint8Array, due: number): Decision {
    this.#hear(due);
    const asked = this.#lifespan.take(nextAct(this.#hands));
    // What is not allowed now is not done, but it was intended. The default is done in any case.
    const acting = asked === null || this.allows(asked.action) ? asked : null;
    const decision = this.#decision;
    decision.action = acting?.action ?? this.#default ?? decision.action;
    decision.intended = asked?.action ?? decision.action;
    decision.source = acting?.source ?? "default";
    decision.inputT = acting?.timeStamp ?? Number.NaN;
    return decision;
  }

  #hear(until: number): void {
    const next = this.#inbox.findIndex(({ receivedAt }) => receivedAt > until);
    const due = this.#inbox.splice(0, next < 0 ? this.#inbox.length : next);
    for (const { heard, timeStamp } of due) {
      for (const hand of this.#hands) {
        if (heard === "release") hand.release();
        else hand.hear(heard, timeStamp);
      }
    }
  }
}
