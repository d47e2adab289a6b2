/** A recording to hear or to see, to its end where the study asks for that. */

import { actions, button, clicked, h } from "../dom";
import { completed } from "../runner";
import type { StepContext, StepModule, StepOf } from "./context";

/** What a player may be ahead of what was played, and not have been moved there by hand. */
const slack_s = 1;

export const media: StepModule<"media"> = {
  kind: "media",
  async run(step, context) {
    const { screen, strings } = context;
    const player = makePlayer(step, context.manifest.language);
    const next = button(strings.continue);
    const note = h("p", { class: "note", role: "status" });
    if (step.to_end) holdUntilEnd(player, next, note, strings.media);
    player.addEventListener("error", () => letPass(player, next, note, context));
    screen.show(h("section", {}, h("div", { html: step.html }), player, note, actions(next)));
    await clicked(next);
    player.pause();
    return completed;
  },
};

function makePlayer(step: StepOf<"media">, language: string): HTMLMediaElement {
  const { form, file, label, captions } = step;
  const track =
    captions === null
      ? null
      : h("track", { kind: "captions", src: captions, srclang: language, default: true });
  return h(
    form,
    { src: file, controls: true, preload: "auto", playsinline: true, "aria-label": label },
    track,
  );
}

/** Nothing can be skipped: whoever moves ahead comes back to where they were. */
function holdUntilEnd(
  player: HTMLMediaElement,
  next: HTMLButtonElement,
  note: HTMLElement,
  strings: StepContext["strings"]["media"],
): void {
  let played_s = 0;
  next.disabled = true;
  note.textContent = strings.toEnd;
  player.addEventListener("timeupdate", () => {
    if (!player.seeking && player.currentTime < played_s + slack_s) {
      played_s = Math.max(played_s, player.currentTime);
    }
  });
  player.addEventListener("seeking", () => {
    if (player.currentTime > played_s + slack_s) player.currentTime = played_s;
  });
  player.addEventListener("ended", () => {
    next.disabled = false;
    note.textContent = strings.over;
  });
}

/** Nobody is kept from the rest of the study by a file that does not load; the record says so. */
function letPass(
  player: HTMLMediaElement,
  next: HTMLButtonElement,
  note: HTMLElement,
  { recorder, strings }: StepContext,
): void {
  next.disabled = false;
  note.textContent = strings.media.failed;
  const { code = 0, message = "" } = player.error ?? {};
  const detail = `MediaError ${code}: ${message}`;
  void recorder.record({ type: "error", where: "media", message: player.src, detail });
}
