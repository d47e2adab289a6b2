/** Asks for the microphone: in words first, then by the browser. */

import { actions, button, clicked, h } from "../page/dom";
import type { Tools } from "../page/microphone";
import type { Sound } from "./sound";

export interface Question {
  /** The step that asks. */
  step: string;
  /** The study's words. */
  html: string;
  /** Whether there is no way on without. */
  required: boolean;
}

/** @returns null: the person goes on without one */
export async function ask(
  { step, html, required }: Question,
  { screen, strings, recorder }: Tools,
  open: () => Promise<Sound>,
): Promise<Sound | null> {
  const words = strings.microphone;
  const note = h("p", { class: "error", role: "alert", hidden: true });
  const note_why = h("p", {}, words.why);
  const allow = button(words.allow);
  const without = button(required ? words.cannot : words.without, { quiet: true });
  const tell = (state: "open" | "refused" | "without", why: string | null) =>
    recorder.record({ type: "microphone", step, state, why });
  screen.show(
    h("section", {}, h("div", { html }), note_why, note, actions(allow, without)),
    words.allow,
  );
  for (;;) {
    if ((await clicked(allow, without)) === 1) {
      await tell("without", null);
      return null;
    }
    try {
      const sound = await open();
      await tell("open", null);
      return sound;
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      await tell("refused", `${name}: ${message}`);
      note.textContent = words.refused[name] ?? words.failed;
      note.hidden = false;
      allow.textContent = strings.retry;
      for (const each of [allow, without]) each.disabled = false;
    }
  }
}
