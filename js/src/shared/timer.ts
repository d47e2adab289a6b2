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

/** The clock of records: it never jumps when the computer's time of day is set. */
export const systemClock: Clock = () => performance.timeOrigin + performance.now();
