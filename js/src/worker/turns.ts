/** The clock of a game whose steps people make due: what does so also decides their actions. */

import type { Cancel } from "../shared/timer";
import type { Clock } from "./clock";
import type { TurnPerson } from "./hands/turn";
import type { Timing } from "./timing";

export interface TurnRules {
  /** Whether the next step asks for an action of this agent. */
  acts: (agent: string) => boolean;
  /**
   * `all`: a step waits until each person whose action it asks for has pressed. `any`: one press or
   * release is enough; the others do what they hold, or their default.
   */
  awaits: "all" | "any";
  /** A step is taken by the default after so many seconds without a press; null: never. */
  timeoutS: number | null;
}

/**
 * A step is due when the last press that it waited for was heard.
 *
 * Where no person's agent is in the game (PettingZoo), a press of anybody still takes the others on.
 */
export class TurnBased implements Clock {
  #due = Number.NaN;
  /** When the turn that is waited for began. */
  #begunAt = Number.NaN;
  #paused = false;
  #cancelled = false;
  #wake: () => void = () => {};

  constructor(
    private readonly people: ReadonlyMap<string, TurnPerson>,
    private readonly timing: Pick<Timing, "now" | "hop" | "after">,
    private readonly rules: TurnRules,
  ) {
    for (const person of people.values()) person.onTurn = () => this.#wake();
  }

  start(): void {
    this.#cancelled = false;
    for (const person of this.people.values()) person.start();
  }

  /** What was pressed and led to no step yet will lead to none. */
  forget(): void {
    for (const person of this.people.values()) person.forget();
  }

  async next(): Promise<number> {
    // Presses during a step that kept this thread busy are still in its event queue: hear them all,
    // so that the bound of a queue holds for them too.
    await this.timing.hop();
    this.#begunAt = this.timing.now();
    let takers = this.#takers();
    while (!this.#cancelled && (this.#paused || takers.length === 0)) {
      await this.#wait();
      takers = this.#takers();
    }
    if (takers.length > 0) this.#take(takers);
    return this.#due;
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

  /** Those whose press the next step waits for: all of them, or, where `some`, one. */
  #awaited(): { people: TurnPerson[]; some: boolean } {
    const acting = [...this.people].filter(([agent]) => this.rules.acts(agent));
    if (this.rules.awaits === "any" || acting.length === 0) {
      return { people: [...this.people.values()], some: true };
    }
    return { people: acting.map(([, person]) => person), some: false };
  }

  /** Whose turns make the next step due; empty: it is not due yet. */
  #takers(): TurnPerson[] {
    const { people, some } = this.#awaited();
    for (const person of people) person.dropForbidden();
    const waiting = people.filter(({ heardAt }) => heardAt !== null);
    if (!some) return waiting.length === people.length ? waiting : [];
    return waiting.sort((a, b) => Number(a.heardAt) - Number(b.heardAt)).slice(0, 1);
  }

  #take(takers: readonly TurnPerson[]): void {
    this.#due = Math.max(...takers.map(({ heardAt }) => Number(heardAt)));
    for (const person of this.people.values()) {
      if (takers.includes(person)) person.take();
      else if (this.rules.awaits === "any") person.stay();
    }
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
    const expire = () => {
      const now = this.timing.now();
      const late = this.#awaited().people.filter(({ heardAt }) => heardAt === null);
      for (const person of late) person.pass(now);
    };
    return this.timing.after(expire, this.#begunAt + timeoutS * 1000 - this.timing.now());
  }
}
