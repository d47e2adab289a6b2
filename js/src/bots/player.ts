/** A person at the devices of a game who presses whatever there is, without a thought. */

import type { AxisSource, Controls } from "../generated/contract";
import type { Input } from "../shared/protocol";
import type { Timer } from "../shared/timer";
import { between, oneOf, type Uniform } from "./chance";

/** Milliseconds from one press to the next, and from down to up; of a person in a hurry. */
const PAUSE_MS = [60, 400] as const;
const HOLD_MS = [40, 250] as const;

/** What is done at once, and what takes it back. */
interface Gesture {
  down: Input[];
  up: Input[];
}

export class Player {
  #isPlaying = false;
  readonly #gestures: readonly (() => Gesture)[];

  /** @param send Tells the game of an input. */
  constructor(
    controls: Controls,
    private readonly uniform: Uniform,
    private readonly timer: Timer,
    private readonly send: (input: Input) => void,
  ) {
    this.#gestures = [
      ...controls.bindings.map(
        ({ codes }) =>
          () =>
            pressed(codes),
      ),
      ...controls.axes.flatMap(({ sources }) => sources.map((it) => () => this.#moved(it))),
      ...(controls.pointer === null ? [] : [() => this.#pointed()]),
    ];
  }

  begin(): void {
    if (this.#isPlaying || this.#gestures.length === 0) return;
    this.#isPlaying = true;
    this.#wait();
  }

  end(): void {
    this.#isPlaying = false;
  }

  #wait(): void {
    this.timer(() => this.#press(), between(...PAUSE_MS, this.uniform));
  }

  #press(): void {
    if (!this.#isPlaying) return;
    const { down, up } = oneOf(this.#gestures, this.uniform)();
    for (const input of down) this.send(input);
    this.timer(
      () => {
        for (const input of up) this.send(input);
        if (this.#isPlaying) this.#wait();
      },
      between(...HOLD_MS, this.uniform),
    );
  }

  #moved(source: AxisSource): Gesture {
    switch (source.kind) {
      case "keys": {
        const codes = [source.negative, source.positive].filter((code) => code !== null);
        return pressed([oneOf(codes, this.uniform)]);
      }
      case "pointer":
        return this.#pointed();
      case "trigger":
        return this.#held(`trigger:${source.side}`, 0);
      case "stick":
        return this.#held(`stick:${source.side}_${source.along}`, -1);
      case "joystick":
        return this.#held(`joystick:${source.along}`, -1);
    }
  }

  #held(name: string, low: number): Gesture {
    const value = between(low, 1, this.uniform);
    return { down: [{ kind: "axis", name, value }], up: [{ kind: "axis", name, value: 0 }] };
  }

  #pointed(): Gesture {
    const place = { kind: "point", x: this.uniform(), y: this.uniform() } as const;
    return {
      down: [
        { ...place, phase: "move" },
        { ...place, phase: "down" },
      ],
      up: [{ ...place, phase: "up" }],
    };
  }
}

function pressed(codes: readonly string[]): Gesture {
  return {
    down: codes.map((code) => ({ kind: "down", code })),
    up: codes.map((code) => ({ kind: "up", code })),
  };
}
