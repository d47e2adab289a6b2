/** Choices of a bot, drawn from a stream of its own: the same seed gives the same bots. */

/** Draws from [0, 1). */
export type Uniform = () => number;

/** One of these. @throws RangeError where there is none */
export function oneOf<T>(items: readonly T[], uniform: Uniform): T {
  const item = items[Math.floor(uniform() * items.length)];
  if (item === undefined) throw new RangeError("There is nothing to choose from.");
  return item;
}

/** A number in [low, high). */
export function between(low: number, high: number, uniform: Uniform): number {
  return low + uniform() * (high - low);
}
