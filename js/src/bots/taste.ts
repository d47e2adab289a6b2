/** Which of two clips a bot prefers: who reads with care is of the same mind twice. */

import type { CompareStep, Preference } from "../generated/contract";
import type { Mind } from "./mind";

type Clips = readonly [first: string, second: string];

export class Taste {
  /** By the pair's names: the clip that was preferred, or the word for none. */
  readonly #remembered = new Map<string, string>();

  constructor(private readonly mind: Mind) {}

  /** Of a pair with a known answer who reads with care finds it. @param clips As they are shown. */
  prefer(step: CompareStep, clips: Clips): Preference {
    const pair = keyOf(clips);
    const gold = step.gold.find((known) => keyOf(known.clips as [string, string]) === pair);
    const wanted = gold?.better ?? this.#remembered.get(pair);
    const isSure = wanted !== undefined && this.mind.does(this.mind.plan.care);
    const answer = isSure ? answerFor(wanted, clips) : this.#guess(step, clips, wanted);
    this.#remembered.set(pair, meaning(answer, clips));
    return answer;
  }

  /** Anything but what would be right, where that is known. */
  #guess({ tie, cant_tell }: CompareStep, clips: Clips, right: string | undefined): Preference {
    const answers: Preference[] = ["first", "second"];
    if (tie) answers.push("tie");
    if (cant_tell) answers.push("cant_tell");
    return this.mind.choose(answers.filter((answer) => meaning(answer, clips) !== right));
  }
}

function keyOf(clips: Clips): string {
  // No clip's name has a space.
  return [...clips].sort().join(" ");
}

function meaning(answer: Preference, [first, second]: Clips): string {
  if (answer === "first") return first;
  return answer === "second" ? second : ` ${answer}`;
}

function answerFor(wanted: string, [first, second]: Clips): Preference {
  if (wanted === first) return "first";
  return wanted === second ? "second" : (wanted.trim() as Preference);
}
