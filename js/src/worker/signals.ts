/** What a person says beside a game: it is recorded, and the game's hook is told. */

import type { DonorFeedback, SignalRecord } from "../generated/contract";
import type { SignalMessage } from "../shared/protocol";
import type { Donor } from "./donor";
import type { GameLog } from "./game-log";
import type { Hook } from "./hook";
import type { Timing } from "./timing";

/** What is said. */
export type Said = Pick<SignalRecord, "kind" | "name" | "value">;

/** So long a hook works before the page is heard again. */
export const sliceMs = 50;

export interface SignalsParts {
  /** Null: what is said is only recorded. */
  hook: Hook | null;
  log: Pick<GameLog, "signal">;
  /** Who has judged before, where the session is yoked to somebody. */
  donor: Pick<Donor, "judged"> | null;
  timing: Pick<Timing, "now" | "hop">;
  /** A stretch of Python begins. */
  onBegin: () => void;
  /** The game waits while the hook works. */
  hold: (holds: boolean) => void;
  /** Aborted when the game is left: the hook works no more then. */
  closing: AbortSignal;
}

export class Signals {
  #working: Promise<void> | null = null;

  constructor(private readonly parts: SignalsParts) {}

  /** Resolves when the hook has done all that it has begun; whoever asked for it hears of failures. */
  async rest(): Promise<void> {
    await this.#working?.catch(() => {});
  }

  /** Resolves when the hook has done what it began for it. @throws what it raises */
  hear({ kind, name, value, timeStamp }: SignalMessage): Promise<void> {
    const received_t = this.parts.timing.now();
    return this.#tell({ kind, name, value }, { event_t: timeStamp, received_t, source: "device" });
  }

  /**
   * Says again what the donor had judged after so many steps, as `hear` does.
   *
   * @returns null: nothing that was not said yet
   */
  repeat(steps: number): Promise<void> | null {
    const judged = this.parts.donor?.judged(steps) ?? [];
    return judged.length > 0 ? this.#repeat(judged) : null;
  }

  async #repeat(judged: readonly DonorFeedback[]): Promise<void> {
    const received_t = this.parts.timing.now();
    for (const { name, value } of judged) {
      const said: Said = { kind: "feedback", name, value };
      await this.#tell(said, { event_t: null, received_t, source: "donor" });
    }
  }

  /** The episode is over; as `hear`. */
  end(reason: string): Promise<void> {
    return this.#ask((hook) => hook.end(reason));
  }

  #tell(said: Said, from: Parameters<GameLog["signal"]>[1]): Promise<void> {
    this.parts.log.signal(said, from);
    return this.#ask((hook) => hook.signal(said.kind, said.name, said.value));
  }

  async #ask(question: (hook: Hook) => boolean): Promise<void> {
    const { hook, onBegin } = this.parts;
    if (hook === null) return;
    onBegin();
    if (!question(hook)) return;
    this.#working ??= this.#work(hook).finally(() => {
      this.#working = null;
    });
    await this.#working;
  }

  /** What is added meanwhile is done too. */
  async #work(hook: Hook): Promise<void> {
    const { timing, onBegin, hold, closing } = this.parts;
    hold(true);
    try {
      let isLeft = true;
      while (isLeft && !closing.aborted) {
        await timing.hop();
        if (closing.aborted) return;
        onBegin();
        isLeft = hook.work(sliceMs);
      }
    } finally {
      hold(false);
    }
  }
}
