/** How long each answer of a form took: see `AnswerTimes` in the contract. */

import type { AnswerTimes } from "../../generated/contract";

interface Times {
  first_ms: number | null;
  last_ms: number | null;
  changes: number;
  focus_ms: number;
}

/** All instants are milliseconds on one monotonic clock. */
export class FieldTimes {
  readonly #times = new Map<string, Times>();
  #focused: { name: string; since: number } | null = null;

  /** @param shown When the form was. */
  constructor(
    names: readonly string[],
    private readonly shown: number,
  ) {
    for (const name of names) {
      this.#times.set(name, { first_ms: null, last_ms: null, changes: 0, focus_ms: 0 });
    }
  }

  changed(name: string, now: number): void {
    const times = this.#times.get(name);
    if (times === undefined) return;
    times.last_ms = now - this.shown;
    times.first_ms ??= times.last_ms;
    times.changes += 1;
  }

  /** The focus has come to a control of an answer. */
  entered(name: string, now: number): void {
    this.left(now);
    this.#focused = { name, since: now };
  }

  /** The focus has gone. */
  left(now: number): void {
    if (this.#focused === null) return;
    const times = this.#times.get(this.#focused.name);
    if (times !== undefined) times.focus_ms += now - this.#focused.since;
    this.#focused = null;
  }

  /** The form is sent. */
  take(now: number): Record<string, AnswerTimes> {
    this.left(now);
    return Object.fromEntries([...this.#times].map(([name, times]) => [name, { ...times }]));
  }
}

/** Listens to a field's element: `name` of a control says which answer it is of, if any does. */
export function watchTimes(
  element: HTMLElement,
  names: readonly string[],
  times: () => FieldTimes,
  now: () => number,
): void {
  const nameOf = ({ target }: Event) => {
    const name = (target as Partial<HTMLInputElement> | null)?.name;
    return name !== undefined && names.includes(name) ? name : (names[0] ?? "");
  };
  element.addEventListener("input", (event) => times().changed(nameOf(event), now()));
  element.addEventListener("focusin", (event) => times().entered(nameOf(event), now()));
  element.addEventListener("focusout", () => times().left(now()));
}
