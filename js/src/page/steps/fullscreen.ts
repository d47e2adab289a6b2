/** Asks to fill the whole screen: browsers allow it at the press of a button, and not all of them. */

import { messageOf } from "../../shared/errors";
import { actions, button, clicked, h } from "../dom";
import { isFilled } from "../fullscreen";
import { completed, screenedOut } from "../runner";
import type { StepModule } from "./context";

export const fullscreen: StepModule<"fullscreen"> = {
  kind: "fullscreen",
  async run({ id: step, html, required }, { screen, strings, recorder }) {
    if (isFilled()) return completed;
    const words = strings.fullscreen;
    const goOn = async (why: string) => {
      const detail = { on: false, step, why };
      await recorder.record({ type: "event", event: "fullscreen", detail });
      return required ? screenedOut : completed;
    };
    if (!document.fullscreenEnabled) {
      const next = button(strings.continue);
      const text = required ? words.needed : words.unable;
      screen.show(h("section", {}, h("div", { html }), h("p", {}, text), actions(next)));
      await clicked(next);
      return goOn("unsupported");
    }
    const note = h("p", { class: "error", role: "alert", hidden: true });
    const enter = button(words.enter);
    const without = button(required ? words.cannot : words.without, { quiet: true });
    const text = h("p", {}, words.why);
    screen.show(h("section", {}, h("div", { html }), text, note, actions(enter, without)));
    let why = "declined";
    for (;;) {
      if ((await clicked(enter, without)) === 1) return goOn(why);
      try {
        // All of the page: the next steps are shown in it, and the way to stop stays in sight.
        await document.documentElement.requestFullscreen();
        return completed;
      } catch (error) {
        why = `failed: ${messageOf(error)}`;
        note.textContent = words.failed;
        note.hidden = false;
        for (const each of [enter, without]) each.disabled = false;
      }
    }
  },
};
