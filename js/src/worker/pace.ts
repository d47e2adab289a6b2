/** From the study's pace to the clock of a game and the person in it. */

import type { GameStep } from "../generated/contract";
import type { Action, Person } from "./actor";
import { type Clock, RealTime } from "./clock";
import { Keyboard } from "./controls";
import { ACTS, type Environment } from "./environment";
import { InTurn } from "./in-turn";
import { maskOf } from "./mask";
import { human } from "./policies";
import type { Timing } from "./timing";
import { TurnBased } from "./turns";

/** What makes a step due, and the person who acts. */
export function paceOf(
  { id, pace, fps, controls, rules, agents, turn_delay_ms }: GameStep,
  timing: Timing,
  environment: () => Environment,
): { clock: Clock; person: Person | null } {
  if (pace !== "real_time") {
    if (controls === null) throw new Error(`Nobody can take a turn in the game ${id}.`);
    const releases = pace === "event_driven";
    const { allows, isPersons } = turnsOf(agents, environment);
    const turns = new TurnBased(controls, timing, {
      releases,
      timeoutS: rules.turn_timeout,
      allows,
    });
    if (turn_delay_ms === null) return { clock: turns, person: turns };
    const clock = new InTurn(turns, { isPersons, delayMs: turn_delay_ms }, timing);
    return { clock, person: turns };
  }
  if (fps === null) throw new Error(`The game ${id} has no frame rate.`);
  return { clock: new RealTime(fps, timing), person: controls && new Keyboard(controls) };
}

/** What the environment says of the person's turns. @param environment is made by the first of them */
function turnsOf(agents: GameStep["agents"], environment: () => Environment) {
  const [name, agent] = Object.entries(agents).find(([, { actor }]) => actor === human) ?? [];
  if (name === undefined || agent === undefined) throw new Error("Nobody in the game is human.");
  const isPersons = () => (environment().flags(name) & ACTS) !== 0;
  const allows = (action: Action) => !isPersons() || maskOf(environment(), name, agent)(action);
  return { isPersons, allows };
}
