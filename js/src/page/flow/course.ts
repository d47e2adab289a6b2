/** How far a participant has come, and what was decided on the way there. */

import type { Decision } from "../../shared/course";

/**
 * Counts the steps as they are passed, so that a reload can go back to the one it interrupted; and
 * keeps the decisions, so that it comes there by the same way: an answer that was given later, or an
 * order that was drawn, is not asked for again.
 */
export class Course {
  #next = 0;
  #decided = 0;
  readonly #decisions: Decision[];
  #shown: string | null = null;

  /**
   * @param resumeAt Index of the first step to be shown; those before it are behind.
   * @param decisions Those of earlier visits.
   */
  constructor(
    private readonly resumeAt: number,
    decisions: readonly Decision[] = [],
  ) {
    this.#decisions = [...decisions];
  }

  /** The id of the step that is shown, or was last; null before the first. */
  get shown(): string | null {
    return this.#shown;
  }

  /** All that were made so far. */
  get decisions(): Decision[] {
    return this.#decisions.slice(0, this.#decided);
  }

  /** What an earlier visit has decided here, or else what `make` decides. */
  async decide<D extends Decision>(make: () => Promise<D>): Promise<D> {
    const known = this.#decisions[this.#decided];
    // What was decided here before was decided by the same node, and so is of the same kind.
    const decision = known === undefined ? await make() : (known as D);
    this.#decisions[this.#decided++] = decision;
    return decision;
  }

  /** The index of the step that is passed now, and whether it is already behind the participant. */
  advance(): { index: number; behind: boolean } {
    const index = this.#next++;
    return { index, behind: index < this.resumeAt };
  }

  /** The index of the step that is shown. */
  get index(): number {
    return this.#next - 1;
  }

  show(step: string): void {
    this.#shown = step;
  }
}
