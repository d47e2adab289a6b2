/** How durations are spread, in memory of a fixed size: hours of frames take what a second takes. */

import type { Spread as SpreadOf } from "../generated/contract";

const binsPerMs = 10;
/** The last bin counts all that is longer. */
const bins = 1000 * binsPerMs;
/** Sums of browsers' times, which are multiples of 0.1 ms, are a little more or less than these. */
const noise = 1e-6;

/** Counts durations in bins of 0.1 ms. */
export class Spread {
  readonly #counts = new Uint32Array(bins + 1);
  #count = 0;
  #longest = 0;

  add(ms: number): void {
    const bin = Math.max(0, Math.ceil(ms * binsPerMs - noise));
    this.#longest = Math.max(this.#longest, bin);
    const index = Math.min(bins, bin);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#count += 1;
  }

  /** Takes over what another one has counted. */
  merge(other: Spread): void {
    for (const [index, count] of other.#counts.entries()) {
      this.#counts[index] = (this.#counts[index] ?? 0) + count;
    }
    this.#count += other.#count;
    this.#longest = Math.max(this.#longest, other.#longest);
  }

  summary(): SpreadOf {
    const count = this.#count;
    if (count === 0) return { count, p50: null, p95: null, p99: null, max: null };
    const [p50, p95, p99] = [this.#quantile(0.5), this.#quantile(0.95), this.#quantile(0.99)];
    return { count, p50, p95, p99, max: this.#longest / binsPerMs };
  }

  /** The nearest rank: the smallest bin at or below which so large a share of all durations is. */
  #quantile(share: number): number {
    const rank = Math.ceil(share * this.#count);
    let seen = 0;
    for (let index = 0; index < bins; index += 1) {
      seen += this.#counts[index] ?? 0;
      if (seen >= rank) return index / binsPerMs;
    }
    return this.#longest / binsPerMs;
  }
}
