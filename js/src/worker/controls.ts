/** From keys to actions. */

import type { Controls } from "../generated/contract";
import { type Action, actionOf, type Decision, noOutput, type Person } from "./actor";

/** Whether the environment allows the person an action at the next step. */
export type Allows = (action: Action) => boolean;

interface Press {
  code: string;
  action: Action;
  /** The page's `event.timeStamp`. */
  timeStamp: number;
}

/**
 * A person at the keyboard, in real time. Per step, in this order:
 *
 * 1. the latest key that went down since the step before, even if it is up again: a tap between two
 *    steps is never lost. It acts for one step; of several such taps the latest counts;
 * 2. the key that went down last of those that are still held;
 * 3. the default.
 *
 * A key whose action is not allowed now is passed over, as if it was up; what it asked for is still
 * what was intended. The default is taken in any case, since some action must be.
 *
 * The input that decided is always a key going down; where an earlier key takes over because a later
 * one came up, it is that earlier key's.
 */
export class Keyboard implements Person {
  readonly #actions: Map<string, Action>;
  /** In the order in which they went down. */
  readonly #held: Press[] = [];
  /** Null: the action before. */
  readonly #default: Action | null;
  #pressed: Press | null = null;
  #previous: Action;
  readonly #decision: Decision = {
    action: 0,
    intended: 0,
    source: "default",
    inputT: Number.NaN,
    uniform: Number.NaN,
    output: noOutput,
  };

  /** @throws if no key is named, since then nobody could act, or no default. */
  constructor(
    { keys, default: fallback }: Controls,
    private readonly allows: Allows = () => true,
  ) {
    if (fallback === null) throw new Error("The controls of this game have no default.");
    this.#actions = new Map(Object.entries(keys).map(([code, action]) => [code, actionOf(action)]));
    this.#default = fallback === "previous" ? null : actionOf(fallback);
    this.#previous = this.#first();
  }

  /** Keys that are held stay held over the border of two episodes; taps before it are forgotten. */
  begin(): void {
    this.#pressed = null;
    this.#previous = this.#first();
  }

  down(code: string, timeStamp: number): void {
    const action = this.#actions.get(code);
    // A key that is held already repeats by itself: that is no new input.
    if (action === undefined || this.#held.some((press) => press.code === code)) return;
    this.#pressed = { code, action, timeStamp };
    this.#held.push(this.#pressed);
  }

  up(code: string): void {
    const index = this.#held.findIndex((press) => press.code === code);
    if (index >= 0) this.#held.splice(index, 1);
  }

  releaseAll(): void {
    this.#held.length = 0;
  }

  decide(): Decision {
    const press = this.#deciding();
    const decision = this.#decision;
    decision.action = press?.action ?? this.#default ?? this.#previous;
    decision.intended = (this.#pressed ?? this.#held.at(-1))?.action ?? decision.action;
    decision.source = press ? "device" : "default";
    decision.inputT = press?.timeStamp ?? Number.NaN;
    this.#pressed = null;
    this.#previous = decision.action;
    return decision;
  }

  #deciding(): Press | null {
    if (this.#pressed !== null && this.allows(this.#pressed.action)) return this.#pressed;
    // Not `findLast`, which would make a function at every step.
    for (let index = this.#held.length - 1; index >= 0; index--) {
      const press = this.#held[index];
      if (press !== undefined && this.allows(press.action)) return press;
    }
    return null;
  }

  #first(): Action {
    const first = this.#actions.values().next();
    if (first.done) throw new Error("The controls of this game name no key.");
    return first.value;
  }
}
