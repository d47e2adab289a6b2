/** What the person's hands did at each picture, from what their devices gave. */

import type { ReplayInput } from "../generated/contract";

export interface Pointer {
  /** Shares of the picture's width and height, from its upper left corner. */
  x: number;
  y: number;
  isDown: boolean;
}

/** The hands of one person, as they led to a picture. */
export interface Hands {
  /** Codes that were down before its step, however shortly. */
  down: ReadonlySet<string>;
  /** Null: it is nowhere over the picture. */
  pointer: Pointer | null;
  /** Name of an axis to its value. */
  axes: ReadonlyMap<string, number>;
}

const atRest: Hands = { down: new Set(), pointer: null, axes: new Map() };

/**
 * For each picture the hands of one agent.
 *
 * An input of which `after` steps were over acts in the next one at the earliest, whose picture has
 * the number `after` + 1.
 *
 * @param inputs in the order in which the worker heard of them
 */
export function handsOf(
  inputs: readonly ReplayInput[],
  agent: string,
  pictures: number,
): readonly Hands[] {
  const own = inputs.filter((input) => input.agent === agent || input.kind === "release");
  const all: Hands[] = [];
  const present = new Present();
  let next = 0;
  for (let picture = 0; picture < pictures; picture++) {
    const arrived: ReplayInput[] = [];
    for (; next < own.length && (own[next] as ReplayInput).after < picture; next++) {
      arrived.push(own[next] as ReplayInput);
    }
    const before = all.at(-1) ?? atRest;
    all.push(arrived.length === 0 && !present.hadTaps ? before : present.take(arrived));
  }
  return all;
}

class Present {
  /** Whether what was shown last had more down than is held. */
  hadTaps = false;
  readonly #held = new Set<string>();
  readonly #axes = new Map<string, number>();
  #pointer: Pointer | null = null;

  take(inputs: readonly ReplayInput[]): Hands {
    const down = new Set(this.#held);
    for (const input of inputs) {
      this.#hear(input);
      if (input.kind === "down") down.add(input.code);
    }
    for (const code of [...down]) {
      const wentUp = !this.#held.has(code) && !inputs.some((one) => isDown(one, code));
      if (wentUp) down.delete(code);
    }
    this.hadTaps = down.size > this.#held.size;
    return { down, pointer: this.#pointer, axes: new Map(this.#axes) };
  }

  #hear({ kind, code, x, y }: ReplayInput): void {
    switch (kind) {
      case "down":
        this.#held.add(code);
        break;
      case "up":
        this.#held.delete(code);
        break;
      case "axis":
        this.#axes.set(code, x ?? 0);
        break;
      case "point_leave":
        this.#pointer = null;
        break;
      case "release":
        this.#held.clear();
        this.#axes.clear();
        this.#pointer = null;
        break;
      default:
        this.#point(kind, x, y);
    }
  }

  #point(kind: ReplayInput["kind"], x: number | null, y: number | null): void {
    const before = this.#pointer;
    const isDown = kind === "point_move" ? (before?.isDown ?? false) : kind === "point_down";
    this.#pointer = { x: x ?? before?.x ?? 0, y: y ?? before?.y ?? 0, isDown };
  }
}

function isDown(input: ReplayInput, code: string): boolean {
  return input.kind === "down" && input.code === code;
}
