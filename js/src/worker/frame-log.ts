/** Writes down when each frame was painted: `frames` records, once a second. */

import type { RecordBody } from "../shared/record-line";
import { Column } from "./column";
import type { RecordSink } from "./recorder";

/** What is known of the frames of one episode and not written yet. */
export class FrameLog {
  /** A record holds at most this many frames and this much time. */
  static readonly maxRows = 1024;
  static readonly maxAgeMs = 1000;

  readonly #painted = new Column(8, FrameLog.maxRows);
  #episode = 0;
  /** Index in the episode of the first frame that is not in a record yet, and how many follow. */
  #first = 0;
  #count = 0;
  #emittedAt = 0;

  constructor(
    private readonly sink: Pick<RecordSink, "append">,
    private readonly place: { step: string; attempt: number },
  ) {}

  /** @param first its first step of which a frame may be painted */
  begin(episode: number, now: number, first = 0): void {
    this.#episode = episode;
    this.#first = first;
    this.#count = 0;
    this.#emittedAt = now;
  }

  /**
   * A step was taken.
   *
   * @param waiting the step whose frame may still be painted; null: none.
   */
  step(now: number, waiting: number | null): void {
    this.#painted.setFloat64(this.#count, Number.NaN);
    this.#count += 1;
    // A frame that is waited for while so many steps were taken is seen by nobody.
    if (this.#count === FrameLog.maxRows) this.emit(now, null);
    else if (now - this.#emittedAt >= FrameLog.maxAgeMs) this.emit(now, waiting);
  }

  painted(step: number, at: number): void {
    if (step >= this.#first) this.#painted.setFloat64(step - this.#first, at);
  }

  /** Hands on what is known for good: all but the frame that waits. */
  emit(now: number, waiting: number | null): void {
    this.#emittedAt = now;
    const count = waiting === null ? this.#count : Math.min(this.#count, waiting - this.#first);
    if (count <= 0) return;
    const frames: RecordBody = {
      type: "frames",
      ...this.place,
      episode: this.#episode,
      first: this.#first,
      count,
      painted: this.#painted.packed(count),
    };
    this.#painted.shift(count, this.#count);
    this.#first += count;
    this.#count -= count;
    // Last, as in `Recorder.emit`.
    void this.sink.append(frames);
  }
}
