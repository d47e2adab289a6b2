/** The offset between the page's and the worker's clocks. */

/** One question and its answer; all in ms of `performance.now()`. */
export interface ClockExchange {
  /** Page's clock when it asked. */
  asked: number;
  /** Worker's clock when it answered. */
  answered: number;
  /** Page's clock when the answer came. */
  received: number;
}

export interface ClockOffset {
  /** Worker's clock minus the page's at the same instant. */
  offset_ms: number;
  round_trip_ms: number;
}

/**
 * The offset by the exchange with the shortest round trip: it bounds the error by half of it
 * (Cristian 1989, doi:10.1007/BF01784024).
 *
 * @param exchanges at least one.
 */
export function estimateOffset(exchanges: readonly ClockExchange[]): ClockOffset {
  const best = exchanges.reduce((a, b) => (roundTrip(b) < roundTrip(a) ? b : a));
  return {
    offset_ms: best.answered - (best.asked + best.received) / 2,
    round_trip_ms: roundTrip(best),
  };
}

function roundTrip(exchange: ClockExchange): number {
  return exchange.received - exchange.asked;
}
