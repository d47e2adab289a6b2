/** How far the participant is in a game: what is kept of it, and when. */

import type { EpisodeEndRecord, GameStep } from "../../generated/contract";
import { shownAgent } from "../../shared/agents";
import {
  type Asks,
  type GameProgress,
  isSpent,
  type Played,
  type StoredGame,
  untouched,
} from "../../shared/game-progress";
import type { EpisodeEndMessage, PrepareMessage } from "../../shared/protocol";
import { Scoring } from "../flow/scoring";
import type { StepContext } from "./context";

type Step = Pick<GameStep, "id" | "agents" | "episodes" | "rules" | "between">;
type Ended = Pick<EpisodeEndMessage, "episode" | "steps" | "returns" | "reason" | "played">;

/** How a game is gone on with. */
export type Way =
  | { kind: "play"; progress: GameProgress }
  /** Its episode was interrupted in `attempt`, and is to be brought back. */
  | { kind: "replay"; progress: GameProgress; attempt: number }
  /** Its episode was interrupted in `attempt`, and begins again. */
  | { kind: "restart"; progress: GameProgress; attempt: number }
  /** It was interrupted in `attempt`, and not for the first time, and is over. */
  | { kind: "interrupted"; progress: GameProgress; attempt: number }
  /** It was over before. */
  | { kind: "over"; progress: GameProgress };

/** @param stored What an earlier visit has left of this step; null: it is entered for the first time. */
export function wayOn(step: Step, stored: StoredGame | null): Way {
  if (stored === null) return { kind: "play", progress: untouched(step.id) };
  const progress = caughtUp(step, stored);
  if (progress.isOver) return { kind: "over", progress };
  const { running: attempt } = progress;
  if (attempt === null) return { kind: "play", progress };
  const interrupted = { ...progress, interruptions: progress.interruptions + 1 };
  if (step.rules.on_reload !== "replay") return { ...anew(step, interrupted), attempt };
  const taped = stored.taped ?? attempt;
  return { kind: "replay", progress: { ...interrupted, running: taped }, attempt: taped };
}

/** The running episode was interrupted, and does not go on. */
function anew(
  { rules }: Pick<Step, "rules">,
  progress: GameProgress,
): { kind: "restart" | "interrupted"; progress: GameProgress } {
  const over = { ...progress, running: null, drawn: null };
  if (rules.on_reload === "end" || progress.restarts > 0) {
    return { kind: "interrupted", progress: { ...over, isOver: true } };
  }
  const restarts = progress.restarts + 1;
  return { kind: "restart", progress: { ...over, restarts, isReserve: true } };
}

/** The journal knew of the end before the page did. */
function caughtUp(step: Step, { progress, ended }: StoredGame): GameProgress {
  if (ended === null) return progress;
  const returns = Object.fromEntries(
    Object.entries(ended.returns).map(([agent, sum]) => [agent, sum ?? Number.NaN]),
  );
  const { steps, score } = progress.before;
  const played = {
    steps: steps + ended.steps,
    seconds: progress.played.seconds,
    score: score + (returns[shownAgent(step)] ?? 0),
  };
  return afterEpisode(step, progress, { ...ended, returns, played });
}

/** An episode is over, and with the last one the game. */
export function afterEpisode(step: Step, progress: GameProgress, ended: Ended): GameProgress {
  const { episode, steps, returns, reason, played } = ended;
  const scoring = new Scoring(progress.results);
  scoring.ended(returns[shownAgent(step)] ?? 0, steps);
  return {
    ...progress,
    episode: episode + 1,
    drawn: null,
    isReserve: false,
    running: null,
    played,
    before: played,
    answered: {},
    results: scoring.results,
    asks: asksAfter(step, progress.running ?? 0, episode),
    isOver:
      episode + 1 >= step.episodes || endsGame(step, reason) || isSpent(step.rules.total, played),
  };
}

function asksAfter({ between }: Step, attempt: number, episode: number): Asks | null {
  const isDue = between && (episode + 1) % between.every === 0;
  return isDue ? { attempt, episode, steps: between.steps } : null;
}

