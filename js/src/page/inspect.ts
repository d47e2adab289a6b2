/** Puts the inspector of `?debug` beside a session, where there is to be one. */

import type { Manifest } from "../generated/contract";
import type { Course } from "./flow/course";
import type { FactBook } from "./flow/facts";
import { Inspector, mayInspect } from "./inspector";
import type { Recorder } from "./record/recorder";
import type { Screen } from "./screen";
import { inspector as strings } from "./strings/makers";

export interface InspectionOptions {
  manifest: Manifest;
  recorder: Recorder;
  screen: Screen;
  course: Course;
  facts: FactBook;
  search: URLSearchParams;
  fail: (error: unknown) => void;
}

/** Null where nobody is to see it: to participants, and in mode `live`. */
export function inspect(options: InspectionOptions): Inspector | null {
  const { manifest, recorder, screen, course, facts, search, fail } = options;
  if (!mayInspect(manifest, search)) return null;
  const jump = async (index: number) => {
    const detail = { from: course.shown, to: index };
    await recorder.record({ type: "event", event: "jump", detail }, { durable: true });
    await recorder.enterStep(index, { decisions: course.decisions, facts: facts.stored });
    await recorder.sealStep();
    location.reload();
  };
  const known = () => ({
    session: recorder.session,
    participant: recorder.taker.participant,
    ...facts.facts,
    decisions: course.decisions,
  });
  const place = screen.footer;
  return new Inspector({
    manifest,
    strings,
    place,
    recorder,
    known,
    jump,
    fail,
  });
}
