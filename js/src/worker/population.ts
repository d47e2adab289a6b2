/** Policies of which one acts: drawn once in a session, or for each episode. */

import type { Population as Plan } from "../generated/contract";
import type { Actor, Decision } from "./actor";

export class Population implements Actor {
  readonly per: Plan["per"];
  readonly #members: [name: string, weight: number, actor: Actor][];
  #drawn: Actor | null = null;

  /** @param actorOf makes the actor that a member's name says */
  constructor({ members, per }: Plan, actorOf: (name: string) => Actor) {
    this.per = per;
    this.#members = Object.entries(members).map(([name, weight]) => [name, weight, actorOf(name)]);
  }

  /**
   * Decides who acts from now on.
   *
   * @param uniform in [0, 1).
   * @returns the name
   */
  draw(uniform: number): string {
    let left = uniform * this.#members.reduce((sum, [, weight]) => sum + weight, 0);
    let last = "";
    for (const [name, weight, actor] of this.#members) {
      left -= weight;
      this.#drawn = actor;
      last = name;
      if (left < 0) break;
    }
    return last;
  }

  /** Who acts. @throws as long as nobody was drawn */
  get present(): Actor {
    if (this.#drawn === null) throw new Error("Nobody of the population was drawn yet.");
    return this.#drawn;
  }

  begin(uniform: () => number, seed: number): void {
    this.present.begin(uniform, seed);
  }

  look(observation: Uint8Array): void {
    this.present.look?.(observation);
  }

  decide(observation: Uint8Array, due: number): Decision | Promise<Decision> {
    return this.present.decide(observation, due);
  }
}
