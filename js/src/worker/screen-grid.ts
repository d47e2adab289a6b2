/**
 * Where in the frames of the screen the steps of a game fall.
 *
 * Steps and frames have rates of their own. Where these are equal, or one is a multiple of the other,
 * all steps fall at the same place of a frame; if that is the moment in which the screen takes the
 * picture, the smallest delay decides whether a picture is shown now or a whole frame later. So the
 * first step is put some milliseconds behind a frame, and with it all others.
 *
 * No two clocks are equal: 60 Hz of a screen are 59.94 or 60.002. Steps at 60 a second would wander
 * through its frames, and come to that moment once in 17 seconds or in 7 minutes. So they follow it,
 * and go to where there is time on both sides: before the work of a step, since a browser's call for
 * a frame may come late, and would be given the next picture; and after it, since the work may.
 */

import type { Timing } from "./timing";
import type { Frames } from "./view/screen";

/** The first step comes so long after a frame: how long its work takes is not known yet. */
const afterFrameMs = 4;
/** In a hidden tab no frame comes. */
const patienceMs = 50;
/** What is nearer than this is there. */
const slackMs = 0.01;
/** After a delay that is not made up for, steps come later by so much of their period. */
const driftShare = 0.05;
/** To follow the screen, a step comes sooner or later by no more than this much of its period. */
const followShare = 0.005;
/** Of what a step is off its place: a browser's times of frames are no better than to 1 ms. */
const followGain = 0.5;
/** So often it is looked where the frames are. */
const lookEveryMs = 150;
/** A period is taken for so many frames if it is so near to them, in frames for each of them. */
const multipleSlack = 0.03;

/** Two frames of the screen that followed each other. */
interface Seen {
  /** When the second was due. */
  at: number;
  intervalMs: number;
}

export class ScreenGrid {
  /** A moment at which a step would fall well; NaN: none is known. */
  #at = Number.NaN;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isLooking = false;
  /** Not heeded yet. */
  #seen: Seen | null = null;
  /** How much later the next steps are to come, little by little; less than 0: sooner. */
  #owedMs = 0;

  /** @param frames null: the browser has none in a worker, and any moment is as good as another. */
  constructor(
    private readonly frames: Frames | null,
    private readonly timing: Pick<Timing, "after">,
  ) {}

  /** Looks for the screen's next frame, for some hundredths of a second. */
  async find(): Promise<void> {
    const { frames, timing } = this;
    if (frames === null) return;
    this.#at = await new Promise<number>((resolve) => {
      const cancelFrame = frames.next((frame) => {
        cancelWait();
        resolve(frame + afterFrameMs);
      });
      const cancelWait = timing.after(() => {
        cancelFrame();
        resolve(Number.NaN);
      }, patienceMs);
    });
    this.#seen = null;
    this.#owedMs = 0;
  }

  /** How much later than this a step would fall well, in ms; 0 where nothing is known. */
  ahead(due: number, periodMs: number): number {
    if (Number.isNaN(this.#at)) return 0;
    const behind = modulo(due - this.#at, periodMs);
    const isThere = behind < slackMs || periodMs - behind < slackMs;
    if (!isThere) return periodMs - behind;
    this.#at = due; // so that what is rounded does not add up
    return 0;
  }

  /**
   * How much later than this one of many steps is to come, in ms; less than 0: sooner.
   *
   * One that is off the grid, after a delay, goes on to it bit by bit; one that is on it stays on it
   * and follows the screen.
   *
   * @param workMs of a step, until its picture is made
   */
  shift(due: number, periodMs: number, workMs: number): number {
    if (this.frames === null || Number.isNaN(this.#at)) return 0;
    const ahead = this.ahead(due, periodMs);
    if (ahead > 0) return Math.min(ahead, driftShare * periodMs);
    this.#look(this.frames, due);
    const shift = this.#follow(due, periodMs, workMs);
    this.#at += shift;
    return shift;
  }

  #look(frames: Frames, now: number): void {
    if (this.#isLooking || now - this.#lookedAt < lookEveryMs) return;
    this.#isLooking = true;
    this.#lookedAt = now;
    frames.next((first) => {
      frames.next((second) => {
        this.#isLooking = false;
        this.#seen = { at: second, intervalMs: second - first };
      });
    });
  }

  #follow(due: number, periodMs: number, workMs: number): number {
    if (this.#seen !== null) this.#owedMs = owedMs(this.#seen, due, periodMs, workMs);
    this.#seen = null;
    const mostMs = followShare * periodMs;
    const shift = Math.max(-mostMs, Math.min(mostMs, this.#owedMs));
    this.#owedMs -= shift;
    return shift;
  }
}

/** How much later steps are to come after what was seen; 0 where rates have nothing in common. */
function owedMs({ at, intervalMs }: Seen, due: number, periodMs: number, workMs: number): number {
  const frames = Math.round(periodMs / intervalMs);
  const isMultiple = Math.abs(periodMs / intervalMs - frames) <= multipleSlack * frames;
  if (frames === 0 || !isMultiple) return 0;
  const frameMs = periodMs / frames;
  // With several frames to a step, the picture before it has long been taken: only its end matters.
  const wellMs = frames === 1 ? (frameMs - workMs) / 2 : frameMs / 2 - workMs;
  const behind = modulo(due - at - wellMs, frameMs);
  return followGain * (behind > frameMs / 2 ? frameMs - behind : -behind);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
