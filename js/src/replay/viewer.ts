/** One session: its picture, and the record beside it. */

import type {
  GameStep,
  Manifest,
  ReplayEpisode,
  ReplayHead,
  ReplaySession,
  ReplaySound,
} from "../generated/contract";
import { h } from "../page/dom";
import { gameOf } from "../shared/games";
import { EventsPanel } from "./panel-events";
import { HandsPanel } from "./panel-hands";
import { RecordPanel } from "./panel-record";
import { SoundPanel } from "./panel-sound";
import type { Container, FromReplayWorker, ToReplayWorker } from "./protocol";
import { Tape } from "./tape";
import { verdictOf } from "./verdict";

export interface ViewerParts {
  session: ReplaySession;
  /** What it is called: the same session may be there twice. */
  name: string;
  manifest: Manifest;
  /** Position among the session's episodes. */
  first: number;
  post: (message: ToReplayWorker, transfer?: Transferable[]) => void;
  load: (episode: number) => Promise<ReplayEpisode>;
  /** Where a recording is; null: this session is not heard. */
  soundAt: ((sound: ReplaySound) => string) | null;
  /** Another episode is there, and its first picture will be. */
  onOpened: () => void;
  jump: (picture: number) => void;
  fail: (sentence: string, detail?: string) => void;
}

/** Sharper than that nobody sees, and it takes time to draw. */
const sharpest = 2;

export class Viewer {
  readonly element: HTMLElement;
  /** In which a video can be written here; null: it is not known yet. */
  formats: Container[] | null = null;
  tape: Tape | null = null;
  /** Position of the episode that was chosen last. */
  #wanted: number | null = null;
  #events = new EventsPanel([], () => {});
  #hands: HandsPanel | null = null;
  #record: RecordPanel | null = null;
  #sound: SoundPanel | null = null;
  readonly #select: HTMLSelectElement;
  readonly #stage = h("div", { class: "stage" });
  readonly #place = h("p", { class: "place" });
  readonly #verdict = h("p", { class: "verdict" });
  readonly #left = h("div", { class: "left" });
  readonly #right = h("div", { class: "right" });

  constructor(private readonly parts: ViewerParts) {
    const { session } = parts;
    this.#select = selectOf(session.episodes, parts.first);
    this.#select.addEventListener("change", () => void this.open(Number(this.#select.value)));
    this.element = h(
      "section",
      { class: "viewer", "aria-label": parts.name },
      h(
        "div",
        { class: "row" },
        h("h2", { title: session.id }, parts.name),
        h("label", {}, "Episode ", this.#select),
      ),
      problemsOf(session),
      h("div", { class: "columns" }, this.#left, this.#right),
    );
  }

  /** Runs another episode from its begin. */
  async open(position: number): Promise<void> {
    const { parts } = this;
    this.formats = null;
    this.#wanted = position;
    try {
      const episode = await parts.load(position);
      // Meanwhile another one may have been chosen, which came sooner.
      if (position !== this.#wanted) return;
      const game = gameOf(parts.manifest, episode.step);
      this.#fill(episode, game, new Tape(episode, game));
    } catch (error) {
      if (position === this.#wanted) {
        parts.fail("The episode could not be opened.", String(error));
      }
    }
  }

  hear(message: FromReplayWorker): void {
    switch (message.type) {
      case "opened":
        this.formats = message.formats;
        this.parts.onOpened();
        break;
      case "checked":
        this.#judge(message.pictures, message.difference);
        break;
      case "shown":
        this.#show(message);
        break;
    }
  }

  /** @param speed with which objects glide to where they are then; null: they jump */
  seek(picture: number, speed: number | null): void {
    this.#sound?.follow(picture, speed);
    this.parts.post({ type: "seek", picture: Math.min(picture, this.#last), speed });
  }

  /** To the next event, or the one before. */
  goToEvent(picture: number, way: 1 | -1): void {
    this.#events.go(picture, way);
  }

  /** While a video is written nothing else may be opened. */
  set isBusy(isBusy: boolean) {
    this.#select.disabled = isBusy;
  }

  get #last(): number {
    return this.tape?.steps ?? 0;
  }

  #fill(episode: ReplayEpisode, game: GameStep, tape: Tape): void {
    this.tape = tape;
    const { width, height } = game.view;
    const canvas = h("canvas", {
      role: "img",
      "aria-label": "What the participant saw",
      width,
      height,
    });
    this.#hands = new HandsPanel(game, episode.inputs, tape.pictures);
    this.#record = new RecordPanel(tape, game);
    this.#events = new EventsPanel(episode.events, this.parts.jump);
    this.#sound?.close();
    this.#sound = this.parts.soundAt && new SoundPanel(episode.sound, this.parts.soundAt);
    this.#stage.replaceChildren(canvas, ...this.#hands.pointers);
    this.#stage.style.setProperty("--ratio", String(width / height));
    this.#stage.style.setProperty("--wide", `${width}px`);
    this.#left.replaceChildren(
      this.#stage,
      this.#place,
      this.#verdict,
      ...(this.#sound ? [this.#sound.element] : []),
      this.#hands.element,
    );
    this.#right.replaceChildren(this.#record.element, this.#events.element);
    this.#judge(0, null);
    const scale = Math.min(devicePixelRatio, sharpest);
    const bitmap = canvas.transferControlToOffscreen();
    this.parts.post({ type: "open", canvas: bitmap, scale, episode }, [bitmap]);
  }

  #show({ picture, isNearest, digests }: Extract<FromReplayWorker, { type: "shown" }>): void {
    const step = picture === 0 ? "After reset" : `Step ${picture} of ${this.#last}`;
    this.#place.textContent = isNearest ? `${step} (the right one is on its way)` : step;
    this.#stage.dataset.picture = String(picture);
    this.#stage.classList.toggle("nearest", isNearest);
    this.#record?.show(picture, digests);
    this.#hands?.show(picture);
    this.#events.show(picture);
  }

  #judge(checked: number, difference: Parameters<typeof verdictOf>[2]): void {
    const { sentence, state } = verdictOf(checked, this.#last + 1, difference);
    this.#verdict.textContent = sentence;
    this.#verdict.dataset.state = state;
  }
}

/** The episodes by game; those that can't be replayed say why. */
function selectOf(heads: readonly ReplayHead[], first: number): HTMLSelectElement {
  const games = [...new Set(heads.map(({ step }) => step))];
  const groups = games.map((game) => {
    const options = heads.flatMap((head, position) =>
      head.step === game ? [optionOf(head, position, position === first)] : [],
    );
    return h("optgroup", { label: game }, ...options);
  });
  return h("select", {}, ...groups);
}

function optionOf(head: ReplayHead, position: number, selected: boolean): HTMLOptionElement {
  const { step, attempt, episode, steps, practice, why } = head;
  const words = [
    `${step}, episode ${episode}`,
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(practice ? ["practice"] : []),
    why ?? `${steps} steps`,
  ];
  return h("option", { value: position, selected, disabled: why !== null }, words.join(", "));
}

function problemsOf({ problems, simulated }: ReplaySession): HTMLElement | null {
  const all = [...(simulated ? ["A bot took part, and no person."] : []), ...problems];
  return all.length === 0
    ? null
    : h("ul", { class: "problems" }, ...all.map((problem) => h("li", {}, problem)));
}
