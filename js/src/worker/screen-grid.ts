/**
 * Where in the frames of the screen the steps of a game fall.
 *
 * Steps and frames have rates of their own. Where these are equal, or one is a multiple of the other,
 * all steps fall at the same place of a frame; if that is the moment in which the screen takes the
 * picture, the smallest delay decides whether a picture is shown now or a whole frame later. So the
 * first step is put some milliseconds behind a frame, and with it all others.
 */

import type { Timing } from "./timing";
import type { Frames } from "./view/screen";

/** Steps are best so long after a frame: delays of the next frame's length less this do no harm. */
const afterFrameMs = 4;
/** In a hidden tab no frame comes. */
const patienceMs = 50;
/** What is nearer than this is there. */
const slackMs = 0.01;

export class ScreenGrid {
  /** A moment at which a step would fall well; NaN: none is known. */
  #at = Number.NaN;

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
  }

  /** How much later than this a step would fall well, in ms; 0 where nothing is known. */
  ahead(due: number, periodMs: number): number {
    if (Number.isNaN(this.#at)) return 0;
    const behind = (((due - this.#at) % periodMs) + periodMs) % periodMs;
    const isThere = behind < slackMs || periodMs - behind < slackMs;
    if (!isThere) return periodMs - behind;
    this.#at = due; // so that what is rounded does not add up
    return 0;
  }
}
