/**
 * Shows the picture that was asked for last. What is not kept is run up to: from where the environment
 * stands, or from the episode's begin. When nothing is asked for it goes on to the end, so that the
 * whole episode is held against the record.
 *
 * It works in slices and hears the page between them, so that a newer wish is never kept waiting.
 */

import type { Frame } from "../../worker/environment";
import type { Timing } from "../../worker/timing";
import type { FromReplayWorker } from "../protocol";
import { Album, type Kept } from "./album";
import type { Rerun } from "./rerun";

/** The page is heard so often. */
const sliceMs = 12;
/** Whoever goes back does so step by step: so many pictures before the one asked for are kept, too. */
const keptBefore = 60;
/** A run over fewer steps is waited for; before a longer one the nearest picture is shown. */
const soon = 40;
/** At most so many pictures are spread over an episode, and stay. */
const mostPinned = 256;
/** Of all pictures; half of it for those that stay. */
const memoryBytes = 256 * 1024 * 1024;
/** The page is told so often of what was held against the record. */
const tellEveryMs = 200;

/** Draws a frame; objects glide to it where `glides`. */
export type Show = (frame: Frame, glides: boolean) => void;

export interface ProjectorParts {
  rerun: Rerun;
  /** How many pictures the episode has. */
  pictures: number;
  show: Show;
  tell: (message: FromReplayWorker) => void;
  timing: Pick<Timing, "now" | "hop">;
}

interface Wish {
  picture: number;
  glides: boolean;
  /** Whether the page has something to look at until it is there. */
  isBridged: boolean;
}

/** What is done with each picture of the episode in turn. */
type Take = (picture: number, kept: Kept) => Promise<void>;

export class Projector {
  readonly #album = new Album(memoryBytes / 2);
  #wish: Wish | null = { picture: 0, glides: false, isBridged: true };
  #film: (() => Promise<void>) | null = null;
  #isPlaying = false;
  #isClosed = false;
  /** Pictures that stay are so far apart; 0: it is not known yet what a picture weighs. */
  #stride = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #told = 0;
  /** Wakes the loop when it has nothing to do. */
  #wake: () => void = () => {};

  constructor(private readonly parts: ProjectorParts) {}

  seek(picture: number, glides: boolean): void {
    const within = Math.min(Math.max(picture, 0), this.#last);
    this.#wish = { picture: within, glides, isBridged: false };
    this.#wake();
  }

  /** While it plays nothing is run ahead: the environment stays where the film is. */
  play(isPlaying: boolean): void {
    this.#isPlaying = isPlaying;
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Resolves when it was closed. @throws what the environment does */
  async run(): Promise<void> {
    while (!this.#isClosed) {
      if (this.#film !== null) await this.#film();
      else if (this.#wish !== null) this.#approach(this.#wish);
      else if (!this.#isPlaying && this.#isUnchecked) this.#goOn();
      else await this.#sleep();
      await this.parts.timing.hop();
    }
  }

  /** Goes through all pictures from the first one; what is wished meanwhile comes after it. */
  each(take: Take): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#film = async () => {
        await this.#goThrough(take).then(resolve, reject);
        this.#film = null;
      };
      this.#wake();
    });
  }

  get #last(): number {
    return this.parts.pictures - 1;
  }

  get #isUnchecked(): boolean {
    return this.parts.rerun.judge.checked < this.parts.pictures;
  }

  /** One slice towards what is wished; shows it when it is there. */
  #approach(wish: Wish): void {
    const { rerun, timing } = this.parts;
    const { picture } = wish;
    const known = this.#album.get(picture);
    if (known !== null) {
      this.#grant(wish, known);
      return;
    }
    this.#rewindTo(picture);
    if (!wish.isBridged && picture - rerun.at > soon) this.#bridge(wish);
    const end = timing.now() + sliceMs;
    while (rerun.at < picture && timing.now() < end) {
      if (picture - rerun.at <= keptBefore) this.#keepHere();
      rerun.advance();
    }
    if (rerun.at === picture) this.#grant(wish, this.#keepHere());
    this.#tellChecked();
  }

  /** One slice towards the end, keeping a picture here and there. */
  #goOn(): void {
    const { rerun, timing } = this.parts;
    const end = timing.now() + sliceMs;
    while (this.#isUnchecked && timing.now() < end) {
      this.#rewindTo(rerun.judge.checked);
      rerun.advance();
      if (rerun.at % this.#stride === 0) this.#keepHere();
    }
    this.#tellChecked();
  }

  async #goThrough(take: Take): Promise<void> {
    const { rerun, timing } = this.parts;
    for (let picture = 0; picture <= this.#last && !this.#isClosed; picture++) {
      this.#rewindTo(picture);
      while (rerun.at < picture) rerun.advance();
      await take(picture, this.#keepHere());
      await timing.hop();
    }
    this.#tellChecked();
  }

  /** Begins anew where the picture lies behind. */
  #rewindTo(picture: number): void {
    const { rerun } = this.parts;
    if (rerun.at < 0 || rerun.at > picture) rerun.rewind();
  }

  #keepHere(): Kept {
    const { rerun, pictures } = this.parts;
    const known = this.#album.get(rerun.at);
    if (known !== null) return known;
    let kept: Kept | null = null;
    rerun.render((frame) => {
      const isPinned = this.#stride > 0 && rerun.at % this.#stride === 0;
      kept = this.#album.keep(rerun.at, frame, rerun.digests(), isPinned);
      this.#stride ||= strideOf(pictures, kept.bytes);
    });
    if (kept === null) throw new Error("The environment has drawn nothing.");
    return kept;
  }

  /** Shows the nearest picture until the right one is there. */
  #bridge(wish: Wish): void {
    wish.isBridged = true;
    const picture = this.#album.nearest(wish.picture);
    const kept = picture === null ? null : this.#album.get(picture);
    if (picture === null || kept === null) return;
    this.parts.show(kept.frame, false);
    this.parts.tell({ type: "shown", picture, isNearest: true, digests: kept.digests });
  }

  #grant({ picture, glides }: Wish, { frame, digests }: Kept): void {
    this.#wish = null;
    this.parts.show(frame, glides);
    this.parts.tell({ type: "shown", picture, isNearest: false, digests });
  }

  /** Not each time: the page has other things to do. */
  #tellChecked(): void {
    const { checked, difference } = this.parts.rerun.judge;
    const now = this.parts.timing.now();
    if (checked === this.#told || (this.#isUnchecked && now - this.#toldAt < tellEveryMs)) return;
    [this.#told, this.#toldAt] = [checked, now];
    this.parts.tell({ type: "checked", pictures: checked, difference });
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** How far apart the pictures are that stay, by what one of them takes in memory. */
export function strideOf(pictures: number, bytes: number): number {
  const room = Math.max(1, Math.floor(memoryBytes / 2 / Math.max(1, bytes)));
  return Math.ceil(pictures / Math.min(room, mostPinned));
}
