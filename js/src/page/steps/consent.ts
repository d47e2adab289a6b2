/** The consent: until it is accepted nothing is stored or sent, and declining leaves nothing. */

import { actions, button, clicked, h } from "../dom";
import { filledIn } from "../redirect";
import { completed, type Result } from "../runner";
import { showWithdrawn } from "../withdrawn";
import type { StepContext, StepModule, StepOf } from "./context";
import { showWayOut } from "./end";

export const consent: StepModule<"consent"> = {
  kind: "consent",
  async run(step, context) {
    const accept = button(step.accept);
    const decline = button(step.decline, { quiet: true });
    context.screen.show(h("section", {}, h("div", { html: step.html }), actions(accept, decline)));
    const accepted = (await clicked(accept, decline)) === 0;
    return accepted ? accepting(step, context) : declining(step, context);
  },
};

async function accepting(step: StepOf<"consent">, context: StepContext): Promise<Result> {
  await context.participation.begin();
  const { id, version, sha256 } = step;
  await context.recorder.record({ type: "consent", step: id, version, sha256 }, { durable: true });
  return completed;
}

async function declining(step: StepOf<"consent">, context: StepContext): Promise<Result> {
  const { manifest, participation, recorder, releaseBack, screen, strings } = context;
  const hadBegun = await participation.decline(step.id);
  releaseBack();
  if (hadBegun) {
    await showWithdrawn(context);
    return { kind: "ended", outcome: "withdrawn" };
  }
  const given = manifest.completions?.declined;
  const words = given?.html
    ? h("div", { html: given.html })
    : h("div", {}, h("h1", {}, strings.declinedTitle));
  const wayOut = given ? showWayOut(filledIn(given, recorder.taker), strings.end) : [];
  screen.show(h("section", {}, words, h("p", {}, strings.declined), ...wayOut));
  return { kind: "ended", outcome: "declined" };
}
