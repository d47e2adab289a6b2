/** What is recorded of a form that was sent. */

import type { AnswersRecord } from "../../generated/contract";
import type { StepContext, StepOf } from "./context";

/** What is recorded of one sending, but for what every record has. */
export type Sent = Required<Pick<AnswersRecord, "answers" | "times" | "checks" | "scores">> & {
  duration_ms: number;
};

/** @param attempt Of a quiz: which one it was; null of a form. */
export async function note(
  sent: Sent,
  attempt: number | null,
  { id }: StepOf<"form">,
  { facts, recorder, within }: StepContext,
): Promise<void> {
  const place = { ...(attempt !== null && { attempt }), ...(within && { within }) };
  await recorder.record({ type: "answers", step: id, ...sent, ...place }, { durable: true });
  facts.answered(id, sent.answers);
  facts.judged(id, sent.checks ?? {}, sent.scores ?? {});
}
