/** Time that passes as fast as the work in it is done: the page's, the worker's and the timers'. */

import type { Cancel, Timer } from "../shared/timer";
import type { Timing } from "../worker/timing";

interface Appointment {
  at: number;
  run: () => void;
}

export class VirtualTime implements Timing {
  #now: number;
  #appointments: Appointment[] = [];

  /** @param epoch_ms milliseconds since the Unix epoch. */
  constructor(private readonly epoch_ms: number) {
    this.#now = 0;
  }

  readonly now = (): number => this.#now;

  readonly clock = (): number => this.epoch_ms + this.#now;

  readonly after = (run: () => void, delay_ms: number): Cancel => {
    const appointment = { at: this.#now + delay_ms, run };
    this.#appointments.push(appointment);
    return () => {
      this.#appointments = this.#appointments.filter((other) => other !== appointment);
    };
  };

  readonly timer: Timer = this.after;

  readonly hop = (): Promise<void> => nextTask();

  /** Moves on; what is due on the way is run at its time. */
  advance(duration_ms: number): void {
    const end = this.#now + duration_ms;
    for (;;) {
      const due = this.#appointments.filter(({ at }) => at <= end);
      const next = due.reduce<Appointment | null>(
        (first, other) => (first === null || other.at < first.at ? other : first),
        null,
      );
      if (next === null) break;
      this.#appointments = this.#appointments.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  /** Moves on to the next appointment. @returns whether there was one */
  leap(): boolean {
    if (this.#appointments.length === 0) return false;
    const next = Math.min(...this.#appointments.map(({ at }) => at));
    this.advance(Math.max(0, next - this.#now));
    return true;
  }
}

/** Lets everything go on that waits for the real event loop: IndexedDB, gzip, digests. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
