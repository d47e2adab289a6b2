/** Frame skip: a policy that is asked at every n-th step only. */

import type { Actor, Decision } from "./actor";

/** Asks its actor at the steps 0, n, 2n, … at which the agent acts, and repeats it in between. */
export class Repeating implements Actor {
  #step = 0;
  #last: Decision | null = null;

  constructor(
    readonly actor: Actor,
    private readonly everyNth: number,
  ) {}

  begin(uniform: () => number, seed: number): void {
    this.#step = 0;
    this.actor.begin(uniform, seed);
  }

  look(observation: Uint8Array): void {
    if (this.#isDue || this.#last === null) this.actor.look?.(observation);
  }

  decide(observation: Uint8Array, due: number): Decision | Promise<Decision> {
    const isDue = this.#isDue;
    this.#step += 1;
    if (!isDue && this.#last !== null) return this.#last;
    const decision = this.actor.decide(observation, due);
    if (decision instanceof Promise) {
      return decision.then((decided) => this.#keep(decided));
    }
    return this.#keep(decision);
  }

  get #isDue(): boolean {
    return this.#step % this.everyNth === 0;
  }

  /** What is repeated was not drawn anew; actors reuse their decision, so it is copied. */
  #keep(decision: Decision): Decision {
    this.#last = { ...decision, source: "repeated", uniform: Number.NaN };
    return decision;
  }
}

/** An actor by the frame skip of its game; at 1 it is asked at every step. */
export function skipping(actor: Actor, everyNth: number): Actor {
  return everyNth === 1 ? actor : new Repeating(actor, everyNth);
}

/** Who is asked in the end. */
export function asked(actor: Actor): Actor {
  return actor instanceof Repeating ? actor.actor : actor;
}
