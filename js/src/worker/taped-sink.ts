/** Where the records of a game go whose running episode is to be on a tape. */

import type { EpisodeRecord } from "../generated/contract";
import type { BodyOf, RecordBody } from "../shared/record-line";
import { tapedAs } from "../shared/tape";
import type { RecordSink } from "./recorder";

export class TapedSink implements RecordSink {
  /** What is kept back; null: nothing is. */
  #held: RecordBody[] | null = null;

  constructor(private readonly journal: RecordSink) {}

  append(body: RecordBody): Promise<void> {
    if (this.#held === null) return this.journal.append(body, tapedAs(body));
    this.#held.push(body);
    return Promise.resolve();
  }

  async flush(options?: { durable?: boolean }): Promise<void> {
    if (this.#held === null) await this.journal.flush(options);
  }

  /** From now on records are kept back: it is to be seen first whether they are as they were. */
  hold(): void {
    this.#held = [];
  }

  get held(): readonly RecordBody[] {
    return this.#held ?? [];
  }

  /**
   * They are: the journal takes them all at once, and its tape is theirs from then on.
   *
   * @param replayed so many steps are among them
   */
  async release(replayed: number): Promise<void> {
    const held = this.held;
    this.#held = null;
    for (const body of held) {
      const marked: RecordBody =
        body.type === "episode" ? ({ ...body, replayed } as BodyOf<EpisodeRecord>) : body;
      void this.append(marked);
    }
    // Where this fails the journal says so itself, keeps the records and tries again.
    await this.journal.flush({ durable: true }).catch(() => {});
  }
}
