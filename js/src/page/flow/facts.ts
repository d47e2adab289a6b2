/** What is known of a session, for the expressions of its study. */

import type { GameResults, StoredFacts } from "../../shared/course";
import type { Facts, Value } from "../../shared/expression";

export class FactBook {
  #stored: StoredFacts;

  /** @param params The kept ones of the page's address. */
  constructor(
    private readonly params: Readonly<Record<string, string>>,
    stored: StoredFacts = { answers: {}, results: {}, conditions: {} },
  ) {
    this.#stored = stored;
  }

  get facts(): Facts {
    return { ...this.#stored, params: this.params } as Facts;
  }

  get stored(): StoredFacts {
    return this.#stored;
  }

  answered(form: string, answers: Record<string, Value>): void {
    this.#stored = { ...this.#stored, answers: { ...this.#stored.answers, [form]: answers } };
  }

  played(game: string, results: GameResults): void {
    this.#stored = { ...this.#stored, results: { ...this.#stored.results, [game]: results } };
  }

  assigned(factor: string, level: string): void {
    const conditions = { ...this.#stored.conditions, [factor]: level };
    this.#stored = { ...this.#stored, conditions };
  }
}
