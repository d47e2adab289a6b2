/** A bot at a form or a quiz: the page's own rules judge what it gives. */

import type { FormStep, Within } from "../generated/contract";
import type { VirtualTime } from "../node-page/time";
import type { FactBook } from "../page/flow/facts";
import type { Recorder } from "../page/record/recorder";
import { completed, type Result, screenedOut } from "../page/runner";
import { type Answers, judge, type SingleQuestion, singlesOf } from "../page/steps/form-answers";
import { checkAnswers, isPassed, isScreenedOut, scoresOf } from "../page/steps/form-checks";
import { note } from "../page/steps/form-sent";
import { english } from "../page/strings";
import { collected, wrongAnswers } from "./answers";
import type { Coverage } from "./coverage";
import type { Mind } from "./mind";

interface DeskParts {
  mind: Mind;
  time: VirtualTime;
  recorder: Pick<Recorder, "record">;
  facts: FactBook;
  coverage: Coverage;
}

export class Desk {
  /** Answers that a form has refused, as it must. */
  refused = 0;

  constructor(private readonly parts: DeskParts) {}

  /** @param within Where it comes between the episodes of a game: the one that it follows. */
  async take(step: FormStep, within: Within | null = null): Promise<Result> {
    const { quiz = null } = step;
    if (quiz !== null) return this.#examine(step, quiz);
    const checks = await this.#send(step, null, within);
    this.parts.coverage.checked(step.id, checks ?? {});
    return isScreenedOut(asked(step), checks) ? screenedOut : completed;
  }

  async #examine(step: FormStep, quiz: NonNullable<FormStep["quiz"]>): Promise<Result> {
    let passed = false;
    for (let attempt = 1; attempt <= quiz.attempts && !passed; attempt++) {
      passed = isPassed(await this.#send(step, attempt, null));
    }
    this.parts.coverage.examined(step.id, passed);
    return !passed && quiz.on_fail === "screen_out" ? screenedOut : completed;
  }

  /** @returns whether its checks were passed, as the page finds it */
  async #send(step: FormStep, attempt: number | null, within: Within | null) {
    const { recorder, facts, time } = this.parts;
    const shown = time.now();
    const answers = this.#fill(step);
    const duration_ms = time.now() - shown;
    const checks = checkAnswers(asked(step), answers);
    const scores = scoresOf(step.scores ?? [], answers);
    const sent = { answers, duration_ms, checks, scores };
    await note(sent, attempt, step, { recorder, facts, ...(within && { within }) });
    return checks;
  }

  #fill(step: FormStep): Answers {
    const { mind, time } = this.parts;
    const given = mind.answers(step);
    for (const [question] of given) {
      time.advance(mind.look_ms());
      this.#tryWrong(step.id, question);
    }
    return collected(given);
  }

  #tryWrong(form: string, question: SingleQuestion): void {
    for (const wrong of wrongAnswers(question)) {
      if (judge(question, wrong, english.form).ok) {
        throw new Error(`The form ${form} takes ${JSON.stringify(wrong)} for ${question.name}.`);
      }
      this.refused += 1;
    }
  }
}

function asked({ questions }: FormStep): SingleQuestion[] {
  return questions.flatMap(singlesOf);
}
