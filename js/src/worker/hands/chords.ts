/** Which actions the digital inputs make that are down: single ones, and combinations. */

import type { Binding } from "../../generated/contract";
import { type Action, actionOf } from "../actor";
import type { Act } from "./person";

interface Chord {
  codes: readonly string[];
  action: Action;
}

interface Held {
  code: string;
  /** The page's `event.timeStamp` of its going down. */
  timeStamp: number;
}

/**
 * The code that went down last decides; of the combinations that it completes, the longest. Where it
 * completes none, the code before it decides.
 */
export class Chords {
  /** By each of its codes, the longest first. */
  readonly #chords = new Map<string, Chord[]>();
  /** In the order in which they went down. */
  readonly #held: Held[] = [];

  constructor(bindings: readonly Binding[]) {
    const longestFirst = [...bindings].sort((a, b) => b.codes.length - a.codes.length);
    for (const { codes, action } of longestFirst) {
      const chord = { codes, action: actionOf(action) };
      for (const code of codes) {
        this.#chords.set(code, [...(this.#chords.get(code) ?? []), chord]);
      }
    }
  }

  /** What is held asks for this; null: nothing. */
  get current(): Act | null {
    for (let index = this.#held.length - 1; index >= 0; index--) {
      const act = this.#completedBy(this.#held[index] as Held);
      if (act !== null) return act;
    }
    return null;
  }

  /** @returns false where the code means nothing, or is down already: a key that repeats by itself */
  down(code: string, timeStamp: number): boolean {
    if (!this.#chords.has(code) || this.#isHeld(code)) return false;
    this.#held.push({ code, timeStamp });
    return true;
  }

  /** What the code that went down last completes; null: nothing. */
  get pressed(): Act | null {
    const last = this.#held.at(-1);
    return last === undefined ? null : this.#completedBy(last);
  }

  /** @returns false where it was not down */
  up(code: string): boolean {
    const index = this.#held.findIndex((held) => held.code === code);
    if (index >= 0) this.#held.splice(index, 1);
    return index >= 0;
  }

  release(): void {
    this.#held.length = 0;
  }

  #completedBy({ code, timeStamp }: Held): Act | null {
    const chord = this.#chords.get(code)?.find(({ codes }) => codes.every(this.#isHeld));
    return chord === undefined ? null : { action: chord.action, timeStamp };
  }

  readonly #isHeld = (code: string): boolean => this.#held.some((held) => held.code === code);
}
