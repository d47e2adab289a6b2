/** Controls of a person, as short as exp.yml has them. */

import type { Controls } from "../../src/generated/contract";

export function controlsOf(
  keys: Readonly<Record<string, number>>,
  more: Partial<Omit<Controls, "bindings">> = {},
): Controls {
  const bindings = Object.entries(keys).map(([combination, action]) => ({
    codes: combination.split(" + "),
    action,
    label: null,
  }));
  return {
    mode: "hold",
    bindings,
    queue: 5,
    buffer: 1,
    default: null,
    initial: Object.values(keys)[0] ?? null,
    remap: false,
    axes: [],
    pointer: null,
    ...more,
  };
}
