/** Ids for bots, by the patterns that a study asks for. */

import RandExp from "randexp";
import type { LoginStep } from "../generated/contract";
import { whole } from "../page/id-pattern";
import { judgeLogin, type Refusal } from "../page/login";
import { oneOf, type Uniform } from "./chance";
import { UnknownHere } from "./unknown";

/** The ids of a `login` step's lists, which the site has as hashes only. */
export interface Lists {
  /** Null: whoever is not excluded. */
  allow: readonly string[] | null;
  exclude: readonly string[];
}

/** What has no upper bound in a pattern is repeated so often. */
const MOST = 8;
/** So many ids are tried until one is new, or comes in. */
const TRIES = 1_000;
/** What no study has for an id: nobody types a line break. */
const NO_ID = "not\nan id";

/** A text that matches the pattern as a whole. */
export function madeBy(pattern: string, uniform: Uniform): string {
  const maker = new RandExp(whole(pattern));
  maker.max = MOST;
  maker.randInt = (from, to) => from + Math.floor(uniform() * (to - from + 1));
  return maker.gen();
}

export class Ids {
  readonly #taken = new Set<string>();
  #turn = 0;

  /** One that no other bot has, as far as the pattern has enough of them. */
  make(pattern: string, uniform: Uniform): string {
    let made = madeBy(pattern, uniform);
    for (let tries = 0; this.#taken.has(made) && tries < TRIES; tries++) {
      made = madeBy(pattern, uniform);
    }
    this.#taken.add(made);
    return made;
  }

  /**
   * One that comes in at a login. Those of a list come in turn, and again where there are fewer of
   * them than bots.
   *
   * @param role That the id must have; undefined: any.
   */
  async known(
    step: LoginStep,
    lists: Lists,
    role: string | undefined,
    uniform: Uniform,
  ): Promise<string> {
    for (let tries = 0; tries < TRIES; tries++) {
      const id = this.#next(step, lists, role, uniform);
      const judged = await judgeLogin(step, id);
      if (judged.ok && (role === undefined || judged.role === role)) return judged.participant;
    }
    const wanted = role === undefined ? "" : `, with the role \`${role}\``;
    throw new UnknownHere(`The bots find no id that the login \`${step.id}\` takes${wanted}.`);
  }

  #next(step: LoginStep, { allow }: Lists, role: string | undefined, uniform: Uniform): string {
    const listed = allow?.[this.#turn++ % allow.length];
    return listed ?? this.make(patternOf(step, role, uniform), uniform);
  }
}

/** Ids that a login must refuse, each with the reason that it must give. */
export function strangers(step: LoginStep, { exclude }: Lists): [string, Refusal][] {
  const isBound = step.pattern !== null || Object.keys(step.roles).length > 0;
  const unknown: Refusal = isBound ? "form" : "unknown";
  return [
    [" ", "empty"],
    ...(isBound || step.allow !== null ? [[NO_ID, unknown] as [string, Refusal]] : []),
    ...exclude.slice(0, 1).map((id): [string, Refusal] => [id, "excluded"]),
  ];
}

/** Any id does where the study has no pattern for it. */
function patternOf(
  { pattern, roles }: LoginStep,
  role: string | undefined,
  uniform: Uniform,
): string {
  const patterns = Object.entries(roles)
    .filter(([name]) => role === undefined || name === role)
    .map(([, form]) => form);
  if (patterns.length > 0) return oneOf(patterns, uniform);
  return pattern ?? "bot-[0-9]{6}";
}
