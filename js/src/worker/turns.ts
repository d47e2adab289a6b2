/** A person who sets the pace: what makes a step due is also what decides its action. */

import type { Controls } from "../generated/contract";
import { type Decision, noOutput, type Person } from "./actor";
import type { Clock } from "./clock";
import type { Timing } from "./timing";

interface Press {
  action: number;
  /** The page's `event.timeStamp`. */
  timeStamp: number;
  /** On the worker's clock. */
  heardAt: number;
}

/**
 * The clock and the person of a turn-based game: each press of a bound key is one step, whose due
 * time is when the press was heard. A key that is held is one press, however often it repeats.
 *
 * Presses during a step wait, in their order, so that quick taps each have their step; but not more
 * than `maxWaiting`, since a game that is slow shall not play on long after the keys were let go.
 *
 * Where the person's agent is not in the game (PettingZoo), a press still takes the others on.
 */
export class TurnBased implements Clock, Person {
  static readonly maxWaiting = 8;

  readonly #actions: Map<string, number>;
  readonly #held = new Set<string>();
  #waiting: Press[] = [];
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
    { keys }: Pick<Controls, "keys">,
    private readonly timing: Pick<Timing, "now" | "hop">,
  ) {
    this.#actions = new Map(Object.entries(keys));
  }

  /** How many presses since `start` led to no step. */
  get unused(): number {
    return this.#dropped + this.#waiting.length;
  }

  begin(): void {}

  /** What was pressed before is forgotten. */
  start(): void {
    this.#waiting = [];
    this.#dropped = 0;
  }

  async next(): Promise<number> {
    // Presses during a step that kept this thread busy are still in its event queue: hear them all,
    // so that the bound holds for them too.
    await this.timing.hop();
    while (!this.#cancelled && (this.#paused || this.#waiting.length === 0)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const press = this.#waiting.shift();
    if (press !== undefined) this.#take(press);
    return this.#due;
  }

  decide(): Decision {
    return this.#decision;
  }

  down(code: string, timeStamp: number): void {
    const action = this.#actions.get(code);
    if (action === undefined || this.#held.has(code)) return;
    this.#held.add(code);
    if (this.#waiting.length < TurnBased.maxWaiting) {
      this.#waiting.push({ action, timeStamp, heardAt: this.timing.now() });
    } else {
      this.#dropped += 1;
    }
    this.#wake();
  }

  up(code: string): void {
    this.#held.delete(code);
  }

  releaseAll(): void {
    this.#held.clear();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#wake();
  }

  #take({ action, timeStamp, heardAt }: Press): void {
    this.#due = heardAt;
    this.#decision.action = action;
    this.#decision.intended = action;
    this.#decision.inputT = timeStamp;
  }
}
