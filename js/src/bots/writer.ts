/** The writer of a bot's games: the journal that in a browser the game worker has. */

import { Journal } from "../shared/journal";
import type { JournaledMessage, WriterIdentity } from "../shared/protocol";
import type { Clock } from "../shared/timer";

export class GameWriter {
  /** Told of every commit. */
  onJournaled: (message: JournaledMessage) => void = () => {};
  #begun: { journal: Journal; seed: string } | null = null;

  constructor(private readonly clock: Clock) {}

  /** @param seed The session's. */
  identify(identity: WriterIdentity, seed: string): void {
    const { writer } = identity;
    const journal = new Journal({
      clock: this.clock,
      onCommitted: (records, bytes) =>
        this.onJournaled({ type: "journaled", writer, records, bytes }),
      onFailed: fail,
      onUnstored: ({ why }) => fail(new Error(why)),
    });
    void journal.identify(identity);
    this.#begun = { journal, seed };
  }

  /** @throws before the session has begun */
  get begun(): { journal: Journal; seed: string } {
    if (this.#begun === null) throw new Error("A game comes before the consent.");
    return this.#begun;
  }

  async flush(): Promise<void> {
    await this.#begun?.journal.flush();
  }
}

/** The storage is this process's memory: it does not fail but by a fault of ours. */
function fail(error: unknown): never {
  throw error;
}
