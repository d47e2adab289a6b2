/** What begins, pauses and stops an episode: a button, a countdown, or that nobody looks or plays. */

import type { ToWorker } from "../../shared/protocol";
import { systemTimer } from "../../shared/timer";
import type { Observable } from "../observable";
import type { StepOf } from "./context";
import { Countdown } from "./countdown";
import type { OwnButton } from "./game-controls";
import { GamePauses, type PauseReason } from "./game-pauses";
import type { Progress } from "./game-progress";
import { beginning, type GameState } from "./game-state";
import { watchVisibility } from "./visibility";

export interface EpisodeControlParts {
  step: StepOf<"game">;
  state: Observable<GameState>;
  progress: Pick<Progress, "now" | "begun" | "paused">;
  /** The one that is played. */
  attempt: () => number;
  post: (message: ToWorker) => void;
}

export class EpisodeControl {
  readonly #pauses: GamePauses;
  readonly #countdown: Countdown;
  /** What a countdown began with. */
  #backTo: GameState = { phase: "preparing" };

  constructor(private readonly parts: EpisodeControlParts) {
    const { step, progress } = parts;
    this.#pauses = new GamePauses(step, progress.now.pauses);
    this.#countdown = new Countdown(step.rules.countdown, systemTimer);
  }

  /** Whether the game may wait once more. */
  get mayPause(): boolean {
    return this.#pauses.isLeft;
  }

  /** Whether one of the page's own buttons does anything now. */
  may(name: OwnButton): boolean {
    const { phase } = this.parts.state.get();
    if (name === "start") return phase === "waiting" || phase === "paused";
    return phase === "running" && (name !== "pause" || this.mayPause);
  }

  act(name: OwnButton, rate: number | null): void {
    const { step, post } = this.parts;
    if (name === "start") this.#begin();
    else if (name === "pause") this.#pause("participant");
    else if (name === "reset" || name === "stop") this.#stop(name, name === "stop");
    else if (rate !== null) post({ type: "rate", view: step.id, fps: rate });
  }

  /** The player has done nothing for long. */
  whenIdle(): void {
    const way = this.parts.step.rules.idle?.way;
    if (way === "pause") this.#pause("idle");
    else this.#stop("idle", way === "end_game");
  }

  /** Pauses the game while the page is hidden, until the returned function is called. */
  watchPage(): () => void {
    return watchVisibility({
      onHidden: () => this.#whenHidden(),
      onShown: () => this.#whenShown(),
    });
  }

  /** Nothing is left to count down from. */
  endCountdown(): void {
    this.#countdown.cancel();
  }

  /** The study asks something in the middle of the episode. @returns how it stood before */
  interrupt(): GameState {
    const state = this.parts.state.get();
    this.endCountdown();
    return state.phase === "counting" ? this.#backTo : state;
  }

  /** That was answered. @param before as `interrupt` gave it */
  goOn(before: GameState): void {
    const { state } = this.parts;
    const asking = state.get();
    if (asking.phase !== "probing") return; // it has failed or ended meanwhile
    // Whoever had paused at the same moment still goes on by themselves.
    const why = before.phase === "paused" ? before.why : "probe";
    state.set({ phase: "paused", now: asking.now, why });
    if (why === "probe") this.#begin();
    else this.#hold("probe", false);
  }

  /** Counts down to the first step of an episode, or to the next one after a pause. */
  #begin(): void {
    const { step, state, progress, attempt, post } = this.parts;
    const from = state.get();
    const now = beginning(from);
    if (now === null) return;
    const goOn = () => {
      if (from.phase !== "paused") {
        progress.begun(attempt());
        post({ type: "start", view: step.id });
      } else this.#hold(from.why, false);
      state.set({ phase: "running", now });
    };
    this.#backTo = from;
    this.#countdown.run((left) => state.set({ phase: "counting", now, left }), goOn);
  }

  #pause(why: PauseReason): void {
    const { state, progress } = this.parts;
    const running = state.get();
    if (running.phase !== "running" || !this.#pauses.take(why)) return;
    progress.paused(this.#pauses.taken);
    this.#hold(why, true);
    state.set({ phase: "paused", now: running.now, why });
  }

  #hold(why: PauseReason, holds: boolean): void {
    const { step, post } = this.parts;
    post({ type: "pause", view: step.id, why, holds });
  }

  #stop(reason: "reset" | "stop" | "idle", game: boolean): void {
    const { step, state, post } = this.parts;
    if (state.get().phase === "running") post({ type: "stop", view: step.id, reason, game });
  }

  #whenHidden(): void {
    const { state } = this.parts;
    if (state.get().phase === "counting") {
      this.endCountdown();
      state.set(this.#backTo);
    } else this.#pause("hidden");
  }

  #whenShown(): void {
    const { state } = this.parts;
    const paused = state.get();
    if (paused.phase === "paused" && this.#pauses.endsWhenShown(paused.why)) {
      this.#hold("hidden", false);
      state.set({ phase: "running", now: paused.now });
    }
  }
}
