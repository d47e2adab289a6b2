/** What the participant sees of a game step, as a pure function of what the worker has said. */

import type { GameStep } from "../../generated/contract";
import type { ClientState, ViewMessage } from "../game-client";

/** How an episode stands or ended. */
export interface EpisodeStanding {
  /** From 0. */
  episode: number;
  steps: number;
  score: number;
}

export type GameState =
  | { phase: "booting"; boot: Extract<ClientState, { kind: "booting" }> }
  /** The worker is ready, the environment is being set up. */
  | { phase: "preparing" }
  /** The first observation of `episode` is on the canvas. */
  | { phase: "waiting"; episode: number; last: EpisodeStanding | null }
  | { phase: "running"; now: EpisodeStanding }
  /** An episode is over, the next one is not on the canvas yet. */
  | { phase: "between"; last: EpisodeStanding }
  | { phase: "finished"; last: EpisodeStanding | null }
  | { phase: "failed"; message: string; detail: string };

/** Whose score is shown: the person's, or the first agent's where one only watches. */
export function shownAgent(step: GameStep): string {
  const agents = Object.entries(step.agents);
  const [name] = agents.find(([, agent]) => agent.actor === "human") ?? agents[0] ?? [];
  if (name === undefined) throw new Error(`The game step "${step.id}" has no agents.`);
  return name;
}

/** The state after a message of the worker about this step's view. */
export function afterMessage(state: GameState, message: ViewMessage, agent: string): GameState {
  switch (message.type) {
    case "episode_ready":
      return { phase: "waiting", episode: message.episode, last: lastOf(state) };
    case "status":
      return { phase: "running", now: standing(message, agent) };
    case "episode_end":
      return { phase: "between", last: standing(message, agent) };
    case "game_end":
      return { phase: "finished", last: lastOf(state) };
  }
}

/** The state after the participant pressed Start. */
export function afterStart(state: GameState): GameState {
  if (state.phase !== "waiting") return state;
  return { phase: "running", now: { episode: state.episode, steps: 0, score: 0 } };
}

function standing(
  message: Extract<ViewMessage, { type: "status" | "episode_end" }>,
  agent: string,
): EpisodeStanding {
  const { episode, steps, returns } = message;
  return { episode, steps, score: returns[agent] ?? 0 };
}

function lastOf(state: GameState): EpisodeStanding | null {
  return state.phase === "between" ? state.last : null;
}
