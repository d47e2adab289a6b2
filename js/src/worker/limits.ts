/** What ends an episode, or the game, beside the environment: the study's limits. */

import type { EndReason, GameStep } from "../generated/contract";
import { isSpent, type Played, reached } from "../shared/game-progress";
import type { Tally, Umpire } from "./loop";
import { Stopwatch } from "./stopwatch";
import type { Timing } from "./timing";

export interface LimitsOptions {
  rules: GameStep["rules"];
  /** Whose rewards are the score. */
  scored: string;
  /** The author's function, asked after each step. */
  until: (() => boolean) | null;
  /** Whether the donor of the session had ended the episode after so many steps. */
  donorIsOver?: (steps: number) => boolean;
  timing: Pick<Timing, "now" | "after">;
  /** Time is over while nobody takes a step. */
  onTime: () => void;
  /** In attempts before this one. */
  earlier?: Played;
}

/** Counts what was played, and says when it is enough. */
export class Limits implements Umpire {
  readonly #episode: Stopwatch;
  readonly #total: Stopwatch;
  /** Of the episodes that are over. */
  #earlier: Omit<Played, "seconds">;
  #stop: EndReason | null = null;
  /** Nothing is to be played after this episode. */
  #isGameOver = false;

  constructor(private readonly options: LimitsOptions) {
    const { rules, timing, onTime, earlier = { steps: 0, seconds: 0, score: 0 } } = options;
    this.#earlier = { steps: earlier.steps, score: earlier.score };
    this.#episode = new Stopwatch(timing, rules.limits.seconds, onTime);
    this.#total = new Stopwatch(timing, rules.total.seconds, onTime, earlier.seconds);
  }

  /** Whether the study ends the game here, however many episodes are left. */
  get isGameOver(): boolean {
    return this.#isGameOver;
  }

  /** Seconds of play in the running episode. */
  get episodeS(): number {
    return this.#episode.playedS;
  }

  /** In all episodes that are over, and in one that runs. */
  played(running: Tally | null): Played {
    const { steps, score } = this.#earlier;
    return {
      steps: steps + (running?.steps ?? 0),
      seconds: this.#total.playedS,
      score: score + (running === null ? 0 : this.#scoreOf(running)),
    };
  }

  /** An episode begins. @param playedS seconds of it that were played before a reload */
  begin(playedS = 0): void {
    this.#stop = null;
    this.#episode.reset(playedS);
    this.resume();
  }

  /** The episode is over, and the game with it where that was all: whatever has ended the episode. */
  end(tally: Tally): void {
    this.pause();
    this.#earlier.steps += tally.steps;
    this.#earlier.score += this.#scoreOf(tally);
    this.#isGameOver ||= this.#total.isUp || isSpent(this.options.rules.total, this.played(null));
  }

  pause(): void {
    this.#episode.stop();
    this.#total.stop();
  }

  resume(): void {
    this.#episode.start();
    this.#total.start();
  }

  /** The game stood still for so long: that was no play. */
  forgive(ms: number): void {
    this.#episode.forgive(ms);
    this.#total.forgive(ms);
  }

  /** Ends the episode before its next step. */
  stop(reason: EndReason, andGame: boolean): void {
    this.#stop ??= reason;
    this.#isGameOver ||= andGame;
  }

  /** Asked before each step: whether it is still to be taken. */
  stopped({ steps }: Tally): EndReason | null {
    return this.#stop ?? this.#byTime() ?? this.#byDonor(steps);
  }

  /** Asked after each step that the environment itself did not end with. */
  judge(tally: Tally): EndReason | null {
    const { limits, total } = this.options.rules;
    const score = this.#scoreOf(tally);
    if (reached(limits.score, score)) return "max_score";
    if (this.options.until?.()) return "until";
    if (reached(total.steps, this.#earlier.steps + tally.steps)) return this.#over("total_steps");
    if (reached(total.score, this.#earlier.score + score)) return this.#over("total_score");
    // Time is asked for before the next step, when it is known whether the game stood still.
    return this.#byDonor(tally.steps);
  }

  #byTime(): EndReason | null {
    if (this.#total.isUp) return this.#over("total_seconds");
    return this.#episode.isUp ? "max_seconds" : null;
  }

  #byDonor(steps: number): EndReason | null {
    return this.options.donorIsOver?.(steps) ? "donor" : null;
  }

  #over(reason: EndReason): EndReason {
    this.#isGameOver = true;
    return reason;
  }

  #scoreOf({ returns }: Tally): number {
    return returns[this.options.scored] ?? 0;
  }
}
