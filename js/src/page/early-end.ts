/** The last page of a study that ends before its own last page: by an error, or a block in vain. */

import type { EarlyOutcome, Result } from "./runner";
import type { StepContext } from "./steps/context";
import { endWith } from "./steps/end";

/** A session that ended so is past all steps: a reload comes back to this page. */
const past: Record<EarlyOutcome, number> = { failed: 2 ** 31, screened_out: 2 ** 31 + 1 };

/** How an earlier visit has ended so; null: it has not. */
export function earlyEnd(stepIndex: number): Result | null {
  const found = Object.entries(past).find(([, index]) => index === stepIndex);
  return found ? { kind: "cut_short", outcome: found[0] as EarlyOutcome } : null;
}

/** Says that it is over, and shows that everything is sent; there is no completion code. */
export async function showEarlyEnd(
  outcome: EarlyOutcome,
  context: StepContext,
  enterStep: (index: number) => Promise<void>,
): Promise<Result> {
  const { strings, recorder } = context;
  await enterStep(past[outcome]);
  const visit = strings.withdrawal.session(recorder.session ?? "");
  const { title, text } = strings.earlyEnd[outcome];
  const html = `<h1>${title}</h1><p>${text}</p><p class="note">${visit}</p>`;
  const step = { kind: "end", id: outcome, html, code: null, redirect: null } as const;
  return endWith({ ...step, outcome: "done" }, outcome, context);
}
