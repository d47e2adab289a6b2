/** Actions by a mouse, a finger or a pen on the picture. */

import type { Agent, Pointer } from "../../generated/contract";
import type { Input } from "../../shared/protocol";
import type { Action } from "../actor";
import { packerOf } from "./packed";
import type { Act, Hand } from "./person";
import { within } from "./sources";

export interface PointerRules {
  pointer: Pointer;
  agent: Pick<Agent, "action_space" | "layout">;
  /** So many clicks wait, one acts a step; what is over is dropped. 1: the latest counts. */
  queue: number;
  /** Asks the author's function, by shares of the picture's width and height. Null: no action. */
  ask: (x: number, y: number) => Action | null;
}

/** By shares of the area's width and height, each from 0 to 1. */
interface Place {
  u: number;
  v: number;
}

interface Click extends Place {
  /** The page's `event.timeStamp`. */
  timeStamp: number;
}

type PointInput = Extract<Input, { kind: "point" }>;

export class PointerHand implements Hand {
  readonly #actionOf: (place: Place) => Action | null;
  #waiting: Click[] = [];
  /** Null: it is neither over the area nor pressed. */
  #place: Click | null = null;
  #isPressed = false;
  #dropped = 0;

  constructor(private readonly rules: PointerRules) {
    this.#actionOf = meaningOf(rules);
  }

  get unused(): number | null {
    return this.rules.queue === 1 ? null : this.#dropped + this.#waiting.length;
  }

  get waitingSince(): number | null {
    return this.#waiting[0]?.timeStamp ?? null;
  }

  /** Clicks before the episode are forgotten. */
  begin(): void {
    this.#waiting = [];
    this.#dropped = 0;
  }

  /** @returns whether an action came of it, or may have */
  hear(input: Input, timeStamp: number): boolean {
    if (input.kind !== "point") return false;
    const { area, when } = this.rules.pointer;
    const inside = isInside(input, area);
    const isPress = input.phase === "down" && inside;
    if (isPress) this.#press(input, timeStamp);
    if (input.phase === "move") this.#move(input, timeStamp, inside);
    if (input.phase === "up" || input.phase === "leave") this.#lift(input, inside);
    return isPress || when !== "click";
  }

  /** What was clicked before still acts. */
  release(): void {
    this.#isPressed = false;
    this.#place = null;
  }

  act(): Act | null {
    // What the function of an author's does not answer is no action: then the next one is asked.
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const action = this.#actionOf(next);
      if (action !== null) return { action, timeStamp: next.timeStamp };
      if (next === this.#place) return null;
    }
    return null;
  }

  #next(): Click | null {
    const click = this.#waiting.shift() ?? null;
    const { when } = this.rules.pointer;
    if (click !== null || when === "click") return click;
    return when === "move" || this.#isPressed ? this.#place : null;
  }

  #press(input: PointInput, timeStamp: number): void {
    const click = { ...placeIn(input, this.rules.pointer.area), timeStamp };
    this.#isPressed = true;
    this.#place = click;
    const { queue } = this.rules;
    if (queue === 1) this.#waiting = [click];
    else if (this.#waiting.length < queue) this.#waiting.push(click);
    else this.#dropped += 1;
  }

  #move(input: PointInput, timeStamp: number, inside: boolean): void {
    if (inside || this.#isPressed) {
      this.#place = { ...placeIn(input, this.rules.pointer.area), timeStamp };
    } else this.#place = null;
  }

  #lift({ phase }: PointInput, inside: boolean): void {
    this.#isPressed = false;
    if (phase === "leave" || !inside) this.#place = null;
  }
}

/** Makes the function from a place in the area to an action. */
function meaningOf({ pointer, agent, ask }: PointerRules): (place: Place) => Action | null {
  const { action, area } = pointer;
  switch (action.kind) {
    case "python":
      return ({ u, v }) => ask(area.left + u * area.width, area.top + v * area.height);
    case "position": {
      const pack = packerOf(agent);
      const { left, right, top, bottom } = action;
      return ({ u, v }) => pack([between(left, right, u), between(top, bottom, v)]);
    }
    case "cell": {
      const { rows, columns } = action;
      const cell = ({ u, v }: Place): [row: number, column: number] => [
        Math.min(rows - 1, Math.floor(v * rows)),
        Math.min(columns - 1, Math.floor(u * columns)),
      ];
      const { action_space } = agent;
      if (action_space === null) {
        const pack = packerOf(agent);
        return (place) => pack(cell(place));
      }
      return (place) => {
        const [row, column] = cell(place);
        return action_space.start + row * columns + column;
      };
    }
  }
}

function isInside({ x, y }: PointInput, { left, top, width, height }: Pointer["area"]): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/** The nearest place in the area. */
function placeIn({ x, y }: PointInput, { left, top, width, height }: Pointer["area"]): Place {
  return { u: within((x - left) / width, 0, 1), v: within((y - top) / height, 0, 1) };
}

function between(from: number, to: number, share: number): number {
  return within(from + share * (to - from), from, to);
}
