/** As much of a site as a policy needs that is asked without its environment. */

import type { Agent, Manifest, OnnxPolicy } from "../generated/contract";
import type { PolicySite } from "../worker/policies";

/** A site in which the policy acts for the only agent. */
export function siteOf(agent: Agent, policy: OnnxPolicy): PolicySite {
  const game = { kind: "game", agents: { player: agent } };
  return {
    policies: { [agent.actor]: policy },
    steps: [game as unknown as Manifest["steps"][number]],
  };
}

/** What the environment would do. */
export function absent(): never {
  throw new Error("There is no environment here.");
}
