/** Tells a game what changed between two looks at a device. */

import type { InputSink } from "./sink";

export interface Wanted {
  /** The codes and the names of axes that the device is looked at for. */
  codes: ReadonlySet<string>;
  axes: ReadonlySet<string>;
}

export class Changes {
  readonly #down = new Set<string>();
  readonly #values = new Map<string, number>();

  constructor(
    private readonly wanted: Wanted,
    private readonly sink: InputSink,
  ) {}

  readonly wasDown = (code: string): boolean => this.#down.has(code);

  /** @param down all codes that are down now; what is not wanted is not told. */
  press(down: ReadonlySet<string>, timeStamp: number): void {
    for (const code of this.wanted.codes) {
      if (down.has(code) === this.#down.has(code)) continue;
      if (down.has(code)) this.#down.add(code);
      else this.#down.delete(code);
      this.sink.input({ kind: down.has(code) ? "down" : "up", code }, timeStamp);
    }
  }

  /** @param present gives the value of an axis. */
  move(present: (name: string) => number, timeStamp: number): void {
    for (const name of this.wanted.axes) {
      const value = present(name);
      if (value === (this.#values.get(name) ?? 0)) continue;
      this.#values.set(name, value);
      this.sink.input({ kind: "axis", name, value }, timeStamp);
    }
  }
}
