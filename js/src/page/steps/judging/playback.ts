/** Shows clips side by side as one film: they begin together, and the shorter ones wait at their end. */

import type { Cancel } from "../../../shared/timer";
import type { Frames } from "../../../worker/view/screen";

/** What can be shown frame by frame. */
export interface Footage {
  frames: number;
  /** Frames per second at the speed 1. */
  fps: number;
  show(frame: number): void;
}

/** A page that was hidden, or hung, gets no frames: that time shows nothing, and is not viewing. */
const longest_ms = 250;

export class Playback {
  /** How often it was begun from the first frame. */
  plays = 0;
  /** How long it was playing, in milliseconds of the person's time. */
  viewed_ms = 0;
  #position_s = 0;
  #furthest_s = 0;
  #last = 0;
  #cancel: Cancel | null = null;

  /** @param onChange is told of each new frame, of each begin and of each halt */
  constructor(
    private readonly footage: readonly Footage[],
    private readonly speed: number,
    private readonly screen: Frames,
    private readonly onChange: () => void,
  ) {
    this.#draw();
  }

  get isPlaying(): boolean {
    return this.#cancel !== null;
  }

  get isOver(): boolean {
    return this.#position_s >= this.#length_s;
  }

  /** How much has been shown at least once, and where it is now: 0 to 1. */
  get seen(): number {
    return this.#furthest_s / this.#length_s;
  }

  get share(): number {
    return this.#position_s / this.#length_s;
  }

  /** In seconds at the speed 1. */
  get position_s(): number {
    return this.#position_s;
  }

  /** The frame that is shown of one of them. */
  frameOf(index: number): number {
    const { frames, fps } = this.footage[index] as Footage;
    // A frame begins a rounding error early, rather than being left out.
    return Math.min(Math.floor(this.#position_s * fps + 1e-6), frames - 1);
  }

  /** Goes on; from the begin, if it is at its end. */
  play(): void {
    if (this.isPlaying) return;
    if (this.isOver || this.plays === 0) this.#rewind();
    this.#last = this.screen.now();
    this.#await();
    this.onChange();
  }

  pause(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.onChange();
  }

  replay(): void {
    this.#rewind();
    this.#last = this.screen.now();
    if (!this.isPlaying) this.#await();
    this.onChange();
  }

  get #length_s(): number {
    return Math.max(...this.footage.map(({ frames, fps }) => frames / fps));
  }

  #rewind(): void {
    this.plays += 1;
    this.#position_s = 0;
    this.#draw();
  }

  #await(): void {
    this.#cancel = this.screen.next(() => this.#tick());
  }

  #tick(): void {
    const now = this.screen.now();
    const passed_ms = Math.min(now - this.#last, longest_ms);
    this.#last = now;
    this.viewed_ms += passed_ms;
    const position = this.#position_s + (passed_ms / 1000) * this.speed;
    this.#position_s = Math.min(position, this.#length_s);
    this.#furthest_s = Math.max(this.#furthest_s, this.#position_s);
    this.#draw();
    if (this.isOver) this.#cancel = null;
    else this.#await();
    this.onChange();
  }

  #draw(): void {
    this.footage.forEach((each, index) => {
      each.show(this.frameOf(index));
    });
  }
}
