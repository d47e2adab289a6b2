/** What the components of a continuous action come from: one small state for each source. */

import type { AxisSource } from "../../generated/contract";
import type { Input } from "../../shared/protocol";

/** One source of a component. */
export interface Source {
  /** @returns whether the input is of this source */
  hear(input: Input): boolean;
  /** The device will not say when it comes to rest. A tap before that still counts for a step. */
  release(): void;
  /** The step has its value: what came and went between two steps is over. */
  taken(): void;
  /** Null: at rest. @param rest the component's value without any input */
  value(rest: number): number | null;
}

export function sourceOf(source: AxisSource): Source {
  switch (source.kind) {
    case "stick":
      return new Stick(source);
    case "trigger":
      return new Lever(`trigger:${source.side}`, source, source.dead_zone);
    case "joystick":
      return new Lever(`joystick:${source.along}`, source, 0);
    case "keys":
      return new KeyPair(source);
    case "pointer":
      return new PointerPlace(source);
  }
}

type Range = Pick<AxisSource, "low" | "high">;

/**
 * A deflection from -1 to 1 in the component's units: 0 is where it rests, and each half is linear,
 * so that a space like [0, 1] is reached as a whole by a stick's one half, and [-1, 1] by both.
 */
function deflected(deflection: number, rest: number, { low, high }: Range): number {
  const end = deflection > 0 ? high : low;
  return within(rest + Math.abs(deflection) * (end - rest), rest, end);
}

/** Rounding must not lead out of a space's bounds. */
export function within(value: number, one: number, other: number): number {
  return Math.min(Math.max(value, Math.min(one, other)), Math.max(one, other));
}

/** What is beyond the dead zone, stretched to all of 0 to 1. */
function beyond(deadZone: number, distance: number): number {
  return distance <= deadZone ? 0 : Math.min(1, (distance - deadZone) / (1 - deadZone));
}

/**
 * One axis of a gamepad's stick, with a radial dead zone: it needs the other axis too.
 *
 * Source: J. Sutphin, "Doing Thumbstick Dead Zones Right" (2013): scaled radial dead zone.
 */
class Stick implements Source {
  #x = 0;
  #y = 0;

  constructor(private readonly source: Extract<AxisSource, { kind: "stick" }>) {}

  hear(input: Input): boolean {
    if (input.kind !== "axis") return false;
    const { side } = this.source;
    if (input.name === `stick:${side}_x`) this.#x = input.value;
    else if (input.name === `stick:${side}_y`) this.#y = input.value;
    else return false;
    return true;
  }

  release(): void {
    this.#x = 0;
    this.#y = 0;
  }

  taken(): void {}

  value(rest: number): number | null {
    const { along, dead_zone } = this.source;
    const distance = Math.hypot(this.#x, this.#y);
    const length = beyond(dead_zone, distance);
    if (length === 0) return null;
    const part = (along === "x" ? this.#x : this.#y) / distance;
    return deflected(part * length, rest, this.source);
  }
}

/** What has one axis that rests at 0: a trigger, or an axis of the joystick on the screen. */
class Lever implements Source {
  #value = 0;

  constructor(
    private readonly name: string,
    private readonly range: Range,
    private readonly deadZone: number,
  ) {}

  hear(input: Input): boolean {
    if (input.kind !== "axis" || input.name !== this.name) return false;
    this.#value = input.value;
    return true;
  }

  release(): void {
    this.#value = 0;
  }

  taken(): void {}

  value(rest: number): number | null {
    const length = beyond(this.deadZone, Math.abs(this.#value));
    return length === 0 ? null : deflected(Math.sign(this.#value) * length, rest, this.range);
  }
}

/** Two keys. A tap between two steps counts for one step; both keys together give the middle. */
class KeyPair implements Source {
  readonly #held = new Set<string>();
  readonly #tapped = new Set<string>();

  constructor(private readonly source: Extract<AxisSource, { kind: "keys" }>) {}

  hear(input: Input): boolean {
    if (input.kind !== "down" && input.kind !== "up") return false;
    const { code } = input;
    if (code !== this.source.negative && code !== this.source.positive) return false;
    if (input.kind === "up") this.#held.delete(code);
    else {
      this.#held.add(code);
      this.#tapped.add(code);
    }
    return true;
  }

  release(): void {
    this.#held.clear();
  }

  taken(): void {
    this.#tapped.clear();
  }

  value(rest: number): number | null {
    const { negative, positive } = this.source;
    const down = this.#isDown(negative);
    const up = this.#isDown(positive);
    if (!down && !up) return null;
    return deflected(Number(up) - Number(down), rest, this.source);
  }

  #isDown(code: string | null): boolean {
    return code !== null && (this.#held.has(code) || this.#tapped.has(code));
  }
}

/** Where the pointer is between two edges of the picture. */
class PointerPlace implements Source {
  /** From 0 to 1. */
  #place = 0;
  #isPressed = false;
  #isOver = false;
  #wasPressed = false;

  constructor(private readonly source: Extract<AxisSource, { kind: "pointer" }>) {}

  hear(input: Input): boolean {
    if (input.kind !== "point") return false;
    const { phase } = input;
    if (phase !== "leave") {
      this.#place = within(this.source.along === "x" ? input.x : input.y, 0, 1);
      this.#isOver = true;
    } else this.#isOver = false;
    if (phase === "down") this.#wasPressed = true;
    if (phase !== "move") this.#isPressed = phase === "down";
    return true;
  }

  release(): void {
    this.#isPressed = false;
    this.#isOver = false;
  }

  taken(): void {
    this.#wasPressed = false;
  }

  value(): number | null {
    const { when, low, high } = this.source;
    const pressed = this.#isPressed || this.#wasPressed;
    if (!(pressed || (when === "move" && this.#isOver))) return null;
    return within(low + this.#place * (high - low), low, high);
  }
}
