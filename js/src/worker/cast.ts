/** Who acts for each agent of a game: the person at the keys, a policy, or a donor. */

import type { Agent, EpisodeRecord, GameStep } from "../generated/contract";
import { deriveStream } from "../shared/random";
import type { Actor, Person } from "./actor";
import type { Donor } from "./donor";
import type { Environment } from "./environment";
import { human, isPolicy, type MakePolicy } from "./policies";
import { PythonPolicy } from "./python-policy";
import { asked, skipping } from "./repeating";

export interface CastParts {
  step: GameStep;
  /** 128 bits in hexadecimal: the session's. */
  seed: string;
  environment: Pick<Environment, "player">;
  makePolicy: MakePolicy;
  /** Null: nobody acts. */
  person: Person | null;
  /** Null: no agent does what one did. */
  donor: Donor | null;
}

/** What is recorded of the random streams that policies draw from. */
type Streams = Pick<EpisodeRecord, "streams" | "policy_seeds">;

export class Cast {
  /** By agent, in the environment's order. */
  readonly actors: ReadonlyMap<string, Actor>;

  /** @throws where an agent is to be acted for by somebody whom there is not */
  constructor(private readonly parts: CastParts) {
    const agents = Object.entries(parts.step.agents);
    this.actors = new Map(agents.map(([name, agent]) => [name, this.#actorOf(name, agent)]));
  }

  /** What `exp.yml` calls each agent's actor. */
  get names(): Record<string, string> {
    const agents = Object.entries(this.parts.step.agents);
    return Object.fromEntries(agents.map(([name, { actor }]) => [name, actor]));
  }

  /** Begins an episode. @param pathOf the stream of a purpose in this episode. */
  async begin(pathOf: (purpose: string) => string): Promise<Streams> {
    const { seed, step } = this.parts;
    const begun: Streams = { streams: {}, policy_seeds: {} };
    for (const [agent, actor] of this.actors) {
      const path = pathOf(`policy/${agent}`);
      const stream = await deriveStream(seed, path);
      actor.begin(() => stream.uniform(), stream.seed32);
      if (isPolicy(step.agents[agent]?.actor ?? human)) begun.streams[agent] = path;
      if (asked(actor) instanceof PythonPolicy) begun.policy_seeds[agent] = stream.seed32;
    }
    return begun;
  }

  #actorOf(name: string, agent: Agent): Actor {
    const { step, person, donor, environment, makePolicy } = this.parts;
    if (isPolicy(agent.actor)) {
      return skipping(makePolicy(name, agent, environment), step.rules.frame_skip);
    }
    const actor = agent.actor === human ? person : donor?.actorOf(name);
    if (!actor) throw new Error(`Nobody is there to act for ${name} in the game ${step.id}.`);
    return actor;
  }
}
