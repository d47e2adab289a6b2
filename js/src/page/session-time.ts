/** How long a session may take: told before it is over, and then it ends where it is. */

import type { Manifest } from "../generated/contract";
import { type Clock, systemClock, systemTimer, type Timer } from "../shared/timer";
import { type Result, timedOut } from "./runner";
import type { Screen } from "./screen";
import type { Strings } from "./strings";

/** So many minutes before the end it is told, if the session is longer than that. */
const TOLD_AT_MIN = [5, 1];
const MINUTE_MS = 60_000;

export interface SessionTimeOptions {
  /** Null: any time. */
  max_minutes: number | null;
  clock: Clock;
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
    const { max_minutes, clock, timer, tell, strings } = this.options;
    if (max_minutes === null || this.#begun) return;
    this.#begun = true;
    const end = startedAt + max_minutes * MINUTE_MS;
    const left_ms = end - clock();
    const remind = () => {
      const minutes = Math.round((end - clock()) / MINUTE_MS);
      if (!this.#hushed) tell(strings.left(Math.max(1, minutes)));
    };
    for (const minutes of TOLD_AT_MIN.filter((at) => at < max_minutes)) {
      timer(remind, Math.max(0, left_ms - minutes * MINUTE_MS));
    }
    timer(() => this.#end(timedOut), Math.max(0, left_ms));
  }

  /** What a step gives, or, if the time is up before, that it is. */
  within(running: Promise<Result>): Promise<Result> {
    return Promise.race([this.#isUp, running]);
  }

  /** Nothing more is to be told. */
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
  return new SessionTime({ max_minutes, clock: systemClock, timer: systemTimer, tell, strings });
}
