/** Clips on the page, and the buttons that play them. */

import { screenFrames } from "../../../worker/view/screen";
import { button, h } from "../../dom";
import type { Strings } from "../../strings";
import { project, type Reel } from "./library";
import { Playback } from "./playback";

export interface FilmOptions {
  strings: Strings["judging"];
  speed: number;
  /** Whether it may be seen again, and held. */
  replay: boolean;
  /** How much must have been shown before `onReady`: 0 to 1. */
  minViewing: number;
  /** Is told once that enough was shown. */
  onReady: () => void;
  /** What a screen reader calls each clip. */
  labels: readonly string[];
}

/** Sharper than that nobody sees, and it takes time to draw. */
const sharpest = 2;

export class Film {
  readonly canvases: readonly HTMLCanvasElement[];
  /** The buttons, and how far it is. */
  readonly controls: HTMLElement;
  readonly playback: Playback;
  readonly #play: HTMLButtonElement;
  readonly #replay: HTMLButtonElement;
  readonly #bar = h("progress", { class: "film-bar", max: 1, value: 0 });
  #isReady = false;

  constructor(
    reels: readonly Reel[],
    private readonly options: FilmOptions,
  ) {
    const { strings, labels, speed } = options;
    this.canvases = reels.map(({ name, clip }, index) =>
      h("canvas", {
        // Nobody sees it: it is there for those who simulate participants.
        "data-clip": name,
        role: "img",
        "aria-label": labels[index],
        width: clip.width,
        height: clip.height,
        vars: { "--ratio": clip.width / clip.height, "--wide": `${clip.width}px` },
      }),
    );
    this.#play = button(strings.play, { quiet: true });
    this.#replay = button(strings.replay, { quiet: true });
    this.#play.addEventListener("click", () => this.toggle());
    this.#replay.addEventListener("click", () => this.again());
    this.#bar.setAttribute("aria-label", strings.position);
    this.controls = h(
      "div",
      { class: "film-controls", role: "group", "aria-label": strings.controls },
      this.#play,
      this.#replay,
      this.#bar,
    );
    const scale = Math.min(devicePixelRatio, sharpest);
    const footage = reels.map((reel, index) =>
      project(reel, this.canvases[index] as HTMLCanvasElement, scale),
    );
    this.playback = new Playback(footage, speed, screenFrames, () => this.#changed());
    this.#changed();
  }

  /** Is to be called once its elements are on the page. @param byItself whether it begins now */
  begin(byItself: boolean): void {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (byItself && !still) this.playback.play();
  }

  /** Plays, or holds. */
  toggle(): void {
    const { playback } = this;
    if (!playback.isPlaying) {
      if (!this.#mayPlay) return;
      playback.play();
    } else if (this.options.replay) playback.pause();
  }

  /** From the begin. */
  again(): void {
    if (this.options.replay || this.playback.plays === 0) this.playback.replay();
  }

  get #mayPlay(): boolean {
    return this.options.replay || this.playback.plays === 0;
  }

  #changed(): void {
    const { playback, options } = this;
    if (playback.isPlaying && !this.controls.isConnected) {
      playback.pause();
      return;
    }
    const { strings, replay, minViewing, onReady } = options;
    const label = playback.isPlaying && replay ? strings.pause : strings.play;
    if (this.#play.textContent !== label) this.#play.textContent = label;
    this.#play.disabled = playback.isPlaying ? !replay : !this.#mayPlay;
    this.#replay.hidden = !replay;
    this.#bar.value = playback.share;
    if (this.#isReady || playback.seen < minViewing) return;
    this.#isReady = true;
    onReady();
  }
}
