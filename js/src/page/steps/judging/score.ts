/** What is counted of a step's comparisons, for `when: results.STEP.…`. */

import type { Preference } from "../../../generated/contract";
import type { Trial } from "./trials";

/** The clip that is better by an answer; null: neither. */
export function preferredOf({ clips }: Pick<Trial, "clips">, answer: Preference): string | null {
  if (answer === "first") return clips[0];
  return answer === "second" ? clips[1] : null;
}

/**
 * `judged`, `ties` and `cant_tell` are numbers of answers. `gold` is the share of the pairs with a
 * known answer that got it, `consistency` the share of the repeated pairs that were answered alike:
 * the same clip, whichever side it was on, or again none.
 */
export function scoreOf(
  trials: readonly Trial[],
  answers: readonly Preference[],
): Record<string, number> {
  const count = (wanted: Preference) => answers.filter((answer) => answer === wanted).length;
  const same = (trial: Trial, index: number) => {
    const original = trial.repeatOf as number;
    return meaning(trials, answers, index) === meaning(trials, answers, original);
  };
  const right = (trial: Trial, index: number) =>
    preferredOf(trial, answers[index] as Preference) === trial.gold;
  return {
    judged: answers.length,
    ties: count("tie"),
    cant_tell: count("cant_tell"),
    ...share("gold", trials, ({ gold }) => gold !== null, right),
    ...share("consistency", trials, ({ repeatOf }) => repeatOf !== null, same),
  };
}

/** The clip that was preferred, or the word for none. */
function meaning(
  trials: readonly Trial[],
  answers: readonly Preference[],
  index: number,
): string | undefined {
  const [trial, answer] = [trials[index], answers[index]];
  if (trial === undefined || answer === undefined) return undefined;
  // No clip's name has a space.
  return preferredOf(trial, answer) ?? ` ${answer}`;
}

/** Nothing where there is none of the kind. */
function share(
  name: string,
  trials: readonly Trial[],
  isOne: (trial: Trial) => boolean,
  isGood: (trial: Trial, index: number) => boolean,
): Record<string, number> {
  const ones = trials.flatMap((trial, index) => (isOne(trial) ? [[trial, index] as const] : []));
  if (ones.length === 0) return {};
  return { [name]: ones.filter(([trial, index]) => isGood(trial, index)).length / ones.length };
}
