/** How long a session may take: told before it is over, and then it ends where it is. */

import type { Manifest } from "../generated/contract";
import { type Clock, sleeplessClock, systemTimer, type Timer } from "../shared/timer";
import { type Result, timedOut } from "./runner";
import type { Screen } from "./screen";
import type { Strings } from "./strings";

/** So many minutes before the end it is told, the earliest first, if the session is longer than that. */
const TOLD_AT_MIN = [5, 1];
const MINUTE_MS = 60_000;
/** Timers stand still while the computer sleeps: after so long the clock is looked at in any case. */
const LOOK_EVERY_MS = 30_000;

export interface SessionTimeOptions {
  /** Null: any time. */
  max_minutes: number | null;
  /** Made as it begins: what the computer has slept before that is none of the session's time. */
  makeClock: () => Clock;
  timer: Timer;
  /** Says it above every step. */
  tell: (text: string) => void;
  strings: Strings["time"];
}

export class SessionTime {
  readonly #isUp: Promise<Result>;
  #end: (result: Result) => void = () => {};
  #begun = false;
  #hushed = false;

  constructor(private readonly options: SessionTimeOptions) {
    this.#isUp = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** @param startedAt Milliseconds since the Unix epoch: earlier visits count too. */
  begin(startedAt: number): void {
    const { max_minutes, makeClock, timer, tell, strings } = this.options;
    if (max_minutes === null || this.#begun) return;
    this.#begun = true;
    const clock = makeClock();
    const end = startedAt + max_minutes * MINUTE_MS;
    const untold = TOLD_AT_MIN.filter((at) => at < max_minutes);
    const look = () => {
      if (this.#hushed) return;
      const left_ms = end - clock();
      if (left_ms <= 0) return this.#end(timedOut);
      const due = untold.filter((minutes) => left_ms <= minutes * MINUTE_MS);
      untold.splice(0, due.length);
      if (due.length > 0) tell(strings.left(Math.max(1, Math.round(left_ms / MINUTE_MS))));
      const [next = 0] = untold;
      timer(look, Math.min(Math.ceil(left_ms - next * MINUTE_MS), LOOK_EVERY_MS));
    };
    look();
  }

  /** What a step gives, or, if the time is up before, that it is. */
  within(running: Promise<Result>): Promise<Result> {
    return Promise.race([this.#isUp, running]);
  }

  /** Nothing more is to be told, and no time runs out. */
  hush(): void {
    this.#hushed = true;
    this.options.tell("");
  }
}

/** Of this page. */
export function sessionTime(
  { max_minutes = null }: Pick<Manifest, "max_minutes">,
  { time: place }: Pick<Screen, "time">,
  strings: Strings["time"],
): SessionTime {
  const tell = (text: string) => {
    place.textContent = text;
  };
  const clocks = { makeClock: sleeplessClock, timer: systemTimer };
  return new SessionTime({ max_minutes, ...clocks, tell, strings });
}
