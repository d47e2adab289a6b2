/**
 * From the controls of a form in HTML to answers: pure, so that it is tested without a page.
 *
 * Names are shared as HTML shares them: several controls of one name give one answer together.
 */

import type { Answer, Answers } from "./form-answers";

/** What a control holds when the form is sent. */
export interface HeldControl {
  readonly name: string;
  /**
   * `radio`, `box` and `button` give their value or nothing; `select` the chosen value, `selects` all
   * that are chosen; `number` digits; `text` whatever was written.
   */
  readonly kind: "radio" | "box" | "button" | "select" | "selects" | "number" | "text";
  readonly values: readonly string[];
}

/** One answer for each name; what was left out is null, or of several boxes the empty list. */
export function answersOf(names: readonly string[], controls: readonly HeldControl[]): Answers {
  return Object.fromEntries(
    names.map((name) => [name, answerOf(controls.filter((control) => control.name === name))]),
  );
}

function answerOf(controls: readonly HeldControl[]): Answer {
  const [first] = controls;
  if (first === undefined) return null;
  const isOneOf = controls.every(({ kind }) => kind === "radio" || kind === "button");
  const values = controls.flatMap((control) => control.values);
  if (isOneOf) return values[0] ?? null;
  if (controls.length > 1 || first.kind === "selects") return values;
  const value = values[0] ?? "";
  // Of a box the empty text is a value like any other.
  if (first.kind === "box") return values[0] ?? null;
  if (value === "") return null;
  return first.kind === "number" ? Number(value) : value;
}
