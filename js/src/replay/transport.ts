/** Where the film is: played at a speed, held, or moved by hand. */

import type { Cancel } from "../shared/timer";
import type { Frames } from "../worker/view/screen";
import { Timeline } from "./timeline";

/** A page that was hidden, or hung, does not jump ahead when it is back. */
const longestMs = 250;

/** Told of each new picture, of each begin and of each halt. */
export type OnMove = (transport: Transport) => void;

export class Transport {
  speed = 1;
  #timeline = new Timeline([]);
  #picture = 0;
  #time_ms = 0;
  #last_ms = 0;
  #cancel: Cancel | null = null;

  constructor(
    private readonly screen: Frames,
    private readonly onMove: OnMove,
  ) {}

  get picture(): number {
    return this.#picture;
  }

  /** The number of the last picture. */
  get last(): number {
    return this.#timeline.last;
  }

  get isPlaying(): boolean {
    return this.#cancel !== null;
  }

  /** Another film, held at its begin. */
  load(timeline: Timeline): void {
    this.#timeline = timeline;
    this.seek(0);
  }

  /** Holds there. */
  seek(picture: number): void {
    this.#halt();
    this.#picture = Math.min(Math.max(picture, 0), this.last);
    this.#time_ms = this.#timeline.times_ms[this.#picture] ?? 0;
    this.onMove(this);
  }

  /** Goes on; from the begin, if it is at its end. */
  play(): void {
    if (this.isPlaying || this.last === 0) return;
    if (this.#picture === this.last) this.seek(0);
    this.#last_ms = this.screen.now();
    this.#await();
    this.onMove(this);
  }

  toggle(): void {
    if (this.isPlaying) this.seek(this.#picture);
    else this.play();
  }

  #halt(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #await(): void {
    this.#cancel = this.screen.next(() => this.#tick());
  }

  #tick(): void {
    const now = this.screen.now();
    this.#time_ms += Math.min(now - this.#last_ms, longestMs) * this.speed;
    this.#last_ms = now;
    const picture = this.#timeline.pictureAt(this.#time_ms);
    if (picture === this.last) {
      this.seek(picture);
      return;
    }
    this.#await();
    if (picture === this.#picture) return;
    this.#picture = picture;
    this.onMove(this);
  }
}
