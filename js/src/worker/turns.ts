/** A person who sets the pace: what makes a step due is also what decides its action. */

import type { ActionSource, Controls } from "../generated/contract";
import type { Cancel } from "../shared/timer";
import { type Action, actionOf, type Decision, noOutput, type Person } from "./actor";
import type { Clock } from "./clock";
import type { Allows } from "./controls";
import type { Timing } from "./timing";

interface Turn {
  action: Action;
  source: ActionSource;
  /** The page's `event.timeStamp`; NaN where nobody did anything. */
  timeStamp: number;
  /** On the worker's clock. */
  heardAt: number;
  /** A step even where its action is not allowed: then by the default. */
  always: boolean;
}

export interface TurnRules {
  /** Whether a key that comes up is a step too, by the key that is still held or the default. */
  releases: boolean;
  /** A press whose action is not allowed when its turn has come is none. */
  allows?: Allows;
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
  /** When the turn that is waited for began. */
  #begunAt = Number.NaN;
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
    this.#begunAt = this.timing.now();
    for (;;) {
      while (!this.#cancelled && (this.#paused || this.#waiting.length === 0)) await this.#wait();
      const turn = this.#waiting.shift();
      if (turn === undefined || this.#takes(turn)) return this.#due;
      this.#dropped += 1;
    }
  }

  decide(): Decision {
    return this.#decision;
  }

  down(code: string, timeStamp: number): void {
    const action = this.#actions.get(code);
    if (action === undefined || this.#held.includes(code)) return;
    this.#held.push(code);
    this.#hear({ action, source: "device", timeStamp, always: false });
  }

  up(code: string, timeStamp = Number.NaN): void {
    const index = this.#held.indexOf(code);
    if (index < 0) return;
    this.#held.splice(index, 1);
    if (!this.rules.releases) return;
    const held = this.#held.at(-1);
    const action = held === undefined ? this.#fallback() : this.#actions.get(held);
    if (action === undefined) return;
    const source = held === undefined ? "default" : "device";
    this.#hear({ action, source, timeStamp, always: true });
  }

  releaseAll(): void {
    this.#held.length = 0;
  }

  pause(): void {
    this.#paused = true;
    this.#wake();
  }

  /** The time for a turn begins anew. */
  resume(): void {
    this.#paused = false;
    this.#begunAt = this.timing.now();
    this.#wake();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#wake();
  }

  #hear(turn: Omit<Turn, "heardAt">): void {
    if (this.#waiting.length < TurnBased.maxWaiting) {
      this.#waiting.push({ ...turn, heardAt: this.timing.now() });
    } else {
      this.#dropped += 1;
    }
    this.#wake();
  }

  /** Until something may have changed. */
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
    const expire = () =>
      this.#hear({
        action: this.#fallback(),
        source: "default",
        timeStamp: Number.NaN,
        always: true,
      });
    return this.timing.after(expire, this.#begunAt + timeoutS * 1000 - this.timing.now());
  }

  #fallback(): Action {
    if (this.#repeats) return this.#decision.action;
    if (this.#default === null) throw new Error("The controls of this game have no default.");
    return this.#default;
  }

  /** @returns whether it is a step */
  #takes({ action, source, timeStamp, heardAt, always }: Turn): boolean {
    const isAllowed = this.rules.allows?.(action) ?? true;
    if (!isAllowed && !always) return false;
    this.#due = heardAt;
    this.#decision.intended = action;
    this.#decision.action = isAllowed ? action : this.#fallback();
    this.#decision.source = isAllowed ? source : "default";
    this.#decision.inputT = timeStamp;
    return true;
  }
}
