/** The last page of a study that ends before its own: by an error, a block in vain, or its time. */

import { systemTimer } from "../shared/timer";
import { flushPatiently, LAST_PATIENCE_MS } from "./record/leaving";
import type { EarlyOutcome, Result } from "./runner";
import type { StepContext } from "./steps/context";
import { endWith } from "./steps/end";

/** A session that ended so is past all steps: a reload comes back to this page. */
const past: Record<EarlyOutcome, number> = {
  failed: 2 ** 31,
  screened_out: 2 ** 31 + 1,
  timed_out: 2 ** 31 + 2,
};

/** How an earlier visit has ended so; null: it has not. */
export function earlyEnd(stepIndex: number): Result | null {
  const found = Object.entries(past).find(([, index]) => index === stepIndex);
  return found ? { kind: "cut_short", outcome: found[0] as EarlyOutcome } : null;
}

/** Says that it is over, shows that everything is sent, and what the study gives for that end. */
export async function showEarlyEnd(
  outcome: EarlyOutcome,
  context: StepContext,
  enterStep: (index: number) => Promise<void>,
): Promise<Result> {
  const { client, manifest, strings, recorder } = context;
  await enterStep(past[outcome]);
  if (outcome === "timed_out") await stopGame(client);
  const { title, text } = strings.earlyEnd[outcome];
  const given = manifest.completions?.[outcome];
  const words = given?.html || `<h1>${title}</h1><p>${text}</p>`;
  const { session } = recorder;
  // Before the consent there is none that somebody could ask for.
  const visit = session && `<p class="note">${strings.withdrawal.session(session)}</p>`;
  const html = `${words}${visit ?? ""}`;
  const { code, redirect } = given ?? { code: null, redirect: null };
  const step = { kind: "end", id: outcome, html, code, redirect } as const;
  return endWith({ ...step, outcome: "done" }, outcome, context);
}

/** In the middle of a game nothing more happens, and what did is kept. */
async function stopGame(client: StepContext["client"]): Promise<void> {
  client?.hold(true);
  if (client !== null) await flushPatiently(() => client.flush(), systemTimer, LAST_PATIENCE_MS);
  client?.close();
}
