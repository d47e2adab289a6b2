/** A person in a game whose steps they make due themselves. */

import type { ActionSource, Controls } from "../../generated/contract";
import { type Action, actionOf, blankDecision, type Decision } from "../actor";
import { keysOf } from "./keys";
import { type Allows, type Hand, type Heard, nextAct, type Person } from "./person";

interface Turn {
  action: Action;
  source: ActionSource;
  /** The page's `event.timeStamp`; NaN where nobody did anything. */
  timeStamp: number;
  /** On the worker's clock. */
  heardAt: number;
  /** A turn even where its action is not allowed: then by the default. */
  always: boolean;
}

export interface TurnPersonRules {
  /** Whether a key that comes up is a turn too, by the key that is still held or the default. */
  releases: boolean;
  /** Whether a press can be one now: it is not out of turn. */
  hears?: () => boolean;
  /** A press whose action is not allowed when its turn has come is none. */
  allows?: Allows;
}

/**
 * Each press is a turn. A key that is held is one press, however often it repeats.
 *
 * Presses during a step wait, in their order, so that quick taps each have their step; but not more
 * than the controls' `queue`, since a game that is slow shall not play on long after the keys were
 * let go.
 */
export class TurnPerson implements Person {
  /** Told that a turn was heard. */
  onTurn: () => void = () => {};

  readonly #hands: readonly Hand[];
  readonly #default: Action | "previous" | null;
  readonly #initial: Action;
  readonly #queue: number;
  #waiting: Turn[] = [];
  #dropped = 0;
  /** What was done last in this episode, before a reload; null: it begins. */
  #recalled: Action | null = null;
  readonly #decision = blankDecision("device");

  /** @param others the hands beside those for keys */
  constructor(
    controls: Controls,
    others: readonly Hand[] = [],
    private readonly rules: TurnPersonRules = { releases: false },
  ) {
    const { default: fallback, initial, queue } = controls;
    this.#hands = [keysOf(controls, rules.releases ? "hold" : "press"), ...others];
    this.#default = fallback === null || fallback === "previous" ? fallback : actionOf(fallback);
    this.#initial = initial === null ? 0 : actionOf(initial);
    this.#queue = queue;
  }

  /** Presses since `start` that led to no step. */
  unused(): number {
    return this.#dropped + this.#waiting.length;
  }

  /** When the turn was heard that is to be taken next; null: none waits. */
  get heardAt(): number | null {
    return this.#waiting[0]?.heardAt ?? null;
  }

  /** Its turn has come: presses that the steps before them have made forbidden ones are none. */
  dropForbidden(): void {
    while (this.#waiting[0] !== undefined && !this.#isTurn(this.#waiting[0])) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
  }

  begin(): void {
    this.#recalled = null;
    for (const hand of this.#hands) hand.begin();
  }

  recall(action: Action): void {
    this.#recalled = action;
    for (const hand of this.#hands) hand.recall?.(action);
  }

  /** What was pressed before is forgotten. */
  start(): void {
    this.#waiting = [];
    this.#dropped = 0;
    this.#decision.action = this.#recalled ?? this.#initial;
  }

  /** What was pressed and led to no step yet will lead to none. */
  forget(): void {
    this.#dropped += this.#waiting.length;
    this.#waiting = [];
  }

  receive(heard: Heard, timeStamp: number, receivedAt: number): void {
    if (heard === "release") {
      for (const hand of this.#hands) hand.release();
      return;
    }
    // Each hand has to hear of it.
    const changes = this.#hands.map((hand) => hand.hear(heard, timeStamp));
    if (!changes.includes(true)) return;
    const act = nextAct(this.#hands);
    if (act === null && !this.rules.releases) return;
    const action = act?.action ?? this.#fallback();
    const source = act === null ? "default" : "device";
    const always = act === null || heard.kind === "up";
    this.#hear({ action, source, timeStamp, heardAt: receivedAt, always });
  }

  /** Takes a turn by the default, since nobody has pressed anything in time. */
  pass(now: number): void {
    const action = this.#fallback();
    const [timeStamp, heardAt] = [Number.NaN, now];
    this.#hear({ action, source: "default", timeStamp, heardAt, always: true });
  }

  /** The turn that has waited longest is what `decide` gives in this step. */
  take(): void {
    const turn = this.#waiting.shift();
    if (turn !== undefined) this.#decide(turn.action, turn.source, turn.timeStamp);
  }

  /** `decide` gives what is held, or the default: the step is due by somebody else. */
  stay(): void {
    const act = nextAct(this.#hands);
    if (act === null) this.#decide(this.#fallback(), "default", Number.NaN);
    else this.#decide(act.action, "device", act.timeStamp);
  }

  decide(): Decision {
    return this.#decision;
  }

  #hear(turn: Turn): void {
    const isHeard = turn.always || (this.rules.hears?.() ?? true);
    if (isHeard && this.#waiting.length < this.#queue) this.#waiting.push(turn);
    else this.#dropped += 1;
    this.onTurn();
  }

  /** Whether it is a step. The default, which the study has chosen, is not judged. */
  #isTurn({ action, always }: Turn): boolean {
    return always || this.#allows(action);
  }

  #allows(action: Action): boolean {
    return this.rules.allows?.(action) ?? true;
  }

  #fallback(): Action {
    if (this.#default === "previous") return this.#decision.action;
    if (this.#default === null) throw new Error("The controls of this game have no default.");
    return this.#default;
  }

  #decide(action: Action, source: ActionSource, timeStamp: number): void {
    const isAllowed = source === "default" || this.#allows(action);
    this.#decision.intended = action;
    this.#decision.action = isAllowed ? action : this.#fallback();
    this.#decision.source = isAllowed ? source : "default";
    this.#decision.inputT = timeStamp;
  }
}
