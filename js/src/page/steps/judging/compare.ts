/** Which of two clips is better, pair after pair. */

import type { ComparisonRecord, Preference } from "../../../generated/contract";
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
import { preferredOf, scoreOf } from "./score";
import { drawFor } from "./stream";
import { type Trial, trialsOf } from "./trials";

/** The keys of the answers. */
const codes: Record<Preference, string> = {
  first: "ArrowLeft",
  second: "ArrowRight",
  tie: "ArrowDown",
  cant_tell: "ArrowUp",
};

type Given = Pick<ComparisonRecord, "answer" | "by" | "duration_ms" | "viewed_ms" | "plays">;

export const compare: StepModule<"compare"> = {
  kind: "compare",
  async run(step, context) {
    const { judging, recorder, manifest, facts } = context;
    const trials = trialsOf(step, await drawFor(step, context));
    const answers = [...judging.answers()] as Preference[];
    const library = new ClipLibrary(manifest, context.files, (address) => fetch(address));
    const scene = new Scene(step, step.question, context);
    for (let at = answers.length; at < trials.length; at++) {
      const trial = trials[at] as Trial;
      const next = trials[at + 1]?.clips ?? [];
      library.keepOnly([...trial.clips, ...next]);
      const reels = await Promise.all(trial.clips.map((name) => library.open(name)));
      library.prepare(next);
      const title = context.strings.judging.pair(at + 1, trials.length);
      const given = await ask(step, reels, scene, title, context);
      const record = recordOf(trial, reels, given);
      const place = { step: step.id, index: judging.index, judgement: at };
      await recorder.record({ ...record, ...place }, { durable: true });
      answers.push(given.answer);
      await judging.keep(answers);
    }
    facts.counted(step.id, scoreOf(trials, answers));
    return completed;
  },
};

/** Shows a pair, and resolves with the answer. */
function ask(
  step: StepOf<"compare">,
  reels: readonly Reel[],
  scene: Scene,
  title: string,
  { strings: { judging: strings, game }, now }: StepContext,
): Promise<Given> {
  const shown = now();
  const kinds: Preference[] = ["first", "second"];
  if (step.tie) kinds.push("tie");
  if (step.cant_tell) kinds.push("cant_tell");
  const buttons = new Map(
    kinds.map((kind) => [kind, answerButton(kind, strings[kind], game.inputs)]),
  );
  const status = h("p", { class: "note", role: "status" }, strings.wait);
  const film = new Film(reels, {
    strings,
    speed: step.speed,
    replay: true,
    minViewing: step.min_viewing,
    labels: [strings.clip("A"), strings.clip("B")],
    onReady: () => {
      for (const each of buttons.values()) each.disabled = false;
      status.textContent = strings.ready;
    },
  });
  const cards = film.canvases.map((canvas, index) =>
    h("div", { class: "clip" }, canvas, buttons.get(kinds[index] as Preference) ?? null),
  );
  const others = kinds.slice(2).map((kind) => buttons.get(kind) ?? null);
  const place = h(
    "div",
    {},
    h("div", { class: "clips" }, ...cards),
    film.controls,
    status,
    actions(...others),
  );
  scene.show(title, place);
  film.begin(scene.shown > 1);
  return new Promise((resolve) => {
    const answer = (kind: Preference, by: Given["by"]) => {
      const pressed = buttons.get(kind);
      if (pressed === undefined || pressed.disabled) return;
      for (const each of buttons.values()) each.disabled = true;
      film.playback.pause();
      const { viewed_ms, plays } = film.playback;
      resolve({ answer: kind, by, duration_ms: now() - shown, viewed_ms, plays });
    };
    for (const [kind, each] of buttons) {
      each.addEventListener("click", () => answer(kind, "button"));
    }
    const keys = new Map<string, () => void>(
      kinds.map((kind) => [codes[kind], () => answer(kind, "key")]),
    );
    keys.set("Space", () => film.toggle());
    keys.set("KeyR", () => film.again());
    hearKeys(place, keys);
  });
}

function answerButton(
  kind: Preference,
  label: string,
  inputs: Strings["game"]["inputs"],
): HTMLButtonElement {
  const element = button(label, { quiet: true });
  element.disabled = true;
  keyHint(element, codes[kind], (code) => keyName(code, inputs));
  return element;
}

function recordOf(trial: Trial, reels: readonly Reel[], given: Given) {
  return {
    type: "comparison" as const,
    clips: [...trial.clips],
    data: reels.map(({ clip }) => clip.data_sha256),
    ...given,
    preferred: preferredOf(trial, given.answer),
    gold: trial.gold,
    repeat_of: trial.repeatOf,
  };
}
