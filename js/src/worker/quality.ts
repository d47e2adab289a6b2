/** How well a game kept time: what of `timing` records is counted and measured. */

import type { TimingQuality } from "../shared/protocol";
import { Spread } from "./spread";

/** Of one episode, or of several. */
export class Quality {
  readonly interval = new Spread();
  readonly delay = new Spread();
  readonly frameInterval = new Spread();
  readonly inputToPaint = new Spread();
  steps = 0;
  late = 0;
  lateFrames = 0;
  slowedMs = 0;
  stalls = 0;
  skipped = 0;
  /** Frames that were drawn. */
  drawn = 0;
  painted = 0;

  merge(other: Quality): void {
    this.interval.merge(other.interval);
    this.delay.merge(other.delay);
    this.frameInterval.merge(other.frameInterval);
    this.inputToPaint.merge(other.inputToPaint);
    this.steps += other.steps;
    this.late += other.late;
    this.lateFrames += other.lateFrames;
    this.slowedMs += other.slowedMs;
    this.stalls += other.stalls;
    this.skipped += other.skipped;
    this.drawn += other.drawn;
    this.painted += other.painted;
  }

  /** @param awaited of the frames that were drawn: so many may still be painted. */
  summary(fps: number | null, awaited = 0): TimingQuality {
    return {
      fps,
      steps: this.steps,
      interval: this.interval.summary(),
      delay: this.delay.summary(),
      late: this.late,
      slowed_ms: this.slowedMs,
      stalls: this.stalls,
      skipped: this.skipped,
      missed: this.drawn - this.painted - awaited,
      frame_interval: this.frameInterval.summary(),
      late_frames: this.lateFrames,
      input_to_paint: this.inputToPaint.summary(),
    };
  }
}
