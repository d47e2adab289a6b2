/** What the participant sees of a game step, as a pure function of what the worker has said. */

import type { OnErrorStep } from "../../generated/contract";
import type { StatusMessage, ViewMessage } from "../../shared/protocol";
import type { ClientState } from "../game-client";
import type { PauseReason } from "./game-pauses";

/** How an episode stands or ended. */
export interface EpisodeStanding {
  /** From 0. */
  episode: number;
  steps: number;
  score: number;
  /** By agent, where several people play. */
  scores?: Record<string, number>;
}

export type GameState =
  | { phase: "booting"; boot: Extract<ClientState, { kind: "booting" }> }
  /** The worker is ready, the environment is being set up. */
  | { phase: "preparing" }
  /** The first observation of `episode` is on the canvas. */
  | {
      phase: "waiting";
      episode: number;
      last: EpisodeStanding | null;
      /** How it stands, where it was brought back after a reload; null: it begins. */
      back: EpisodeStanding | null;
    }
  /** So many seconds are left to the first step, or to the next one after a pause. */
  | { phase: "counting"; now: EpisodeStanding; left: number }
  | { phase: "running"; now: EpisodeStanding }
  | { phase: "paused"; now: EpisodeStanding; why: PauseReason }
  /** An episode is over, the next one is not on the canvas yet. */
  | { phase: "between"; last: EpisodeStanding }
  /** The study asks something in the place of the game, whose next episode is ready. */
  | { phase: "asking"; last: EpisodeStanding | null }
  /** It asks something in the middle of an episode, which waits. */
  | { phase: "probing"; now: EpisodeStanding }
  | { phase: "finished"; last: EpisodeStanding | null }
  | { phase: "failed"; message: string; detail: string; way: OnErrorStep }
  /** The session is over, in the middle of the game. */
  | { phase: "left" };

/** Whose scores are shown: the first one's is the score. */
type Shown = readonly [string, ...string[]];

/** The state after a message of the worker about this step's view. */
export function afterMessage(state: GameState, message: ViewMessage, agents: Shown): GameState {
  switch (message.type) {
    case "episode_ready":
      return {
        phase: "waiting",
        episode: message.episode,
        last: lastOf(state),
        back: message.back ? standing({ ...message, ...message.back }, agents) : null,
      };
    case "not_replayed":
      return { phase: "preparing" };
    case "status":
      // One that was on its way when the game began to wait.
      if ("now" in state) return { ...state, now: standing(message, agents) };
      return state;
    case "probe":
      return { phase: "probing", now: standing(message, agents) };
    case "episode_end":
      return { phase: "between", last: standing(message, agents) };
    case "ui":
    case "timing":
      return state;
    case "game_end":
      return { phase: "finished", last: lastOf(state) };
  }
}

/** How an episode stands that is about to begin or to go on; null: none is. */
export function beginning(state: GameState): EpisodeStanding | null {
  if (state.phase === "waiting") {
    return state.back ?? { episode: state.episode, steps: 0, score: 0 };
  }
  return state.phase === "paused" ? state.now : null;
}

function standing(
  message: Pick<StatusMessage, "episode" | "steps" | "returns">,
  agents: Shown,
): EpisodeStanding {
  const { episode, steps, returns } = message;
  const score = returns[agents[0]] ?? 0;
  if (agents.length === 1) return { episode, steps, score };
  const scores = Object.fromEntries(agents.map((agent) => [agent, returns[agent] ?? 0]));
  return { episode, steps, score, scores };
}

/** How the episode ended that was played last; null where that is not on the screen. */
export function lastOf(state: GameState): EpisodeStanding | null {
  return state.phase === "between" || state.phase === "asking" ? state.last : null;
}

/** How the episode stands that is on the screen; null: there is none. */
export function standingOf(state: GameState): EpisodeStanding | null {
  switch (state.phase) {
    case "counting":
    case "paused":
    case "probing":
    case "running":
      return state.now;
    case "between":
    case "asking":
    case "finished":
      return state.last;
    case "waiting":
      return beginning(state);
    default:
      return null;
  }
}
