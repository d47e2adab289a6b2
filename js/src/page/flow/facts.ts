/** What is known of a session, for the expressions of its study. */

import type { GameResults, StoredFacts } from "../../shared/course";
import type { Facts, Value } from "../../shared/expression";

/** It keeps no answer that the study does not ask for again: it lies in the browser until the end. */
export class FactBook {
  /** Told of all that is answered. */
  onAnswered: (form: string, answers: Record<string, Value>) => void = () => {};
  #stored: StoredFacts;

  /**
   * @param params The kept ones of the page's address.
   * @param wanted The paths that the study's expressions ask for, see `referencesIn`.
   */
  constructor(
    private params: Readonly<Record<string, string>>,
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

  /** What the participant came with is known better. */
  identified(params: Readonly<Record<string, string>>): void {
    this.params = params;
  }

  answered(form: string, answers: Record<string, Value>): void {
    this.onAnswered(form, answers);
    const kept = Object.entries(answers).filter(([question]) =>
      this.wanted.has(`answers.${form}.${question}`),
    );
    if (kept.length === 0) return;
    const own = Object.fromEntries(kept);
    this.#stored = { ...this.#stored, answers: { ...this.#stored.answers, [form]: own } };
  }

  /** Whether a form's checks were passed, and what it has calculated: as far as it is asked for. */
  judged(form: string, checks: Record<string, boolean>, scores: Record<string, Value>): void {
    const failed = Object.values(checks).filter((isPassed) => !isPassed).length;
    const known = { checks: { ...checks, failed }, scores };
    for (const [root, values] of Object.entries(known) as ["checks" | "scores", typeof scores][]) {
      const kept = Object.entries(values).filter(([name]) =>
        this.wanted.has(`${root}.${form}.${name}`),
      );
      if (kept.length === 0) continue;
      const own = { ...this.#stored[root], [form]: Object.fromEntries(kept) };
      this.#stored = { ...this.#stored, [root]: own };
    }
  }

  /** How often a quiz was tried so far in vain, in this pass. */
  tries(quiz: string): number {
    return this.#stored.tries?.[quiz] ?? 0;
  }

  tried(quiz: string, count: number): void {
    this.#stored = { ...this.#stored, tries: { ...this.#stored.tries, [quiz]: count } };
  }

  /** Whether a quiz was passed, in this pass. */
  hasPassed(quiz: string): boolean {
    return this.#stored.tries?.[quiz] === 0;
  }

  passed(quiz: string): void {
    this.tried(quiz, 0);
  }

  /** A quiz is over: in another pass it is a new one. */
  taken(quiz: string): void {
    const { [quiz]: _, ...tries } = this.#stored.tries ?? {};
    this.#stored = { ...this.#stored, tries };
  }

  played(game: string, results: GameResults): void {
    this.#stored = { ...this.#stored, results: { ...this.#stored.results, [game]: results } };
  }

  /** What was counted of the answers of a step with clips. */
  counted(step: string, results: Readonly<Record<string, number>>): void {
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
