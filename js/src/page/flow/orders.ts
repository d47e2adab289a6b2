/** Orders of the steps of a block. Each is a list of positions, in the order in which they come. */

import type { Order } from "../../generated/contract";

/** How many rows an order has that is taken in turn; 1 for others. */
export function rowsOf(order: Order, count: number): number {
  if (order === "latin_square") return count % 2 === 0 || count === 1 ? count : 2 * count;
  return order === "counterbalanced" ? factorial(count) : 1;
}

/** @param row In [0, `rowsOf`). */
export function rowOf(order: Order, count: number, row: number): number[] {
  if (order === "latin_square") return williamsRow(count, row);
  return order === "counterbalanced" ? permutation(count, row) : range(count);
}

/**
 * A random order (Fisher and Yates).
 *
 * @param uniform Draws from [0, 1).
 */
export function shuffled<T>(items: readonly T[], uniform: () => number): T[] {
  const rest = [...items];
  const order: T[] = [];
  while (rest.length > 0) order.push(...rest.splice(Math.floor(uniform() * rest.length), 1));
  return order;
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

/**
 * A row of a square in which everything stands at each place equally often, and follows everything
 * else equally often: n rows for even n, and for odd n the 2n rows of two squares.
 *
 * Source: Williams, "Experimental Designs Balanced for the Estimation of Residual Effects of
 * Treatments", Australian Journal of Chemistry 2(2), 1949, doi:10.1071/CH9490149.
 */
function williamsRow(count: number, row: number): number[] {
  const first = range(count).map((at) => (at % 2 === 0 ? at / 2 : count - (at + 1) / 2));
  const shifted = first.map((position) => (position + row) % count);
  return row < count ? shifted : shifted.reverse();
}

/** The permutation of a number, by its digits in the factorial system. */
function permutation(count: number, row: number): number[] {
  const rest = range(count);
  let left = row;
  return range(count).flatMap((at) => {
    const size = factorial(count - at - 1);
    const digit = Math.floor(left / size);
    left %= size;
    return rest.splice(digit, 1);
  });
}

function factorial(count: number): number {
  return count < 2 ? 1 : count * factorial(count - 1);
}
