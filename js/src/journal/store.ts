/** The side of the worker that stores: what the game worker sends, in the order in which it comes. */

import { Connection } from "../shared/database";
import type { FromStore, StoredAt, ToStore } from "../shared/journal-messages";
import { type Place, storeLines, tapedLines } from "../shared/journal-rows";

export class StoreWorker {
  /** By the name of the database. */
  readonly #connections = new Map<string, Connection>();

  /** @param post answers the game worker */
  constructor(private readonly post: (message: FromStore) => void) {}

  /** Never rejects: how it ended is told. */
  async receive(message: ToStore): Promise<void> {
    const { number } = message;
    try {
      this.post({ type: "stored", number, lines: await this.#act(message) });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      this.post({ type: "not_stored", number, name, message });
    }
  }

  async #act(message: ToStore): Promise<string[]> {
    const place = this.#place(message.at);
    if (message.type === "taped") return tapedLines(place);
    await storeLines(place, message.first, message.lines, message.durability, message.tape);
    return [];
  }

  #place({ database, session, writer }: StoredAt): Place {
    const connection = this.#connections.get(database) ?? new Connection(database);
    this.#connections.set(database, connection);
    return { connection, session, writer };
  }
}
