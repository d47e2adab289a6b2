/** Addresses that a participant is sent to, with what they came with put into them. */

import type { Arrival } from "./record/taker";

/**
 * Puts what the participant came with in the place of `{participant}` and of the names of kept
 * parameters; what they did not come with is empty.
 */
export function fillIn(address: string, { participant, params }: Arrival): string {
  return address.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = name === "participant" ? participant : params[name];
    return encodeURIComponent(value ?? "");
  });
}

/** The same of something that may lead somewhere. */
export function filledIn<T extends { redirect: string | null }>(given: T, taker: Arrival): T {
  const { redirect } = given;
  return redirect === null ? given : { ...given, redirect: fillIn(redirect, taker) };
}
