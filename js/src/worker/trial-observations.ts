/** Observations that nobody has made: something for a model to decide on. */

import type { ArrayField, Categories, OnnxPolicy } from "../generated/contract";
import { Xoshiro128StarStar } from "../shared/random";
import { codecs, elements, emptyRow } from "./layout";

/** The same at every visit. */
const seed = [1, 2, 3, 4] as const;

/**
 * Packed observations of numbers drawn evenly: floats from -1 to 1, bytes from 0 to 255, other
 * integers from 0 to 9, of a category any that there is.
 */
export function makeUpObservations(
  layout: readonly ArrayField[],
  policy: Pick<OnnxPolicy, "inputs">,
  count: number,
): Uint8Array[] {
  const random = new Xoshiro128StarStar(seed);
  return Array.from({ length: count }, () => {
    const row = emptyRow(layout);
    const view = new DataView(row.buffer);
    let at = 0;
    for (const field of layout) {
      if (field.dtype === "exact") continue;
      const { size, write } = codecs[field.dtype];
      const categories = categoriesOf(policy, field.path);
      for (let index = 0; index < elements(field); index++, at += size) {
        write(view, at, draw(field.dtype, index, categories, random.uniform()));
      }
    }
    return row;
  });
}

function draw(
  dtype: ArrayField["dtype"],
  index: number,
  categories: Categories | null,
  uniform: number,
): number {
  if (categories !== null) {
    return (categories.starts[index] ?? 0) + Math.floor(uniform * (categories.sizes[index] ?? 1));
  }
  if (dtype.startsWith("<f")) return 2 * uniform - 1;
  const choices = dtype === "|b1" ? 2 : dtype === "|u1" ? 256 : 10;
  return Math.floor(uniform * choices);
}

/** Some model's input may show a field as categories, and then none else does. */
function categoriesOf({ inputs }: Pick<OnnxPolicy, "inputs">, path: string[]): Categories | null {
  const parts = inputs.flatMap((input) => input.parts);
  return parts.find((part) => part.path.join("/") === path.join("/"))?.one_hot ?? null;
}
