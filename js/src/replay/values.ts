/** Packed rows in words. */

import type { Agent, ArrayField, Controls, ReplayAgent } from "../generated/contract";
import { fromLatin1 } from "../shared/bytes";
import { elements, elementsIn } from "../worker/layout";

/** Of a field with more elements only its shape is said. */
const mostElements = 16;
/** Significant digits: the bits are in the record. */
const digits = 5;

/** What a row holds: a line for each of its fields. */
export function linesOf(row: Uint8Array, layout: readonly ArrayField[]): string[] {
  return layout.map((field, index) => {
    const name = field.path.length > 0 ? `${field.path.join("/")}: ` : "";
    return `${name}${textOf(row, layout, index)}`;
  });
}

/** The action of a step. */
export function actionIn(
  { actions, sources }: Pick<ReplayAgent, "actions" | "sources">,
  step: number,
  agent: Agent,
  controls: Controls | undefined,
): string {
  const action = actions[step];
  if (action === undefined || sources[step] === "absent") return "–";
  if (typeof action === "string") {
    return linesOf(fromLatin1(atob(action)), agent.layout.action).join("; ");
  }
  const label = controls?.bindings.find((binding) => binding.action === action)?.label;
  return label ? `${action} (${label})` : String(action);
}

export function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
}

function textOf(row: Uint8Array, layout: readonly ArrayField[], index: number): string {
  const field = layout[index] as ArrayField;
  if (field.dtype === "exact") return "a value of no fixed size";
  const count = elements(field);
  if (count > mostElements) return `${field.dtype.slice(1)}, shape ${field.shape.join(" × ")}`;
  const read = elementsIn(layout, index);
  read.look(row);
  const values = Array.from({ length: count }, (_, at) => numberText(read.at(at)));
  return field.shape.length === 0 ? (values[0] ?? "") : `[${values.join(", ")}]`;
}
