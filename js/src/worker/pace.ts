/** From the study's pace to the clock of a game and the people in it. */

import type { GameStep } from "../generated/contract";
import { type Clock, RealTime, type RealTimeOptions } from "./clock";
import { ACTS, type Environment } from "./environment";
import { FrameSkipping } from "./frame-skipping";
import { type AskPlace, deviceHands } from "./hands/devices";
import type { Allows, Hand, Person } from "./hands/person";
import { RealTimePerson } from "./hands/real-time";
import { TurnPerson } from "./hands/turn";
import { InTurn } from "./in-turn";
import type { Timing } from "./timing";
import { TurnBased } from "./turns";

export interface Pace {
  /** What makes a step due. */
  clock: Clock;
  /** Who acts by devices, by agent. */
  people: ReadonlyMap<string, Person>;
  /** Null: every step is drawn. */
  skipping: FrameSkipping | null;
}

/** How long the policies that are to act think; null: they don't. */
export type ThinkingMs = (acts: (agent: string) => boolean) => number | null;

/** In real time the first two matter, in turns the last. */
export interface PaceOptions extends Pick<RealTimeOptions, "onMoved" | "frames"> {
  /** Asked at each turn of a policy; not given: none of them thinks. */
  thinkingMs?: ThinkingMs;
}

/** @param environment is made by the time that it is asked for */
export function paceOf(
  step: GameStep,
  timing: Timing,
  environment: () => Environment,
  { thinkingMs = () => null, ...options }: PaceOptions,
): Pace {
  if (step.pace !== "real_time") return turnsOf(step, timing, environment, thinkingMs);
  const { id, fps, rules } = step;
  if (fps === null) throw new Error(`The game ${id} has no frame rate.`);
  const skips = rules.when_slow === "skip_frames";
  const catchUpMs = skips ? FrameSkipping.catchUpMs : 0;
  const clock = new RealTime(fps, timing, { ...options, catchUpMs });
  const people = peopleOf(step, environment).map(
    ({ agent, controls, hands, allows }) =>
      [agent, new RealTimePerson(controls, hands, allows)] as const,
  );
  const skipping = skips ? new FrameSkipping(() => clock.periodMs) : null;
  return { clock, people: new Map(people), skipping };
}

function turnsOf(
  step: GameStep,
  timing: Timing,
  environment: () => Environment,
  thinkingMs: ThinkingMs,
): Pace {
  const { id, pace, rules, turn_delay_ms } = step;
  const acts = (agent: string) => (environment().flags(agent) & ACTS) !== 0;
  const inTurn = turn_delay_ms !== null;
  const people = new Map<string, TurnPerson>();
  for (const { agent, controls, hands, ...player } of peopleOf(step, environment)) {
    const releases = pace === "event_driven";
    // Out of turn there is nothing to press for; where all act at the same time, one who is out of
    // the game can still take the others on.
    const hears = () => acts(agent) || !inTurn;
    const allows: Allows = (action) => !acts(agent) || player.allows(action);
    people.set(agent, new TurnPerson(controls, hands, { releases, hears, allows }));
  }
  if (people.size === 0) throw new Error(`Nobody can take a turn in the game ${id}.`);
  const awaits = pace === "event_driven" ? "any" : "all";
  const turns = new TurnBased(people, timing, { acts, awaits, timeoutS: rules.turn_timeout });
  if (!inTurn) return { clock: turns, people, skipping: null };
  const isPersons = () => [...people.keys()].some(acts);
  const delayMs = () => thinkingMs(acts) ?? turn_delay_ms;
  const clock = new InTurn(turns, { isPersons, delayMs }, timing);
  return { clock, people, skipping: null };
}

interface Player {
  agent: string;
  controls: GameStep["controls"][string];
  /** Beside the keys. */
  hands: Hand[];
  /** By the environment's mask. */
  allows: Allows;
}

function peopleOf(step: GameStep, environment: () => Environment): Player[] {
  return Object.entries(step.controls).map(([agent, controls]) => {
    const of = step.agents[agent];
    if (of === undefined) throw new Error(`The game ${step.id} has no agent ${agent}.`);
    const ask = askerOf(step, agent, controls, environment);
    const { heed_mask = true } = controls;
    const allows: Allows = heed_mask ? (action) => environment().allows(agent, action) : () => true;
    return { agent, controls, hands: deviceHands(controls, of, ask), allows };
  });
}

/** Asks the author's function, which is found when it is first needed, in pixels of the view. */
function askerOf(
  { view }: GameStep,
  agent: string,
  { pointer }: Player["controls"],
  environment: () => Environment,
): AskPlace {
  let place: AskPlace | null = null;
  return (x, y) => {
    if (pointer?.action.kind !== "python") return null;
    place ??= environment().place(pointer.action.entry_point, agent);
    return place(x * view.width, y * view.height);
  };
}