/** Whether no other episode follows one that ended so, however many are left. */
function endsGame({ rules }: Step, reason: EpisodeEndRecord["reason"] | string): boolean {
  if (reason === "idle") return rules.idle?.way === "end_game";
  return reason === "stop" || reason.startsWith("total_");
}

/** From now on expressions know the results of the game so far. */
export function tellResults({ now }: Progress, { facts }: Pick<StepContext, "facts">): void {
  if (now.results !== null) facts.played(now.step, now.results);
}

export interface ProgressOptions {
  /** @param durable Waits for the disk. */
  keep: (progress: GameProgress, options: { durable: boolean }) => Promise<void>;
  /** Milliseconds, monotonic. */
  now: () => number;
}

/** Of a running episode it is kept so often how much was played. */
const KEPT_EVERY_MS = 1000;

/** Follows a game, over all attempts, and keeps what a later visit has to know. */
export class Progress {
  #keptAt: number;

  constructor(
    private readonly step: Step,
    private progress: GameProgress,
    private readonly options: ProgressOptions,
  ) {
    this.#keptAt = options.now();
  }

  get now(): GameProgress {
    return this.progress;
  }

  /** What the worker is to begin an attempt with. */
  next(
    attempt: number,
  ): Pick<PrepareMessage, "episode" | "drawn" | "isReserve" | "played" | "replay"> {
    const { episode, drawn, isReserve, played, before, answered, running } = this.progress;
    const next = { episode, drawn: drawn ?? attempt, isReserve };
    if (running === null) return { ...next, played, replay: null };
    // Its steps and its score are counted once more, when it is brought back; its time is not.
    const replay = { seconds: played.seconds - before.seconds, answered };
    return { ...next, played: { ...before, seconds: played.seconds }, replay };
  }

  /** An episode is on show, drawn in this attempt unless it was before; one that was brought back runs. */
  shown(episode: number, attempt: number): void {
    const { drawn, running } = this.progress;
    const runs = running === null ? null : attempt;
    this.#change({ episode, drawn: drawn ?? attempt, running: runs }, true);
  }

  /** It begins, or goes on. Nobody waits for that to be kept: until it is, nothing of it was seen. */
  begun(attempt: number): void {
    const { running, played } = this.progress;
    const fresh = running === null ? { before: played, answered: {} } : {};
    this.#change({ running: attempt, ...fresh }, true);
  }

  /** The running episode cannot be brought back. @returns what is done in its place */
  notReplayed(): "restart" | "interrupted" {
    const { kind, progress } = anew(this.step, this.progress);
    this.#change(progress, true);
    return kind;
  }

  /** These probes of the running episode were answered. */
  probed(numbers: readonly number[]): void {
    const answered = { ...this.progress.answered };
    for (const number of numbers) answered[number] = (answered[number] ?? 0) + 1;
    this.#change({ answered }, true);
  }

  /** So much was played. */
  stands(played: Played): void {
    const isDue = this.options.now() - this.#keptAt >= KEPT_EVERY_MS;
    if (isDue) this.#change({ played }, false);
    else this.progress = { ...this.progress, played };
  }

  /** So many pauses were taken. */
  paused(pauses: number): void {
    this.#change({ pauses }, false);
  }

  ended(message: Ended): void {
    this.#change(afterEpisode(this.step, this.progress, message), true);
  }

  /** No other episode follows, though the last one did not end by what is over with it. */
  over(): void {
    if (!this.progress.isOver) this.#change({ isOver: true }, true);
  }

  /** The first thing that was to be asked was. */
  asked(): void {
    const { asks } = this.progress;
    const steps = asks?.steps.slice(1) ?? [];
    this.#change({ asks: asks && steps.length > 0 ? { ...asks, steps } : null }, true);
  }

  /** What was due to be asked is not wanted. */
  asksNothing(): void {
    this.#change({ asks: null }, true);
  }

  /** The attempt is over by an error: another one draws its episode anew. */
  failed(): void {
    this.#change({ drawn: null, running: null }, true);
  }

  #change(change: Partial<GameProgress>, durable: boolean): void {
    this.progress = { ...this.progress, ...change };
    this.#keptAt = this.options.now();
    void this.options.keep(this.progress, { durable });
  }
}
