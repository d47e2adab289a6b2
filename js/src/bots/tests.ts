/** What a participant can pass or fail: the checks of forms, and quizzes as a whole. */

import type { FormStep, Manifest } from "../generated/contract";
import { singlesOf } from "../page/steps/form-answers";
import type { Plan } from "./plan";

export interface Test {
  /** For people. */
  name: string;
  form: string;
  passes: boolean;
  /** The questions that decide it. */
  questions: readonly string[];
}

/** In the order of the steps, each of them passed and failed. */
export function testsOf({ steps }: Pick<Manifest, "steps">): Test[] {
  return steps.flatMap((step) => (step.kind === "form" ? inForm(step) : []));
}

function inForm({ id, quiz = null, questions }: FormStep): Test[] {
  const checked = questions.flatMap(singlesOf).flatMap(({ name, check }) => (check ? [name] : []));
  const whole = quiz === null ? [] : bothWays(nameOfQuiz(id), id, checked);
  // How each question of a quiz was answered decides nothing by itself.
  const single = quiz === null ? checked : [];
  return [...whole, ...single.flatMap((name) => bothWays(nameOfCheck(id, name), id, [name]))];
}

export function nameOfQuiz(form: string): string {
  return `the quiz \`${form}\``;
}

export function nameOfCheck(form: string, question: string): string {
  return `the check \`${form}.${question}\``;
}

export function nameOfTest(name: string, passes: boolean): string {
  return `${name}: ${passes ? "passed" : "failed"}`;
}

function bothWays(name: string, form: string, questions: readonly string[]): Test[] {
  return [true, false].map((passes) => ({
    name: nameOfTest(name, passes),
    form,
    passes,
    questions,
  }));
}

/** The same bot, which passes or fails here and reads everything else with care. */
export function sentTo(plan: Plan, { form, passes, questions }: Test): Plan {
  const decided = questions.map((name) => [`${form}.${name}`, passes]);
  return { ...plan, care: 1, checks: { ...plan.checks, ...Object.fromEntries(decided) } };
}
