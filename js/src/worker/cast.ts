/** Who acts in a game: the people at their devices, the policies, and donors. */

import type { Agent, GameStep, Manifest, Policy, Thinking } from "../generated/contract";
import { human } from "../shared/agents";
import type { Input } from "../shared/protocol";
import { deriveStream } from "../shared/random";
import type { Action, Actor } from "./actor";
import type { Donor } from "./donor";
import type { Person } from "./hands/person";
import { isPolicy } from "./policies";
import { Population } from "./population";
import { PythonPolicy } from "./python-policy";
import type { EpisodeStart } from "./recorder";
import { asked, skipping } from "./repeating";

export interface CastParts {
  step: Pick<GameStep, "id" | "agents" | "rules">;
  people: ReadonlyMap<string, Person>;
  makePolicy: (name: string, agent: Agent) => Actor;
  /** Of the site. */
  policies: Manifest["policies"];
  /** Null: no agent does what one did. */
  donor: Donor | null;
}

export class Cast {
  /** By agent, in the environment's order. */
  readonly actors: ReadonlyMap<string, Actor>;
  /** By agent: how long its policy thinks at its next turn, in ms. */
  readonly #thinking = new Map<string, () => number>();

  /** @throws where an agent is to be acted for by somebody whom there is not */
  constructor(private readonly parts: CastParts) {
    const agents = Object.entries(parts.step.agents);
    this.actors = new Map(agents.map(([name, agent]) => [name, this.#actorOf(name, agent)]));
  }

  /** The agents that people act for. */
  get people(): ReadonlySet<string> {
    return new Set(this.parts.people.keys());
  }

  /** Whether anybody acts by devices. */
  get hasPeople(): boolean {
    return this.parts.people.size > 0;
  }

  /** How many presses of the episode, which is over, led to no action; null: they are not counted. */
  unusedPresses(): number | null {
    const unused = [...this.parts.people.values()].map((person) => person.unused());
    const counted = unused.filter((count) => count !== null);
    return counted.length > 0 ? counted.reduce((sum, count) => sum + count) : null;
  }

  /**
   * An episode begins.
   *
   * @param session its seed
   * @param pathOf the path of the random stream for a purpose
   * @returns what is recorded of who acts, and of the streams that the policies draw from
   */
  async begin(
    session: string,
    pathOf: (purpose: string) => string,
  ): Promise<Pick<EpisodeStart, "streams" | "policy_seeds" | "actors" | "thinking">> {
    const actors = await this.#draw(session, pathOf);
    const thinking = await this.#think(actors, session, pathOf);
    const streams: Record<string, string> = {};
    const policy_seeds: Record<string, number> = {};
    for (const [agent, actor] of this.actors) {
      const path = pathOf(`policy/${agent}`);
      const stream = await deriveStream(session, path);
      actor.begin(() => stream.uniform(), stream.seed32);
      if (isPolicy(this.parts.step.agents[agent]?.actor ?? human)) streams[agent] = path;
      if (present(actor) instanceof PythonPolicy) policy_seeds[agent] = stream.seed32;
    }
    return { streams, policy_seeds, actors, thinking };
  }

  /**
   * How long the policies of these agents, which are to act, think about it.
   *
   * @param acts whether it is an agent's turn
   * @returns ms, one draw of each; null: nobody of them thinks
   */
  thinkingMs(acts: (agent: string) => boolean): number | null {
    const turns = [...this.#thinking].filter(([agent]) => acts(agent));
    return turns.length === 0 ? null : Math.max(...turns.map(([, next]) => next()));
  }

  /** @returns agent to the path of the stream that its times are drawn from */
  async #think(
    actors: Readonly<Record<string, string>>,
    session: string,
    pathOf: (purpose: string) => string,
  ): Promise<Record<string, string>> {
    const paths: Record<string, string> = {};
    this.#thinking.clear();
    for (const [agent, actor] of Object.entries(actors)) {
      const times = thinkingOf(this.parts.policies[actor]);
      if (times === null) continue;
      const { min_ms, max_ms } = times;
      if (min_ms === max_ms) {
        this.#thinking.set(agent, () => min_ms);
        continue;
      }
      const path = pathOf(`thinking/${agent}`);
      const stream = await deriveStream(session, path);
      this.#thinking.set(agent, () => min_ms + stream.uniform() * (max_ms - min_ms));
      paths[agent] = path;
    }
    return paths;
  }

  /** Who acts for each agent; of a population one that is drawn now. */
  async #draw(session: string, pathOf: (purpose: string) => string) {
    const acting: Record<string, string> = {};
    for (const [agent, { actor }] of Object.entries(this.parts.step.agents)) {
      acting[agent] = actor;
      const population = asked(this.actors.get(agent) as Actor);
      if (!(population instanceof Population)) continue;
      const purpose = `population/${actor}/${agent}`;
      const path = population.per === "session" ? purpose : pathOf(purpose);
      acting[agent] = population.draw((await deriveStream(session, path)).uniform());
    }
    return acting;
  }

  /** @returns whether the agent is a person's */
  receive(agent: string, input: Input, timeStamp: number, receivedAt: number): boolean {
    const person = this.parts.people.get(agent);
    person?.receive(input, timeStamp, receivedAt);
    return person !== undefined;
  }

  /** Nothing counts as held any more. */
  release(timeStamp: number, receivedAt: number): void {
    for (const person of this.parts.people.values()) {
      person.receive("release", timeStamp, receivedAt);
    }
  }

  /** What people did last before a reload. @param did null: nothing yet */
  recall(did: (agent: string) => Action | null): void {
    for (const [agent, person] of this.parts.people) {
      const action = did(agent);
      if (action !== null) person.recall(action);
    }
  }

  /** Of an episode that begins. */
  zeroReturns(): Record<string, number> {
    return Object.fromEntries([...this.actors.keys()].map((agent) => [agent, 0]));
  }

  #actorOf(name: string, agent: Agent): Actor {
    const { step, people, makePolicy, donor } = this.parts;
    if (isPolicy(agent.actor)) return skipping(makePolicy(name, agent), step.rules.frame_skip);
    const actor = agent.actor === human ? people.get(name) : donor?.actorOf(name);
    if (!actor) throw new Error(`Nobody is there to act for ${name} in the game ${step.id}.`);
    return actor;
  }
}

function thinkingOf(policy: Policy | undefined): Thinking | null {
  return policy !== undefined && "thinking" in policy ? (policy.thinking ?? null) : null;
}

/** Who decides in the end: of a population, the one that was drawn. */
function present(actor: Actor): Actor {
  const one = asked(actor);
  return one instanceof Population ? one.present : one;
}
