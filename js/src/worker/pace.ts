/** From the study's pace to the clock of a game and the person in it. */

import type { Controls, GameStep } from "../generated/contract";
import type { Person } from "./actor";
import { type Clock, RealTime } from "./clock";
import { type Allows, Keyboard } from "./controls";
import { ACTS, type Environment } from "./environment";
import { InTurn } from "./in-turn";
import { human } from "./policies";
import type { Timing } from "./timing";
import { TurnBased } from "./turns";

interface Paced {
  clock: Clock;
  /** Null: nobody plays. */
  person: Person | null;
}

/**
 * What makes a step due, and the person who acts.
 *
 * @param environment is made by the first step
 */
export function paceOf(step: GameStep, timing: Timing, environment: () => Environment): Paced {
  const { id, pace, fps, controls } = step;
  const agent = personIn(step);
  const isPlayed = agent !== null && controls !== null;
  if (pace !== "real_time") {
    if (!isPlayed) throw new Error(`Nobody can take a turn in the game ${id}.`);
    return turnsOf(step, controls, agent, timing, environment);
  }
  if (fps === null) throw new Error(`The game ${id} has no frame rate.`);
  const person = isPlayed ? new Keyboard(controls, allowsOf(controls, agent, environment)) : null;
  return { clock: new RealTime(fps, timing), person };
}

function turnsOf(
  { pace, rules, turn_delay_ms }: GameStep,
  controls: Controls,
  agent: string,
  timing: Timing,
  environment: () => Environment,
): Paced {
  const turns = new TurnBased(controls, timing, {
    releases: pace === "event_driven",
    timeoutS: rules.turn_timeout,
    allows: allowsOf(controls, agent, environment),
  });
  if (turn_delay_ms === null) return { clock: turns, person: turns };
  const isPersons = () => (environment().flags(agent) & ACTS) !== 0;
  const clock = new InTurn(turns, { isPersons, delayMs: turn_delay_ms }, timing);
  return { clock, person: turns };
}

function allowsOf(
  { heed_mask = true }: Controls,
  agent: string,
  environment: () => Environment,
): Allows {
  return heed_mask ? (action) => environment().allows(agent, action) : () => true;
}

/** The agent that is a person's; null: all are others'. */
function personIn({ agents }: Pick<GameStep, "agents">): string | null {
  return Object.entries(agents).find(([, { actor }]) => actor === human)?.[0] ?? null;
}
