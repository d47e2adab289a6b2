/**
 * Has the game's records stored by a worker of their own.
 *
 * Chromium takes leave of every transaction of IndexedDB in the longest pause of the worker that has
 * made it, when all memory of that worker is collected: of ten transactions a second it took a third.
 */

import type {
  FromStore,
  NotStored,
  StoredAt,
  StoreRequest,
  TapedRequest,
  ToStore,
} from "../shared/journal-messages";
import { EmptiedError, type JournalStore, ownStore, type Place } from "../shared/journal-rows";

/** `journal/main.ts` as the text of a script that imports nothing; the build puts it here. */
declare const STORE_SCRIPT: string;

/** What of a worker is used. */
export interface StorePort {
  postMessage(message: ToStore): void;
  onmessage: ((event: MessageEvent<FromStore>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

interface Waiting {
  resolve: (lines: string[]) => void;
  reject: (error: Error) => void;
}

export class RemoteStore implements JournalStore {
  /** Not begun; null: there is none, and this worker stores by itself. */
  #port: StorePort | null | undefined;
  #asked = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** @param start makes the worker, when something is first to be stored. @throws where it can't */
  constructor(private readonly start: () => StorePort = startStore) {}

  async storeLines(...given: Parameters<JournalStore["storeLines"]>): Promise<void> {
    const port = this.#opened();
    if (port === null) return ownStore.storeLines(...given);
    const [place, first, lines, durability, tape = null] = given;
    await this.#ask(port, place, { type: "store", first, lines, durability, tape });
  }

  async tapedLines(place: Place): Promise<string[]> {
    const port = this.#opened();
    if (port === null) return ownStore.tapedLines(place);
    try {
      return await this.#ask(port, place, { type: "taped" });
    } catch (error) {
      if (this.#port !== null) throw error;
      return ownStore.tapedLines(place);
    }
  }

  #opened(): StorePort | null {
    if (this.#port !== undefined) return this.#port;
    try {
      this.#port = this.start();
    } catch (error) {
      return this.#lose(error);
    }
    this.#port.onmessage = ({ data }) => this.#hear(data);
    this.#port.onerror = (event) => {
      // Else it would be an error of this worker too, for which the page ends the game.
      event.preventDefault();
      this.#lose(event.message ?? "Its script did not load.");
    };
    return this.#port;
  }

  #ask(port: StorePort, place: Place, request: StoreRequest | TapedRequest): Promise<string[]> {
    const number = this.#asked++;
    const { connection, session, writer } = place;
    const at: StoredAt = { database: connection.name, session, writer };
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      port.postMessage({ ...request, number, at });
    });
  }

  #hear(answer: FromStore): void {
    const waiting = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    if (answer.type === "stored") waiting?.resolve(answer.lines);
    else waiting?.reject(errorOf(answer));
  }

  /** What was asked is asked again: rows that are there already are written over by the same. */
  #lose(why: unknown): null {
    console.warn("The records have no worker of their own.", why);
    this.#port?.terminate();
    this.#port = null;
    for (const { reject } of this.#waiting.values()) reject(new Error(String(why)));
    this.#waiting.clear();
    return null;
  }
}

/** As it was where it was thrown, as far as anybody here looks at it. */
function errorOf({ name, message }: NotStored): Error {
  const emptied = new EmptiedError(message);
  return name === emptied.name ? emptied : Object.assign(new Error(message), { name });
}

function startStore(): StorePort {
  const address = URL.createObjectURL(new Blob([STORE_SCRIPT], { type: "text/javascript" }));
  return new Worker(address, { name: "gymbrowser-journal" });
}
