/** What is recorded of a form that was sent. */

import type { AnswersRecord } from "../../generated/contract";
import type { Recorder } from "../record/recorder";
import type { StepContext, StepOf } from "./context";

/** What is recorded of one sending, but for what every record has. */
export type Sent = Required<Pick<AnswersRecord, "answers" | "times" | "checks" | "scores">> & {
  duration_ms: number;
};

interface Noting extends Pick<StepContext, "facts" | "within"> {
  recorder: Pick<Recorder, "record">;
}

/**
 * @param sent Without times where nobody has measured them.
 * @param attempt Of a quiz: which one it was; null of a form.
 */
export async function note(
  sent: Omit<Sent, "times"> & Pick<AnswersRecord, "times">,
  attempt: number | null,
  { id }: Pick<StepOf<"form">, "id">,
  { facts, recorder, within }: Noting,
): Promise<void> {
  const place = { ...(attempt !== null && { attempt }), ...(within && { within }) };
  await recorder.record({ type: "answers", step: id, ...sent, ...place }, { durable: true });
  facts.answered(id, sent.answers);
  facts.judged(id, sent.checks ?? {}, sent.scores ?? {});
}
