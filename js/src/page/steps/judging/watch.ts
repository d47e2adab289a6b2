/** Clips one after the other, maybe judged while they are seen. */

import type { Reaction, ReactionRecord } from "../../../generated/contract";
import { actions, button, h } from "../../dom";
import { keyName } from "../../input-names";
import { completed } from "../../runner";
import type { Strings } from "../../strings";
import type { StepContext, StepModule, StepOf } from "../context";
import { keyHint } from "../inputs/key-hint";
import { Film } from "./film";
import { hearKeys } from "./keys";
import { ClipLibrary, type Reel } from "./library";
import { Scene } from "./scene";

export const watch: StepModule<"watch"> = {
  kind: "watch",
  async run(step, context) {
    const { judging, recorder, manifest, strings } = context;
    const seen = [...judging.answers()];
    const library = new ClipLibrary(manifest, context.files, (address) => fetch(address));
    const scene = new Scene(step, strings.judging.watch, context);
    for (let at = seen.length; at < step.clips.length; at++) {
      const [name, next] = step.clips.slice(at, at + 2) as [string, string?];
      const ahead = next === undefined ? [] : [next];
      library.keepOnly([name, ...ahead]);
      const reel = await library.open(name);
      library.prepare(ahead);
      const place = { step: step.id, index: judging.index, judgement: at };
      const title = strings.judging.ofClips(at + 1, step.clips.length);
      const watched = await view({ step, reel, scene, title, place, context });
      const record = { type: "watched" as const, clip: name, data: reel.clip.data_sha256 };
      await recorder.record({ ...record, ...place, ...watched }, { durable: true });
      seen.push(name);
      await judging.keep(seen);
    }
    return completed;
  },
};

interface Viewing {
  step: StepOf<"watch">;
  reel: Reel;
  scene: Scene;
  title: string;
  place: Pick<ReactionRecord, "step" | "index" | "judgement">;
  context: StepContext;
}

/** Shows a clip, and resolves when the participant goes on. */
function view({ step, reel, scene, title, place, context }: Viewing) {
  const { now, recorder } = context;
  const strings = context.strings.judging;
  const shown = now();
  const next = button(context.strings.continue);
  next.disabled = true;
  const film = new Film([reel], {
    strings,
    speed: step.speed,
    replay: step.replay,
    minViewing: step.min_viewing,
    labels: [strings.film],
    onReady: () => {
      next.disabled = false;
    },
  });
  const said = h("p", { class: "note", role: "status" });
  const react = ({ name, value, label }: Reaction, by: ReactionRecord["by"]) => {
    const { playback } = film;
    // Before it has begun there is nothing to judge.
    if (playback.plays === 0) return;
    const frame = playback.frameOf(0);
    said.textContent = strings.said(label);
    const moment = { frame, after: reel.clip.first + frame, position_s: playback.position_s };
    const reaction = { name, value, by, clip: reel.name, play: playback.plays - 1 };
    void recorder.record({ type: "reaction", ...place, ...reaction, ...moment });
  };
  const buttons = step.feedback.map((reaction) =>
    reactionButton(reaction, react, context.strings.game.inputs),
  );
  const element = h(
    "div",
    {},
    h("div", { class: "clip alone" }, ...film.canvases),
    film.controls,
    buttons.length === 0 ? null : h("div", { class: "reactions" }, ...buttons),
    said,
    actions(next),
  );
  scene.show(title, element);
  film.begin(scene.shown > 1);
  hearKeys(
    element,
    new Map<string, () => void>([
      ...step.feedback.flatMap((reaction): [string, () => void][] =>
        reaction.key === null ? [] : [[reaction.key, () => react(reaction, "key")]],
      ),
      ["Space", () => film.toggle()],
    ]),
  );
  return new Promise<{ duration_ms: number; viewed_ms: number; plays: number }>((resolve) => {
    next.addEventListener("click", () => {
      next.disabled = true;
      film.playback.pause();
      const { viewed_ms, plays } = film.playback;
      resolve({ duration_ms: now() - shown, viewed_ms, plays });
    });
  });
}

function reactionButton(
  reaction: Reaction,
  react: (reaction: Reaction, by: ReactionRecord["by"]) => void,
  inputs: Strings["game"]["inputs"],
): HTMLButtonElement {
  const element = button(reaction.label, { quiet: true });
  if (reaction.key !== null) keyHint(element, reaction.key, (code) => keyName(code, inputs));
  element.addEventListener("click", () => react(reaction, "button"));
  return element;
}
