/** A person who sets the pace: what makes a step due is also what decides its action. */

import type { ActionSource, Controls } from "../generated/contract";
import type { Cancel } from "../shared/timer";
import { type Action, actionOf, type Decision, noOutput, type Person } from "./actor";
import type { Clock } from "./clock";
import type { Timing } from "./timing";

interface Turn {
  action: Action;
  source: ActionSource;
  /** The page's `event.timeStamp`; NaN where nobody did anything. */
  timeStamp: number;
  /** On the worker's clock. */
  heardAt: number;
}

export interface TurnRules {
  /** Whether a key that comes up is a step too, by the key that is still held or the default. */
  releases: boolean;
  /** Whether a press does anything now. */
  allows?: (action: Action) => boolean;
  /** A step is taken by the default after so many seconds without one; null: never. */
  timeoutS: number | null;
}

/**
 * The clock and the person of a turn-based or event-driven game: each press of a bound key is one
 * step, whose due time is when the press was heard. A key that is held is one press, however often
 * it repeats.
 *
 * Presses during a step wait, in their order, so that quick taps each have their step; but not more
 * than `maxWaiting`, since a game that is slow shall not play on long after the keys were let go.
 *
 * Where the person's agent is not in the game (PettingZoo), a press still takes the others on.
 */
export class TurnBased implements Clock, Person {
  static readonly maxWaiting = 8;

  readonly #actions: Map<string, Action>;
  /** Null: there is none, or it is the action before. */
  readonly #default: Action | null;
  readonly #repeats: boolean;
  /** In the order in which they went down. */
  readonly #held: string[] = [];
  #waiting: Turn[] = [];
  #dropped = 0;
  #due = Number.NaN;
  #paused = false;
  #cancelled = false;
  #wake: () => void = () => {};
  readonly #decision: Decision = {
    action: 0,
    intended: 0,
    source: "device",
    inputT: Number.NaN,
    uniform: Number.NaN,
    output: noOutput,
  };

  constructor(
    controls: Pick<Controls, "keys"> & Partial<Pick<Controls, "default">>,
    private readonly timing: Pick<Timing, "now" | "hop" | "after">,
    private readonly rules: TurnRules = { releases: false, timeoutS: null },
  ) {
    this.#actions = new Map(
      Object.entries(controls.keys).map(([code, action]) => [code, actionOf(action)]),
    );
    const fallback = controls.default ?? null;
    this.#repeats = fallback === "previous";
    this.#default = fallback === null || fallback === "previous" ? null : actionOf(fallback);
  }

  /** How many presses since `start` led to no step. */
  get unused(): number {
    return this.#dropped + this.#waiting.length;
  }

  begin(): void {}

  /** What was pressed before is forgotten. */
  start(): void {
    this.#cancelled = false;
    this.#waiting = [];
    this.#dropped = 0;
    this.#decision.action = this.#actions.values().next().value ?? 0;
  }

  /** What was pressed and led to no step yet will lead to none. */
  forget(): void {
    this.#dropped += this.#waiting.length;
    this.#waiting = [];
  }

  async next(): Promise<number> {
    // Presses during a step that kept this thread busy are still in its event queue: hear them all,
    // so that the bound holds for them too.
    await this.timing.hop();
    while (!this.#cancelled && (this.#paused || !this.#hasTurn())) await this.#wait();
    const turn = this.#waiting.shift();
    if (turn !== undefined) this.#take(turn);
    return this.#due;
  }

  decide(): Decision {
    return this.#decision;
  }

  down(code: string, timeStamp: number): void {
    const action = this.#actions.get(code);
    if (action === undefined || this.#held.includes(code)) return;
    this.#held.push(code);
    if (this.#isAllowed({ action, source: "device" })) this.#hear(action, "device", timeStamp);
    else this.#dropped += 1;
  }

  up(code: string, timeStamp = Number.NaN): void {
    const index = this.#held.indexOf(code);
    if (index < 0) return;
    this.#held.splice(index, 1);
    if (!this.rules.releases) return;
    const held = this.#held.at(-1);
    const action = held === undefined ? this.#fallback() : this.#actions.get(held);
    if (action !== undefined) {
      this.#hear(action, held === undefined ? "default" : "device", timeStamp);
    }
  }

  releaseAll(): void {
    this.#held.length = 0;
  }

  pause(): void {
    this.#paused = true;
    this.#wake();
  }

  resume(): void {
    this.#paused = false;
    this.#wake();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#wake();
  }

  /** Whether anything waits that does something now: the step before may have forbidden it. */
  #hasTurn(): boolean {
    while (this.#waiting[0] !== undefined && !this.#isAllowed(this.#waiting[0])) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    return this.#waiting.length > 0;
  }

  /** The default, which nobody has pressed, is the study's own choice. */
  #isAllowed({ action, source }: Pick<Turn, "action" | "source">): boolean {
    return source === "default" || (this.rules.allows?.(action) ?? true);
  }

  #hear(action: Action, source: ActionSource, timeStamp: number): void {
    if (this.#waiting.length < TurnBased.maxWaiting) {
      this.#waiting.push({ action, source, timeStamp, heardAt: this.timing.now() });
    } else {
      this.#dropped += 1;
    }
    this.#wake();
  }

  /** Until something may have changed; after a pause the time for a turn begins anew. */
  #wait(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#paused ? () => {} : this.#afterTimeout();
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  #afterTimeout(): Cancel {
    const { timeoutS } = this.rules;
    if (timeoutS === null) return () => {};
    const expire = () => this.#hear(this.#fallback(), "default", Number.NaN);
    return this.timing.after(expire, timeoutS * 1000);
  }

  #fallback(): Action {
    if (this.#repeats) return this.#decision.action;
    if (this.#default === null) throw new Error("The controls of this game have no default.");
    return this.#default;
  }

  #take({ action, source, timeStamp, heardAt }: Turn): void {
    this.#due = heardAt;
    this.#decision.action = action;
    this.#decision.intended = action;
    this.#decision.source = source;
    this.#decision.inputT = timeStamp;
  }
}
