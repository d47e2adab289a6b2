/** The agents of a game, as page and worker both see them. */

import type { GameStep } from "../generated/contract";

/** Whose score counts and is shown: the person's, or the first agent's where one only watches. */
export function shownAgent({ id, agents: all }: Pick<GameStep, "id" | "agents">): string {
  const agents = Object.entries(all);
  const [name] = agents.find(([, agent]) => agent.actor === "human") ?? agents[0] ?? [];
  if (name === undefined) throw new Error(`The game step "${id}" has no agents.`);
  return name;
}
