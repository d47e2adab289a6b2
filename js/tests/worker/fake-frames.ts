/** A screen whose frames tests let come. */

import type { Frames } from "../../src/worker/view/screen";

export class FakeFrames implements Frames {
  #awaited: ((due: number) => void)[] = [];

  constructor(readonly now: () => number) {}

  get awaited(): number {
    return this.#awaited.length;
  }

  next = (run: (due: number) => void): (() => void) => {
    this.#awaited.push(run);
    return () => {
      this.#awaited = this.#awaited.filter((other) => other !== run);
    };
  };

  /** The next frame of the screen. */
  come(): void {
    for (const run of this.#awaited.splice(0)) run(this.now());
  }
}
