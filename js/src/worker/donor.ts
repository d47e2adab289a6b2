/** A session that is yoked to another one: some of its agents do what they did there. */

import type {
  Agent,
  DonorActions,
  DonorEpisode,
  DonorFeedback,
  DonorFile,
  GameStep,
} from "../generated/contract";
import { fromBase64, gunzip } from "../shared/bytes";
import { type Action, type Actor, actionsIn, blankDecision, type Decision } from "./actor";
import { ACTS, type Environment } from "./environment";
import { listOf } from "./seeds";

/** The actor of such an agent. */
export const donor = "donor";

/** An episode of the donor's. */
interface Trajectory {
  /** Of the environment. */
  steps: number;
  /** Agent to what it did, wherever it acted. */
  actions: ReadonlyMap<string, readonly Action[]>;
  /** In the order in which it was given. */
  feedback?: readonly DonorFeedback[];
}

/** Does what an agent of the donor's has done, one action after the other. */
class DonorActor implements Actor {
  #actions: readonly Action[] = [];
  #taken = 0;
  readonly #decision = blankDecision("donor");

  /** Nothing is left to do. */
  get isOver(): boolean {
    return this.#taken >= this.#actions.length;
  }

  follow(actions: readonly Action[]): void {
    this.#actions = actions;
    this.#taken = 0;
  }

  begin(): void {}

  decide(): Decision {
    const action = this.#actions[this.#taken++];
    if (action === undefined) throw new Error("The donor has done no more than that.");
    this.#decision.action = action;
    this.#decision.intended = action;
    return this.#decision;
  }
}

/** What the donor of a session did in one game. */
export class Donor {
  readonly #actors: ReadonlyMap<string, DonorActor>;
  #steps = 0;
  /** Of the episode, what was not told yet. */
  #feedback: DonorFeedback[] = [];

  /** @param trajectories of each episode, with the actions of these agents */
  constructor(
    agents: readonly string[],
    private readonly trajectories: readonly Trajectory[],
  ) {
    this.#actors = new Map(agents.map((agent) => [agent, new DonorActor()]));
  }

  /** @throws where the donor is not to act for this agent */
  actorOf(agent: string): Actor {
    const actor = this.#actors.get(agent);
    if (actor === undefined) throw new Error(`The donor does not act for ${agent}.`);
    return actor;
  }

  /** Begins an episode. @throws where the donor has played none of this number */
  begin(episode: number): void {
    const trajectory = this.trajectories[episode];
    if (trajectory === undefined) throw new Error(`The donor has no episode ${episode}.`);
    this.#steps = trajectory.steps;
    this.#feedback = [...(trajectory.feedback ?? [])];
    for (const [agent, actor] of this.#actors) actor.follow(trajectory.actions.get(agent) ?? []);
  }

  /** What the donor has judged when so many steps were over, and before; each of it once. */
  judged(steps: number): readonly DonorFeedback[] {
    const later = this.#feedback.findIndex(({ after }) => after > steps);
    return this.#feedback.splice(0, later < 0 ? this.#feedback.length : later);
  }

  /**
   * Whether the donor's episode was over by now, where it acts for somebody; with other agents that do
   * something else, also whether one of the donor's would have to act that did not act so often.
   *
   * @param steps of the environment so far
   */
  isOver(steps: number, environment: Pick<Environment, "flags">): boolean {
    if (this.#actors.size > 0 && steps >= this.#steps) return true;
    for (const [agent, actor] of this.#actors) {
      if (actor.isOver && environment.flags(agent) & ACTS) return true;
    }
    return false;
  }
}

/** Where a session finds its donor. */
export interface Yoke {
  /** The number of the donor, where the page's address names one. */
  list: number | null;
  /** The session's seed: 128 bits in hexadecimal. */
  session: string;
  read: (file: DonorFile) => Promise<DonorActions>;
}

/** Null: nobody in the game does or hears what a donor did or said. @throws where the file does not load */
export async function donorOf(
  step: Pick<GameStep, "id" | "agents" | "rules">,
  { list, session, read }: Yoke,
): Promise<Donor | null> {
  const files = step.rules.seed_lists?.actions ?? null;
  if (files === null) return null;
  const file = files[await listOf(files.length, list, session)];
  if (file === undefined) throw new Error(`The game ${step.id} has no donors.`);
  const { episodes } = await read(file);
  const agents = Object.entries(step.agents).filter(([, { actor }]) => actor === donor);
  const names = agents.map(([name]) => name);
  return new Donor(names, await Promise.all(episodes.map((each) => trajectoryOf(each, agents))));
}

async function trajectoryOf(
  { steps, actions, feedback = [] }: DonorEpisode,
  agents: readonly [string, Agent][],
): Promise<Trajectory> {
  const unpacked = agents.map(
    async ([name, agent]) => [name, await actionsOf(actions[name] ?? "", agent)] as const,
  );
  return { steps, feedback, actions: new Map(await Promise.all(unpacked)) };
}

/** @throws where these are not rows of the agent's actions */
async function actionsOf(packed: string, agent: Agent): Promise<Action[]> {
  return actionsIn(await gunzip(fromBase64(packed)), agent);
}
