/** The last page of a study that an error in a game has ended. */

import type { Result } from "./runner";
import type { StepContext } from "./steps/context";
import { endWith } from "./steps/end";

/** A session that ended so is past all steps: a reload comes back to this page. */
export function isPastAll(stepIndex: number, steps: readonly unknown[]): boolean {
  return stepIndex >= steps.length;
}

/** Says that it is over, and shows that everything is sent; there is no completion code. */
export async function showStudyFailed(context: StepContext): Promise<Result> {
  const { strings, recorder, manifest } = context;
  await recorder.enterStep(manifest.steps.length);
  const visit = strings.withdrawal.session(recorder.session ?? "");
  const html = `<h1>${strings.failedTitle}</h1><p>${strings.failed}</p><p class="note">${visit}</p>`;
  const step = { kind: "end", id: "failed", html, code: null, redirect: null } as const;
  return endWith(step, "failed", context);
}
