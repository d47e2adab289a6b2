/**
 * What happens where the browser's own storage fails: it refuses to store, is slow, or was emptied. Each
 * is recorded, and told to the participant by `Keeping`.
 */

import type { LossRecord, StorageRecord } from "../../generated/contract";
import type { Connection, JournalKey, WriterKey } from "../../shared/database";
import type { Unstored } from "../../shared/journal";
import type { StorageMessage } from "../../shared/protocol";
import type { RecordBody } from "../../shared/record-line";
import { Observable } from "../observable";
import type { Browser } from "./browser";
import { isMissing, type Ledger } from "./ledger";
import type { Session } from "./session";
import { readTestimony } from "./witness";

/** How this visit's records are kept until they are sent. */
export interface Keeping {
  /** `memory`: the browser refuses to store them; what is not sent is lost with the page. */
  place: "database" | "memory";
  /** The games wait: for room in memory, or until the storage has caught up. */
  waitsFor: "memory" | "database" | null;
  /** Something was lost, since the storage was emptied. */
  isLost: boolean;
}

/** The games wait where so much is in memory, and go on where it is no longer so much. */
const FULL_BYTES = 64_000_000;
const ROOMY_BYTES = 48_000_000;
/** A seal that fails for another reason than a lack of room is tried again so often. */
const SEAL_FAILURES = 3;

export interface SafekeepingOptions {
  connection: Connection;
  browser: Pick<Browser, "askStorage" | "witness">;
  ledger: Ledger;
  /** Records something that nobody waits for. */
  append: (body: RecordBody) => void;
  /**
   * Has the journals of page and worker store nothing any more; resolves when nothing is on its way to
   * the database.
   */
  spill: (why: string) => Promise<void>;
  /** Has the games wait, or go on. */
  hold: (hold: boolean) => void;
  /** Told that the place is another one now. */
  onMoved: () => void;
}

export class Safekeeping {
  readonly keeping = new Observable<Keeping>({
    place: "database",
    waitsFor: null,
    isLost: false,
  });
  #session: Session | null = null;
  #refused: Promise<void> | null = null;
  #why: string | null = null;
  #isForgotten = false;
  #memory_bytes = 0;
  #sealFailures = 0;

  constructor(private readonly options: SafekeepingOptions) {}

  /** The session has begun: records what the storage is, and what was lost before. */
  async begun(session: Session): Promise<void> {
    this.#session = session;
    const { connection, browser } = this.options;
    const earlier = readTestimony(browser.witness.read(connection.name));
    this.testify();
    if (earlier !== null && isMissing(earlier.writers)) {
      const known = await connection.use((database) =>
        database.getKey("sessions", earlier.session),
      );
      if (known === undefined) this.#recordLoss({ when: "between", ...earlier });
    }
    await this.#recordStorage();
  }

  /**
   * Does `action`, which writes to the database; once more in memory where the browser refuses it.
   *
   * @throws What `action` throws that no browser's refusal is.
   */
  async orInMemory<T>(action: () => Promise<T>): Promise<T> {
    const { connection } = this.options;
    for (let again = true; ; again = false) {
      // Not as it is afterwards: a journal may have been refused meanwhile.
      const wasInMemory = connection.isRefused;
      try {
        return await action();
      } catch (error) {
        if (wasInMemory || !(error instanceof DOMException)) throw error;
        // Anything else may be a connection that broke just then.
        if (!again || isQuota(error)) await this.refuse(String(error));
      }
    }
  }

