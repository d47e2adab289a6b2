/** Refuses NaN in an observation: no Box of Gymnasium contains it, whatever its bounds. */

import type { ArrayField, GameStep } from "../generated/contract";
import type { Observed } from "./columns";
import { PRESENT } from "./environment";

interface Floats {
  /** Of the row, in bytes. */
  offset: number;
  count: number;
  width: 4 | 8;
  path: string;
}

const widths: Partial<Record<ArrayField["dtype"], 4 | 8>> = { "<f4": 4, "<f8": 8 };

/** Looks for NaN in the floats of every agent's packed observation. */
export class NanGuard {
  readonly #agents: [agent: string, fields: Floats[]][];

  constructor(agents: GameStep["agents"], sizeOf: (layout: ArrayField[]) => number) {
    this.#agents = Object.entries(agents)
      .map(([name, { layout }]): [string, Floats[]] => [name, floatsOf(layout.observation, sizeOf)])
      .filter(([, fields]) => fields.length > 0);
  }

  /** @throws naming the agent and the place */
  check(observed: Pick<Observed, "observation" | "flags">): void {
    for (const [agent, fields] of this.#agents) {
      if (!(observed.flags(agent) & PRESENT)) continue;
      const bytes = observed.observation(agent);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (const field of fields) checkField(view, field, agent);
    }
  }
}

function floatsOf(layout: ArrayField[], sizeOf: (layout: ArrayField[]) => number): Floats[] {
  const found: Floats[] = [];
  let offset = 0;
  for (const field of layout) {
    const width = widths[field.dtype];
    const size = sizeOf([field]);
    if (width !== undefined) {
      found.push({ offset, count: size / width, width, path: field.path.join(".") });
    }
    offset += size;
  }
  return found;
}

function checkField(view: DataView, { offset, count, width, path }: Floats, agent: string): void {
  for (let i = 0; i < count; i++) {
    const at = offset + i * width;
    const value = width === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
    if (!Number.isNaN(value)) continue;
    const where = path === "" ? "" : ` in "${path}"`;
    throw new Error(
      `The observation of the agent ${agent} is NaN${where}, at index ${i} of ${count}: no Box contains it. ` +
        "Look in the environment for a division by zero, a root or a logarithm of a negative number.",
    );
  }
}
