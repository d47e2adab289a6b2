/** How far a participant has come within a step with clips: a reload goes on at the next judgement. */

import type { Course } from "../../flow/course";
import type { FactBook } from "../../flow/facts";
import type { Recorder } from "../../record/recorder";
import type { Judging } from "../context";

export function judgingAt(
  course: Pick<Course, "index" | "decisions">,
  facts: Pick<FactBook, "stored" | "judging">,
  recorder: Pick<Recorder, "enterStep">,
): Judging {
  return {
    get index() {
      return course.index;
    },
    answers: () => {
      const { judging } = facts.stored;
      return judging?.index === course.index ? judging.answers : [];
    },
    keep: async (answers) => {
      const { index, decisions } = course;
      facts.judging(index, answers);
      await recorder.enterStep(index, { decisions, facts: facts.stored });
    },
  };
}
