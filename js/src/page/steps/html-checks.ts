/** What is said of a control in HTML that HTML's own rules do not let pass. */

import type { Strings } from "../strings";
import { parseNumber } from "./form-answers";

/** What the rules go by; see HTML, "Constraint validation". */
export interface CheckedControl {
  readonly type: string;
  readonly validity: Partial<ValidityState>;
  readonly validationMessage: string;
  /** The author's words for what fits, as `pattern` has them. */
  readonly title: string;
  readonly value: string;
  readonly min?: string;
  readonly max?: string;
  readonly step?: string;
  readonly maxLength?: number;
}

/** In the study's words where it has some, else in the author's, else in the browser's. */
export function complaintOf(control: CheckedControl, strings: Strings["form"]): string {
  const { type, validity, validationMessage } = control;
  const browsers = control.title || validationMessage;
  if (validity.valueMissing) return missing(type, strings);
  if (validity.badInput && type === "number") return strings.notNumber;
  if (validity.badInput && type === "date") return strings.notDate;
  if (validity.rangeUnderflow) return tooLow(control, strings) ?? browsers;
  if (validity.rangeOverflow) return tooHigh(control, strings) ?? browsers;
  if (validity.stepMismatch && type === "number" && ["", "1"].includes(control.step ?? "")) {
    return strings.notInteger;
  }
  if (validity.tooLong) return strings.tooLong(control.maxLength ?? 0, [...control.value].length);
  return browsers;
}

function missing(type: string, strings: Strings["form"]): string {
  if (type === "checkbox") return strings.requiredChoices;
  if (type === "radio" || type.startsWith("select")) return strings.requiredChoice;
  return strings.required;
}

function tooLow({ type, min = "" }: CheckedControl, strings: Strings["form"]): string | null {
  if (type === "date") return strings.tooEarly(min);
  const least = type === "number" ? parseNumber(min) : null;
  return least === null ? null : strings.tooSmall(least);
}

function tooHigh({ type, max = "" }: CheckedControl, strings: Strings["form"]): string | null {
  if (type === "date") return strings.tooLate(max);
  const most = type === "number" ? parseNumber(max) : null;
  return most === null ? null : strings.tooLarge(most);
}
