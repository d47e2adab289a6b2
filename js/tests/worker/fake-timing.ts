/** Time that tests move by hand. */

import type { Timing } from "../../src/worker/timing";

export class FakeTiming implements Timing {
  #now = 1000;
  #timers: { at: number; run: () => void }[] = [];
  hops = 0;

  now = (): number => this.#now;

  after = (run: () => void, delayMs: number): (() => void) => {
    const timer = { at: this.#now + Math.trunc(delayMs), run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  hop = async (): Promise<void> => {
    this.hops += 1;
  };

  get pending(): number {
    return this.#timers.length;
  }

  /** Works for so long without letting timers run. */
  busy(ms: number): void {
    this.#now += ms;
  }

  /** Lets time pass, and every timer run when it is due. */
  async advance(ms: number): Promise<void> {
    await settle();
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settle();
    }
    this.#now = Math.max(this.#now, end);
    await settle();
  }
}

/** Lets all promises go on that can. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 200; i++) await Promise.resolve();
}
