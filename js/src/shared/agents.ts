/** The agents of a game, as page and worker both see them. */

import type { GameStep } from "../generated/contract";

/** The actor of an agent that a person acts for. */
export const human = "human";

type Agents = Pick<GameStep, "id" | "agents">;

/** Whose scores are shown: those of the people, or the first agent's where one only watches. */
export function shownAgents({ id, agents: all }: Agents): [string, ...string[]] {
  const agents = Object.keys(all);
  const people = agents.filter((name) => all[name]?.actor === human);
  const [first, ...others] = people.length > 0 ? people : agents.slice(0, 1);
  if (first === undefined) throw new Error(`The game step "${id}" has no agents.`);
  return [first, ...others];
}

/** Whose score counts: the first of these. */
export function shownAgent(step: Agents): string {
  return shownAgents(step)[0];
}