  /** Keeps what a journal could not store. */
  take([session, writer]: WriterKey, { first, lines, why }: Unstored): void {
    const { connection } = this.options;
    // Nothing is refused in memory.
    void this.refuse(why).then(async () => {
      if (this.#isForgotten) return;
      const key: JournalKey = [session, writer, first];
      await connection.use((database) => database.put("journal", { lines }, key));
    });
  }

  /** Deals with what the game worker tells of its storing. */
  hear(message: StorageMessage, session: string): void {
    if (message.type === "unstored") this.take([session, message.writer], message);
    else if (message.type === "emptied") void this.emptied();
    else this.#wait(message.held ? "database" : null);
  }

  /** Sealing failed: where the browser has no room, it goes on in memory. */
  sealFailed(error: unknown): void {
    if (!(error instanceof DOMException) || this.options.connection.isRefused) return;
    this.#sealFailures += 1;
    if (isQuota(error) || this.#sealFailures >= SEAL_FAILURES) void this.refuse(String(error));
  }

  sealed(): void {
    this.#sealFailures = 0;
    this.testify();
  }

  /** The browser refuses to store: from now on all is kept in memory. */
  refuse(why: string): Promise<void> {
    this.#refused ??= this.#moveToMemory(why);
    return this.#refused;
  }

  async #moveToMemory(why: string): Promise<void> {
    // What is stored is sealed as it is now, here and at a next visit: nothing may follow it there.
    await this.options.spill(why);
    this.#why = why;
    this.options.connection.refuse((change) => this.#grow(change));
    this.#change({ place: "memory" });
    if (this.#session !== null) void this.#recordStorage();
    // A browser that empties its storage may refuse to store just then. In memory it can be mended.
    await this.#mend();
    this.options.onMoved();
  }

  /** A journal has found that the database does not know its writer any more. */
  async emptied(): Promise<void> {
    if (!this.options.connection.isRefused) await this.#mend();
  }

  /** Names what was lost, if anything was, and goes on with the same writers. */
  async #mend(): Promise<void> {
    const { ledger } = this.options;
    if (this.#session === null) return;
    const { counts } = ledger;
    const session = this.#session;
    // Where this fails the journals refuse in the end; until then they ask again.
    const wasEmptied = await session.restore(ledger.chains).catch(() => false);
    if (!wasEmptied || !isMissing(counts)) return;
    this.#change({ isLost: true });
    this.#recordLoss({ when: "during", session: session.id, writers: counts });
  }

  /**
   * Writes down, outside of the database, what is in it; nothing where all of it is stored, or where
   * nobody may learn of it before its end.
   */
  testify(): void {
    const { connection, browser, ledger } = this.options;
    if (this.#session === null) return;
    const { id, isHeld } = this.#session;
    const testimony = { session: id, writers: ledger.counts };
    const tells = isMissing(testimony.writers) && !isHeld;
    browser.witness.write(connection.name, tells ? JSON.stringify(testimony) : null);
  }

  /** The participant took everything back: nothing is to be told of it. */
  forget(): void {
    this.#isForgotten = true;
    this.#session = null;
    this.options.browser.witness.write(this.options.connection.name, null);
  }

  async #recordStorage(): Promise<void> {
    const facts = await this.options.browser.askStorage();
    const place: StorageRecord["place"] = this.#why === null ? "database" : "memory";
    this.options.append({ type: "storage", place, why: this.#why, ...facts });
  }

  #recordLoss(loss: Pick<LossRecord, "when" | "session" | "writers">): void {
    this.options.append({ type: "loss", ...loss });
  }

  #grow(bytes: number): void {
    this.#memory_bytes += bytes;
    const isFull = this.keeping.get().waitsFor === "memory";
    // What is held back until the end makes no room before it: the games would wait for ever.
    const mayWait = this.#session?.isHeld !== true;
    const full = mayWait && this.#memory_bytes > (isFull ? ROOMY_BYTES : FULL_BYTES);
    if (full === isFull) return;
    this.options.hold(full);
    this.#wait(full ? "memory" : null);
  }

  #wait(waitsFor: Keeping["waitsFor"]): void {
    this.#change({ waitsFor });
    const event = waitsFor === null ? "released" : "held";
    this.options.append({ type: "event", event, detail: { by: waitsFor } });
  }

  #change(change: Partial<Keeping>): void {
    this.keeping.set({ ...this.keeping.get(), ...change });
  }
}

/** There is no room. */
function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
