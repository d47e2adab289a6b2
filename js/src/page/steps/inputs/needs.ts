/** What of each device the people in a game act by: all else is never taken, sent or recorded. */

import type { Controls, GameStep } from "../../../generated/contract";
import { codesOf } from "./codes";
import type { PointerNeeds } from "./pointer";

type Places = PointerNeeds["places"];

export interface Needs {
  /** Digital inputs of all devices, each to the agent that it acts for. */
  codes: ReadonlyMap<string, string>;
  /** Names as in the messages (`stick:left_x`, `trigger:right`, `joystick:y`), likewise. */
  axes: ReadonlyMap<string, string>;
  /** What is to be told of the pointer's place. */
  places: Places;
  /** The agent that the pointer's place acts for; null: none. */
  pointer: string | null;
  /** Whether there is to be a joystick on the screen of a phone or tablet. */
  joystick: boolean;
  /** Whether it counts how long a code is held: not where each press is one input. */
  counts(code: string): boolean;
}

/** What one person acts by. */
interface Own {
  codes: readonly string[];
  axes: Set<string>;
  places: Places;
}

export function needsOf({ controls }: Pick<GameStep, "controls">): Needs {
  const people = Object.entries(controls).map(([agent, own]) => ({ agent, own: ownNeeds(own) }));
  const codes = people.flatMap(({ agent, own }) => own.codes.map((code) => [code, agent] as const));
  const axes = people.flatMap(({ agent, own }) =>
    [...own.axes].map((name) => [name, agent] as const),
  );
  // Each device is one person's, as the build has checked.
  const pointing = people.find(({ own }) => own.places !== "none");
  const agentOf = new Map(codes);
  return {
    codes: agentOf,
    axes: new Map(axes),
    places: pointing?.own.places ?? "none",
    pointer: pointing?.agent ?? null,
    joystick: [...codes, ...axes].some(([name]) => /^joystick/i.test(name)),
    counts: (code) => controls[agentOf.get(code) ?? ""]?.mode === "hold",
  };
}

function ownNeeds(controls: Controls): Own {
  const { axes, pointer } = controls;
  const names = new Set<string>();
  let places: Places = pointer?.when ?? "none";
  for (const source of axes.flatMap(({ sources }) => sources)) {
    if (source.kind === "keys") continue;
    if (source.kind === "pointer") places = more(places, source.when);
    else if (source.kind === "trigger") names.add(`trigger:${source.side}`);
    else if (source.kind === "joystick") names.add(`joystick:${source.along}`);
    // The dead zone of a stick needs both of its axes.
    else for (const along of ["x", "y"]) names.add(`stick:${source.side}_${along}`);
  }
  return { codes: codesOf(controls), axes: names, places };
}

const byDemand: readonly Places[] = ["none", "click", "drag", "move"];

function more(one: Places, other: Places): Places {
  return byDemand.indexOf(one) < byDemand.indexOf(other) ? other : one;
}
