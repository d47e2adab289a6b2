/** The participant's microphone. Its script is part only of studies that listen. */

import type { Step } from "../generated/contract";
import type { MicrophoneScript } from "../microphone/main";
import type { Arrived } from "./arrival";
import type { Recorder } from "./record/recorder";
import type { Result } from "./runner";
import type { Screen } from "./screen";
import type { StepOf } from "./steps/context";
import type { Strings } from "./strings";

/** What the script is given. */
export interface Tools {
  screen: Screen;
  strings: Strings;
  recorder: Pick<Recorder, "record" | "unheard" | "keepUnheard">;
  /** Milliseconds, monotonic: the clock of events' `timeStamp`. */
  now: () => number;
}

/** A recording that goes on beside something else. */
export interface Listening {
  /** Says so, for as long as it goes on. */
  note: HTMLElement;
  /** Resolves when all of it is recorded. */
  stop(): Promise<void>;
}

/** Whether a step opens the microphone. */
export function listens(step: Step): boolean {
  return step.kind === "microphone" || (step.kind === "game" && step.microphone === true);
}

export class Microphone {
  #opened: Promise<ReturnType<MicrophoneScript["openEar"]>> | null = null;

  constructor(
    private readonly load: () => Promise<MicrophoneScript>,
    private readonly tools: Tools,
  ) {}

  static of({ site, recorder, strings }: Arrived, screen: Screen): Microphone {
    const address = new URL(`${site.path}microphone.js`, site.root).href;
    const now = () => performance.now();
    return new Microphone(() => import(address), { screen, strings, recorder, now });
  }

  /** The step that asks for it. */
  async ask(step: StepOf<"microphone">): Promise<Result> {
    return (await this.#ear()).ask(step);
  }

  /** Begins to record; asks first, where it is not open. Null: the person goes on without. */
  async listen(step: string): Promise<Listening | null> {
    return (await this.#ear()).listen(step);
  }

  /** Lets go of it: the browser shows that nobody listens any more. */
  close(): void {
    void this.#opened?.then((ear) => ear.close());
  }

  #ear() {
    this.#opened ??= this.load().then(({ openEar }) => openEar(this.tools));
    return this.#opened;
  }
}
