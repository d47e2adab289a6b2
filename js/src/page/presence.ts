/** Asks whoever does nothing on a page or a form whether they are still there. */

import type { EventRecord, Manifest, Presence as Rules, Step } from "../generated/contract";
import { type Cancel, systemTimer, type Timer } from "../shared/timer";
import type { Participation } from "./participation";
import { type Result, timedOut } from "./runner";
import type { Screen } from "./screen";
import type { Strings } from "./strings";

/** Who waits, listens, watches or plays does nothing for good reasons. */
const attended: readonly Step["kind"][] = ["page", "form"];
const inputs = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart", "input", "click"];

export interface PresenceOptions {
  /** Null: nobody is asked. */
  rules: Rules | null;
  /** Milliseconds, monotonic. */
  now: () => number;
  timer: Timer;
  /** Calls `listener` at every input, until the returned function is called. */
  hear: (listener: () => void) => () => void;
  /** Shows the question, or takes it away. */
  ask: (question: string | null) => void;
  note: (event: Pick<EventRecord, "event" | "detail">) => void;
  /** There is nothing to record any more: the participant has withdrawn. */
  isOver: () => boolean;
  strings: Strings["idle"];
}

export class Presence {
  constructor(private readonly options: PresenceOptions) {}

  /** What a step gives; or, where nobody has done anything for too long, that the session is over. */
  async watch(kind: Step["kind"], running: Promise<Result>): Promise<Result> {
    const { rules } = this.options;
    if (rules === null || !attended.includes(kind)) return running;
    const vigil = new Vigil(rules, this.options);
    return Promise.race([vigil.given, running]).finally(() => vigil.end());
  }
}

/** One step that is watched. */
class Vigil {
  /** Resolves where nobody is there any more. */
  readonly given: Promise<Result>;
  #give: (result: Result) => void = () => {};
  #heardAt: number;
  #isAsked = false;
  readonly #stop: () => void;
  #cancel: Cancel = () => {};

  constructor(
    private readonly rules: Rules,
    private readonly options: Omit<PresenceOptions, "rules">,
  ) {
    this.given = new Promise((resolve) => {
      this.#give = resolve;
    });
    this.#heardAt = options.now();
    this.#stop = options.hear(() => this.#stir());
    this.#appoint();
  }

  end(): void {
    this.#stop();
    this.#cancel();
    if (this.#isAsked) this.options.ask(null);
  }

  get #idleS(): number {
    return (this.options.now() - this.#heardAt) / 1000;
  }

  /** An input comes a hundred times a second, when a mouse moves: no appointment changes by it. */
  #stir(): void {
    const idle_ms = Math.round(this.#idleS * 1000);
    this.#heardAt = this.options.now();
    if (!this.#isAsked) return;
    this.options.ask(null);
    this.#isAsked = false;
    if (this.options.isOver()) this.end();
    else this.#isBack(idle_ms);
  }

  #isBack(idle_ms: number): void {
    this.options.note({ event: "back", detail: { idle_ms } });
    this.#appoint();
  }

  #appoint(): void {
    const { after, end_after } = this.rules;
    const next = this.#isAsked ? end_after : after;
    this.#cancel();
    if (next === null) return;
    const left_ms = Math.ceil((next - this.#idleS) * 1000);
    this.#cancel = this.options.timer(() => this.#look(next), Math.max(1, left_ms));
  }

  #look(appointedS: number): void {
    if (this.options.isOver()) this.end();
    else if (this.#idleS < appointedS) this.#appoint();
    else if (this.#isAsked) this.#give(timedOut);
    else this.#ask();
  }

  #ask(): void {
    const { ask, note, strings } = this.options;
    const { after, end_after } = this.rules;
    this.#isAsked = true;
    ask(end_after === null ? strings.asked : strings.askedBeforeEnd(end_after - after));
    note({ event: "idle", detail: {} });
    this.#appoint();
  }
}

/** Of this page. @param note records, see `PresenceOptions` */
export function presenceOf(
  { idle = null }: Pick<Manifest, "idle">,
  { askPresence }: Pick<Screen, "askPresence">,
  strings: Strings["idle"],
  taking: Pick<Participation, "over">,
  note: PresenceOptions["note"],
): Presence {
  return new Presence({
    rules: idle,
    now: () => performance.now(),
    timer: systemTimer,
    hear: hearInputs,
    ask: (question) => askPresence(question, strings.here),
    note,
    isOver: () => taking.over,
    strings,
  });
}

function hearInputs(listener: () => void): () => void {
  const stop = new AbortController();
  const hear = (event: Event) => {
    if (event.type === "click" || !isAtQuestion(event)) listener();
  };
  for (const kind of inputs) {
    addEventListener(kind, hear, { signal: stop.signal, capture: true, passive: true });
  }
  return () => stop.abort();
}

/** If the question went away under a finger, the click would go to what is below. */
function isAtQuestion({ target }: Event): boolean {
  return target instanceof Element && target.closest(".presence") !== null;
}
