/** A bot at a form or a quiz: the page's own rules judge what it gives. */

import type { VirtualTime } from "../endurance/time";
import type { AnswersRecord, FormStep, Within } from "../generated/contract";
import type { FactBook } from "../page/flow/facts";
import type { Recorder } from "../page/record/recorder";
import { completed, type Result } from "../page/runner";
import { type Answers, judge, type SingleQuestion, singlesOf } from "../page/steps/form-answers";
import { checkAnswers, scoresOf } from "../page/steps/form-checks";
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

const screenedOut: Result = { kind: "cut_short", outcome: "screened_out" };

export class Desk {
  /** Answers that a form has refused, as it must. */
  refused = 0;

  constructor(private readonly parts: DeskParts) {}

  /** @param within Where it comes between the episodes of a game: the one that it follows. */
  async take(step: FormStep, within: Within | null = null): Promise<Result> {
    const { quiz = null } = step;
    if (quiz !== null) return this.#examine(step, quiz);
    const { checks } = await this.#send(step, { ...(within && { within }) });
    this.parts.coverage.checked(step.id, checks ?? {});
    const isOut = this.#asked(step).some(
      ({ name, check }) => check?.on_fail === "screen_out" && checks?.[name] === false,
    );
    return isOut ? screenedOut : completed;
  }

  async #examine(step: FormStep, quiz: NonNullable<FormStep["quiz"]>): Promise<Result> {
    let passed = false;
    for (let attempt = 1; attempt <= quiz.attempts && !passed; attempt++) {
      const { checks } = await this.#send(step, { attempt });
      passed = Object.values(checks ?? {}).every(Boolean);
    }
    this.parts.coverage.examined(step.id, passed);
    return !passed && quiz.on_fail === "screen_out" ? screenedOut : completed;
  }

  async #send(
    step: FormStep,
    place: Pick<AnswersRecord, "attempt" | "within">,
  ): Promise<Pick<AnswersRecord, "checks">> {
    const { recorder, facts, time } = this.parts;
    const shown = time.now();
    const answers = this.#fill(step);
    const duration_ms = time.now() - shown;
    const checks = checkAnswers(this.#asked(step), answers);
    const scores = scoresOf(step.scores ?? [], answers);
    await recorder.record(
      { type: "answers", step: step.id, answers, duration_ms, checks, scores, ...place },
      { durable: true },
    );
    facts.answered(step.id, answers);
    facts.judged(step.id, checks ?? {}, scores ?? {});
    return { checks };
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

  #asked({ questions }: FormStep): SingleQuestion[] {
    return questions.flatMap(singlesOf);
  }
}
