/** What is decided of a bot before it begins; all else it leaves to chance. */

import type { Value } from "../shared/expression";
import type { Aim } from "./aim";

/** How it goes away; `through`: it goes on to an end, or as far as the study lets it. */
export type Leaving = "through" | "decline" | "keep" | "delete" | "dawdle";

export interface Plan {
  /** Of the bot, from 0: it is the participant's number where the study has one. */
  number: number;
  /** Of the page's address. */
  params: Record<string, string>;
  /** Answers by `form.question`. */
  answers: Readonly<Record<string, Value>>;
  /** Whether it passes a check, by `form.question`. */
  checks: Readonly<Record<string, boolean>>;
  /** How probable it is that it passes any other check: 1 reads everything, 0 nothing. */
  care: number;
  leaving: Leaving;
}

/** One that goes to the end by whatever way comes. */
export function blank(number: number, params: Record<string, string>): Plan {
  return { number, params, answers: {}, checks: {}, care: 1, leaving: "through" };
}

/** The same bot with all that it needs to reach a branch. */
export function aimed(plan: Plan, { facts }: Aim): Plan {
  const params = { ...plan.params };
  const answers: Record<string, Value> = { ...plan.answers };
  for (const [path, value] of Object.entries(facts)) {
    const [root, ...rest] = path.split(".");
    const name = rest.join(".");
    if (root === "answers") answers[name] = value;
    // No session of bots is live: the address may name the level of a condition.
    else if (root === "conditions") params[`condition.${name}`] = String(value);
    else if (root === "params" && value === null) delete params[name];
    else if (root === "params") params[name] = String(value);
  }
  return { ...plan, params, answers };
}
