/** The consent: until it is accepted nothing is stored or sent, and declining leaves nothing. */

import { actions, button, h } from "../dom";
import { completed, type Result } from "../runner";
import { asBuilt } from "../study";
import { showWithdrawn } from "../withdrawn";
import { type Terms, termsOf } from "./consent-terms";
import type { StepContext, StepModule, StepOf } from "./context";
import { partingOf } from "./end";

export const consent: StepModule<"consent"> = {
  kind: "consent",
  async run(step, context) {
    const accept = button(step.accept);
    const decline = button(step.decline, { quiet: true });
    const terms = termsOf(step, context.strings.consent);
    const hint = h("p", { class: "error", role: "alert", hidden: true });
    const text = h("div", { html: step.html });
    const buttons = actions(accept, decline);
    context.screen.show(h("section", {}, text, ...terms.elements, hint, buttons));
    const accepted = await decision(accept, decline, terms, hint);
    return accepted ? accepting(step, terms, context) : declining(step, context);
  },
};

/** Whether it is accepted. Who may not do so yet is told why: a button that is dead tells nobody. */
function decision(
  accept: HTMLButtonElement,
  decline: HTMLButtonElement,
  terms: Terms,
  hint: HTMLElement,
): Promise<boolean> {
  return new Promise((resolve) => {
    const decide = (accepted: boolean) => {
      accept.disabled = true;
      decline.disabled = true;
      resolve(accepted);
    };
    decline.addEventListener("click", () => decide(false));
    accept.addEventListener("click", () => {
      const missing = terms.missing();
      hint.textContent = missing;
      hint.hidden = missing === null;
      if (missing === null) decide(true);
    });
  });
}

async function accepting(
  step: StepOf<"consent">,
  terms: Terms,
  context: StepContext,
): Promise<Result> {
  await context.participation.begin();
  const { id, version, sha256 } = step;
  const agreed = { version, sha256, html: asBuilt(step.html), items: terms.ticked() };
  await context.recorder.record({ type: "consent", step: id, ...agreed }, { durable: true });
  return completed;
}

async function declining(step: StepOf<"consent">, context: StepContext): Promise<Result> {
  const { leaveRoom, participation, releaseBack, screen, strings } = context;
  const hadBegun = await participation.decline(step.id);
  releaseBack();
  if (hadBegun) {
    const shown = showWithdrawn(context);
    leaveRoom(shown);
    await shown;
    return { kind: "ended", outcome: "withdrawn" };
  }
  const { words, wayOut } = partingOf("declined", context, h("h1", {}, strings.declinedTitle));
  screen.show(h("section", {}, words, h("p", {}, strings.declined), ...wayOut));
  return { kind: "ended", outcome: "declined" };
}
