/** Who acts in a game where a condition decides it. */

import type { GameStep, Manifest, Policy } from "../generated/contract";

/** The level of each condition that was given out so far. */
export type Levels = Readonly<Record<string, string>>;

type Agents = Pick<GameStep, "agents">;
type Policies = Manifest["policies"];

/** The conditions that must be given out before the game, each once. */
export function factorsOf(policies: Policies, { agents }: Agents): string[] {
  const choices = Object.values(agents).map(({ actor }) => policies[actor]);
  return [...new Set(choices.filter(isByCondition).map(({ factor }) => factor))];
}

/**
 * The game with those for actors who act at the participant's levels.
 *
 * @throws where a condition that decides it was not given out
 */
export function castBy<S extends Agents>(policies: Policies, step: S, levels: Levels): S {
  const agents = Object.entries(step.agents).map(([name, agent]) => {
    const policy = policies[agent.actor];
    if (!isByCondition(policy)) return [name, agent] as const;
    const actor = policy.levels[levels[policy.factor] ?? ""];
    if (actor === undefined) throw new Error(`Nobody knows yet who acts for ${name}.`);
    return [name, { ...agent, actor }] as const;
  });
  return { ...step, agents: Object.fromEntries(agents) };
}

function isByCondition(
  policy: Policy | undefined,
): policy is Extract<Policy, { kind: "condition" }> {
  return policy?.kind === "condition";
}
