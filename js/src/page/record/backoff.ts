/** How long to wait after a failure: exponential, with full jitter, and never for good. */

export interface Pace {
  base_ms: number;
  cap_ms: number;
}

/** A line or a store that may be back at any moment. */
export const SOON: Pace = { base_ms: 500, cap_ms: 30_000 };
/** What people have to mend: asking often would not hasten them, and each time costs an upload. */
export const LATER: Pace = { base_ms: 5_000, cap_ms: 300_000 };

/**
 * @param failures In a row, this one included.
 * @param random In [0, 1).
 */
export function backoff_ms(failures: number, random: () => number, pace: Pace): number {
  return random() * Math.min(pace.cap_ms, pace.base_ms * 2 ** (failures - 1));
}

/** Counts failures in a row. */
export class Backoff {
  #failures = 0;
  #pace: Pace | null = null;

  constructor(private readonly random: () => number) {}

  get failures(): number {
    return this.#failures;
  }

  /** Another kind of failure begins at its own shortest wait. */
  fail(pace: Pace): number {
    this.#failures = pace === this.#pace ? this.#failures + 1 : 1;
    this.#pace = pace;
    return backoff_ms(this.#failures, this.random, pace);
  }

  succeed(): void {
    this.#failures = 0;
    this.#pace = null;
  }
}
