/** From digital inputs to actions, in the three modes of the controls. */

import type { Controls } from "../../generated/contract";
import type { Input } from "../../shared/protocol";
import { Chords } from "./chords";
import type { Act, Hand } from "./person";

/** What all modes have in common: which codes are down. */
abstract class Keys implements Hand {
  protected readonly chords: Chords;

  constructor({ bindings }: Pick<Controls, "bindings">) {
    this.chords = new Chords(bindings);
  }

  hear(input: Input, timeStamp: number): boolean {
    if (input.kind === "up") return this.chords.up(input.code);
    if (input.kind !== "down" || !this.chords.down(input.code, timeStamp)) return false;
    const { pressed } = this.chords;
    if (pressed !== null) this.press(pressed);
    return true;
  }

  release(): void {
    this.chords.release();
  }

  abstract begin(): void;
  abstract act(): Act | null;

  get waitingSince(): number | null {
    return null;
  }

  get unused(): number | null {
    return null;
  }

  /** A code went down and asks for this. */
  protected abstract press(act: Act): void;
}

/**
 * A key acts while it is down. Per step, in this order:
 *
 * 1. what went down last since the step before, even if it is up again: a tap between two steps is
 *    never lost. It acts for one step; of several such taps the latest counts;
 * 2. what is held.
 *
 * The input that decides is always a key going down; where an earlier key takes over because a later
 * one came up, it is that earlier key's.
 */
class HoldKeys extends Keys {
  #pressed: Act | null = null;

  begin(): void {
    this.#pressed = null;
  }

  act(): Act | null {
    const act = this.#pressed ?? this.chords.current;
    this.#pressed = null;
    return act;
  }

  protected press(act: Act): void {
    this.#pressed = act;
  }
}

/** Each press acts once, one of them in a step; the others wait, in their order. */
class PressKeys extends Keys {
  readonly #queue: number;
  #waiting: Act[] = [];
  #dropped = 0;

  constructor(controls: Pick<Controls, "bindings" | "queue">) {
    super(controls);
    this.#queue = controls.queue;
  }

  override get waitingSince(): number | null {
    return this.#waiting[0]?.timeStamp ?? null;
  }

  /** Too many, or still waiting. */
  override get unused(): number {
    return this.#dropped + this.#waiting.length;
  }

  begin(): void {
    this.#waiting = [];
    this.#dropped = 0;
  }

  act(): Act | null {
    return this.#waiting.shift() ?? null;
  }

  protected press(act: Act): void {
    if (this.#waiting.length < this.#queue) this.#waiting.push(act);
    else this.#dropped += 1;
  }
}

/**
 * A press acts until the next one: of the same key, which ends it, or of another. One that is ended
 * before any step acts for one step.
 */
class ToggleKeys extends Keys {
  #on: Act | null = null;
  #pressed: Act | null = null;

  /** What is on stays on over the border of two episodes. */
  begin(): void {
    this.#pressed = null;
  }

  act(): Act | null {
    const act = this.#pressed ?? this.#on;
    this.#pressed = null;
    return act;
  }

  protected press(act: Act): void {
    const ends = this.#on !== null && this.#on.action === act.action;
    this.#on = ends ? null : act;
    if (!ends) this.#pressed = act;
  }
}

/** Those of a person, in the mode of the controls or in another one. */
export function keysOf(
  controls: Controls,
  mode: Controls["mode"] = controls.mode,
): HoldKeys | PressKeys | ToggleKeys {
  switch (mode) {
    case "hold":
      return new HoldKeys(controls);
    case "press":
      return new PressKeys(controls);
    case "toggle":
      return new ToggleKeys(controls);
  }
}
