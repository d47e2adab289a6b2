/** The writer of a bot's games: the journal that in a browser the game worker has. */

import { journalOf } from "../node-page/recording";
import type { Journal, WriterIdentity } from "../shared/journal";
import type { JournaledMessage } from "../shared/protocol";
import type { Clock } from "../shared/timer";

export class GameWriter {
  /** Told of every commit. */
  onJournaled: (message: JournaledMessage) => void = () => {};
  #begun: { journal: Journal; seed: string } | null = null;

  constructor(private readonly clock: Clock) {}

  /** @param seed The session's. */
  identify(identity: WriterIdentity, seed: string): void {
    const tell = (message: JournaledMessage) => this.onJournaled(message);
    const journal = journalOf(identity, tell, { clock: this.clock });
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
