/** Actions of a space that is one array of numbers (Box, MultiDiscrete), as packed rows. */

import type { Agent, PackedAction } from "../../generated/contract";
import { fromBase64 } from "../../shared/bytes";
import type { Action } from "../actor";
import { codecs, elements } from "../layout";

/** Packs as many numbers as an action has, in C order. */
export type Pack = (values: ArrayLike<number>) => Action;

/** Makes the function that packs an agent's actions; integers are rounded. */
export function packerOf(agent: Pick<Agent, "layout">): Pack {
  const { codec, count, isFloat } = formOf(agent);
  const bytes = new Uint8Array(codec.size * count);
  const row = new DataView(bytes.buffer);
  return (values) => {
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      codec.write(row, i * codec.size, isFloat ? value : Math.round(value));
    }
    return String.fromCharCode(...bytes);
  };
}

/** The numbers of an action, in C order. */
export function numbersOf({ packed }: PackedAction, agent: Pick<Agent, "layout">): number[] {
  const { codec, count } = formOf(agent);
  const row = new DataView(fromBase64(packed).buffer);
  return Array.from({ length: count }, (_, i) => codec.read(row, i * codec.size));
}

function formOf({ layout }: Pick<Agent, "layout">) {
  const [field, ...more] = layout.action;
  if (field === undefined || field.dtype === "exact" || more.length > 0) {
    throw new Error("The actions of this agent are not one array of numbers.");
  }
  const { dtype } = field;
  return { codec: codecs[dtype], count: elements(field), isFloat: dtype.startsWith("<f") };
}
