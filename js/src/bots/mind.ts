/** What a bot decides at a step, whether it sees a page or not. */

import type { FormStep, Manifest, Step, WithdrawalChoice } from "../generated/contract";
import { type Held, type SingleQuestion, singlesOf } from "../page/steps/form-answers";
import { answerTo, heldOf, rightAnswer } from "./answers";
import { between, oneOf, type Uniform } from "./chance";
import type { Plan } from "./plan";

/** How long a bot looks at a step or a question, in milliseconds of its own time. */
const LOOK_MS = [1_500, 20_000] as const;
/** Who will withdraw does so at a step, so often. */
const WITHDRAWS = 0.5;
/** So often a bot has what it needs. */
const IS_ABLE = 0.8;
/** So often a box that may be left is ticked. */
const TICKS = 0.5;

export class Mind {
  constructor(
    readonly plan: Plan,
    readonly uniform: Uniform,
  ) {}

  look_ms(): number {
    return between(...LOOK_MS, this.uniform);
  }

  /** One of these. */
  choose<T>(items: readonly T[]): T {
    return oneOf(items, this.uniform);
  }

  /** With what probability something is done. */
  does(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** What is given to each question of a form: new at each attempt. */
  answers({ id, questions }: FormStep): [SingleQuestion, Held][] {
    return questions.flatMap(singlesOf).map((question) => [question, this.#answer(id, question)]);
  }

  /** Boxes of a consent that are ticked: what nobody takes part without, and some of the others. */
  ticks({ items = [] }: Extract<Step, { kind: "consent" }>): Record<string, boolean> {
    return Object.fromEntries(
      items.map(({ name, required }) => [name, required || this.does(TICKS)]),
    );
  }

  /** Whether it has a microphone, or a screen to fill, where it needs one. */
  isAble(): boolean {
    return this.does(IS_ABLE);
  }

  /** What it wants done with its data where it withdraws. */
  get choice(): WithdrawalChoice {
    return this.plan.leaving === "delete" ? "delete" : "keep";
  }

  withdrawsAt({ kind }: Step, { withdrawal }: Pick<Manifest, "withdrawal">): boolean {
    const { leaving } = this.plan;
    const wants = withdrawal !== null && (leaving === "keep" || leaving === "delete");
    return wants && kind !== "end" && kind !== "consent" && this.does(WITHDRAWS);
  }

  #answer(form: string, question: SingleQuestion): Held {
    const { answers, checks, care } = this.plan;
    const path = `${form}.${question.name}`;
    const wanted = answers[path];
    if (wanted !== undefined) return heldOf(question, wanted);
    const decided = question.check
      ? answerTo(question, checks[path] ?? this.does(care), this.uniform)
      : null;
    return decided ?? rightAnswer(question, this.uniform);
  }
}
