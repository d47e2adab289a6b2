/** A page to read. */

import { actions, button, clicked, h } from "../dom";
import { completed } from "../runner";
import type { StepModule } from "./context";

export const page: StepModule<"page"> = {
  kind: "page",
  async run(step, { screen, strings }) {
    const next = button(strings.continue);
    screen.show(h("section", {}, h("div", { html: step.html }), actions(next)));
    await clicked(next);
    return completed;
  },
};
