/** What is known of a session, for the expressions of its study. */

import type { GameResults, StoredFacts } from "../../shared/course";
import type { Facts, Value } from "../../shared/expression";

/** It keeps no answer that the study does not ask for again: it lies in the browser until the end. */
export class FactBook {
  #stored: StoredFacts;

  /**
   * @param params The kept ones of the page's address.
   * @param wanted The paths that the study's expressions ask for, see `referencesIn`.
   */
  constructor(
    private readonly params: Readonly<Record<string, string>>,
    private readonly wanted: ReadonlySet<string>,
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
    const kept = Object.entries(answers).filter(([question]) =>
      this.wanted.has(`answers.${form}.${question}`),
    );
    if (kept.length === 0) return;
    const own = Object.fromEntries(kept);
    this.#stored = { ...this.#stored, answers: { ...this.#stored.answers, [form]: own } };
  }

  played(game: string, results: GameResults): void {
    this.#stored = { ...this.#stored, results: { ...this.#stored.results, [game]: results } };
  }

  /** What was counted of the answers of a step with clips. */
  judged(step: string, results: Readonly<Record<string, number>>): void {
    this.#stored = { ...this.#stored, results: { ...this.#stored.results, [step]: results } };
  }

  /** What was answered so far at the step that is shown; it is asked for no more. */
  judging(index: number, answers: readonly string[]): void {
    this.#stored = { ...this.#stored, judging: { index, answers: [...answers] } };
  }

  assigned(factor: string, level: string): void {
    const conditions = { ...this.#stored.conditions, [factor]: level };
    this.#stored = { ...this.#stored, conditions };
  }
}
