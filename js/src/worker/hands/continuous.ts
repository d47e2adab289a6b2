/** Actions in a Box space, component by component. */

import type { Axis } from "../../generated/contract";
import type { Input } from "../../shared/protocol";
import type { Action } from "../actor";
import type { Pack } from "./packed";
import type { Act, Hand } from "./person";
import { type Source, sourceOf } from "./sources";

export interface AxesRules {
  /** One for each component, in the order of the space. */
  axes: readonly Axis[];
  /** What each component is without any input, and where deflections begin. */
  rest: readonly number[];
  /** Whether a component that comes to rest stays what it was. */
  keeps: boolean;
  pack: Pack;
  /** The components of a packed action. */
  unpack: (action: string) => number[];
}

/** A source, and when it was moved last. */
interface Moved {
  source: Source;
  /** Inputs are counted. */
  order: number;
  /** The page's `event.timeStamp`. */
  timeStamp: number;
}

/**
 * What a person asks for by sticks, joystick, pairs of keys and the pointer. Each component takes the
 * source that was moved last of those that are not at rest.
 */
export class AxesHand implements Hand {
  readonly waitingSince = null;
  readonly unused = null;
  readonly #components: Moved[][];
  readonly #values: Float64Array;
  #inputs = 0;

  constructor(private readonly rules: AxesRules) {
    this.#components = rules.axes.map(({ sources }) =>
      sources.map((source) => ({
        source: sourceOf(source),
        order: 0,
        timeStamp: Number.NaN,
      })),
    );
    this.#values = Float64Array.from(rules.rest);
  }

  begin(): void {
    this.#values.set(this.rules.rest);
    this.#taken();
  }

  /** @returns whether the input is of any of the sources */
  hear(input: Input, timeStamp: number): boolean {
    this.#inputs += 1;
    let isHeard = false;
    for (const moved of this.#components.flat()) {
      if (!moved.source.hear(input)) continue;
      moved.order = this.#inputs;
      moved.timeStamp = timeStamp;
      isHeard = true;
    }
    return isHeard;
  }

  release(): void {
    for (const { source } of this.#components.flat()) source.release();
  }

  recall(action: Action): void {
    const { keeps, unpack } = this.rules;
    if (keeps && typeof action === "string") this.#values.set(unpack(action));
  }

  act(): Act | null {
    let newest: Moved | null = null;
    for (const [index, sources] of this.#components.entries()) {
      const rest = this.rules.rest[index] as number;
      const moved = latest(sources, rest);
      if (moved === null && this.rules.keeps) continue;
      this.#values[index] = moved?.source.value(rest) ?? rest;
      if (moved !== null && (newest === null || moved.order > newest.order)) newest = moved;
    }
    this.#taken();
    if (newest === null) return null;
    return { action: this.rules.pack(this.#values), timeStamp: newest.timeStamp };
  }

  #taken(): void {
    for (const { source } of this.#components.flat()) source.taken();
  }
}

/** The source that decides; null: all are at rest. */
function latest(sources: readonly Moved[], rest: number): Moved | null {
  let latest: Moved | null = null;
  for (const each of sources) {
    const isNewer = latest === null || each.order > latest.order;
    if (isNewer && each.source.value(rest) !== null) latest = each;
  }
  return latest;
}
