/** Clips that a person puts into an order, the best first. */

import { actions, button, h } from "../../dom";
import { shuffled } from "../../flow/orders";
import { completed } from "../../runner";
import type { StepModule } from "../context";
import { Film } from "./film";
import { hearKeys } from "./keys";
import { ClipLibrary } from "./library";
import { OrderedList } from "./order";
import { Scene } from "./scene";
import { drawFor } from "./stream";

export const rank: StepModule<"rank"> = {
  kind: "rank",
  async run(step, context) {
    const { judging, recorder, manifest, screen, now } = context;
    const strings = context.strings.judging;
    const clips = shuffled(step.clips, await drawFor(step, context));
    const library = new ClipLibrary(manifest, context.files, (address) => fetch(address));
    const reels = await Promise.all(clips.map((name) => library.open(name)));
    const shown = now();
    const labels = clips.map((_, index) => strings.clip(letterOf(index)));
    const next = button(context.strings.continue);
    next.disabled = true;
    const status = h("p", { class: "note", role: "status" }, strings.waitAll);
    const film = new Film(reels, {
      strings,
      speed: step.speed,
      replay: true,
      minViewing: step.min_viewing,
      labels,
      onReady: () => {
        next.disabled = false;
        status.textContent = strings.readyToRank;
      },
    });
    const items = clips.map((name, index) => ({
      name,
      label: labels[index] as string,
      element: h("div", { class: "clip" }, film.canvases[index] ?? null),
    }));
    const list = new OrderedList(items, strings, (text) => screen.announce(text));
    const element = h("div", {}, film.controls, list.element, status, actions(next));
    new Scene(step, step.question, context).show(strings.howToRank, element);
    film.begin(false);
    hearKeys(element, new Map([["Space", () => film.toggle()]]));
    await new Promise<void>((resolve) => {
      next.addEventListener("click", () => resolve());
    });
    next.disabled = true;
    film.playback.pause();
    const { viewed_ms, plays } = film.playback;
    await recorder.record(
      {
        type: "ranking",
        step: step.id,
        index: judging.index,
        judgement: 0,
        clips,
        data: reels.map(({ clip }) => clip.data_sha256),
        ranking: list.order,
        moves: list.moves,
        duration_ms: now() - shown,
        viewed_ms,
        plays,
      },
      { durable: true },
    );
    return completed;
  },
};

/** A, B, C, … */
function letterOf(index: number): string {
  return String.fromCharCode("A".charCodeAt(0) + index);
}
