/** Time as it is handed in, so that tests move it by hand. */

/** Takes the appointment back; does nothing once it was kept. */
export type Cancel = () => void;

/** Calls `run` once, `delay_ms` milliseconds from now. */
export type Timer = (run: () => void, delay_ms: number) => Cancel;

/** Milliseconds since the Unix epoch. */
export type Clock = () => number;

/** The timer of this page or worker. */
export const systemTimer: Timer = (run, delay_ms) => {
  const id = setTimeout(run, delay_ms);
  return () => clearTimeout(id);
};

/** Resolves after so long. */
export function pause(timer: Timer, delay_ms: number): Promise<void> {
  return new Promise((resolve) => {
    timer(resolve, delay_ms);
  });
}

/** The clock of records: it never jumps when the computer's time of day is set. */
export const systemClock: Clock = () => performance.timeOrigin + performance.now();

/**
 * The same, but for a computer that sleeps: some browsers leave that time out, so that the time of day
 * is believed where it has gone on further since this clock was made.
 */
export function sleeplessClock(): Clock {
  const begun = systemClock() - Date.now();
  return () => Math.max(systemClock(), begun + Date.now());
}

/**
 * One appointment that is made and called off again and again.
 *
 * A timer that is called off costs a browser more than one that runs for nothing. So this one is left
 * to run, and looks then whether it is still wanted, and when.
 */
export class Alarm {
  /** By the clock; null: nobody wants to be woken. */
  #at: number | null = null;
  /** When the timer runs that is set; infinite: none is. */
  #ringsAt = Number.POSITIVE_INFINITY;
  #cancel: Cancel = () => {};

  constructor(
    private readonly run: () => void,
    private readonly timer: Timer,
    private readonly clock: Clock,
  ) {}

  /** Runs in so long; an earlier appointment stays as it is. */
  within(delay_ms: number): void {
    if (this.#at !== null) return;
    const now = this.clock();
    this.#at = now + delay_ms;
    if (this.#ringsAt > this.#at) this.#set(now, delay_ms);
  }

  /** Does not run, until there is another appointment. */
  callOff(): void {
    this.#at = null;
  }

  /** There will be no other appointment: no timer is left. */
  close(): void {
    this.callOff();
    this.#cancel();
  }

  #set(now: number, delay_ms: number): void {
    this.#cancel();
    this.#ringsAt = now + delay_ms;
    this.#cancel = this.timer(() => this.#ring(), delay_ms);
  }

  #ring(): void {
    const rangAt = this.#ringsAt;
    this.#ringsAt = Number.POSITIVE_INFINITY;
    if (this.#at === null) return;
    const now = this.clock();
    // The timer is believed as well: the clock of a simulation may stand still.
    if (this.#at > Math.max(rangAt, now)) this.#set(now, Math.ceil(this.#at - now));
    else {
      this.#at = null;
      this.run();
    }
  }
}
