/** From a record of this page to its store: what journal, outbox and uploader tell each other. */

import type { Outcome } from "../../generated/contract";
import { noteStored } from "../../shared/chunk-notes";
import type { Connection } from "../../shared/database";
import { insist } from "../../shared/insist";
import { Journal, type Unstored, type WriterIdentity } from "../../shared/journal";
import { EmptiedError } from "../../shared/journal-rows";
import type { StorageMessage } from "../../shared/protocol";
import type { RecordBody } from "../../shared/record-line";
import type { Browser } from "./browser";
import { readChains, recordsMade } from "./chains";
import { whenStuck } from "./delivery";
import type { Destination } from "./destination";
import { flushPatiently, leave } from "./leaving";
import { Ledger } from "./ledger";
import { Outbox } from "./outbox";
import type { RecorderOptions } from "./recorder";
import { Safekeeping } from "./safekeeping";
import { Uploader } from "./uploader";

const RETRY_MS = 1_000;

export class Pipeline {
  /** Who the page's journal writes as; null: nothing is to be stored or sent of this visit yet. */
  page: WriterIdentity | null = null;
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly safekeeping: Safekeeping;
  readonly ledger = new Ledger();
  readonly #uploader: Uploader;
  #leftoversSent = false;

  constructor(
    private readonly options: Pick<RecorderOptions, "flushWorker" | "tellWorker">,
    private readonly browser: Browser,
    private readonly connection: Connection,
    destination: Destination,
  ) {
    const { clock, timer } = browser;
    this.#uploader = this.#makeUploader(destination);
    this.safekeeping = this.#makeSafekeeping();
    this.outbox = this.#makeOutbox();
    this.journal = new Journal({
      clock,
      timer,
      onCommitted: (records, bytes) => this.journaled(this.page?.writer, records, bytes),
      onFailed: (error) => this.tellUnsaved(error),
      onUnstored: (unstored) => this.#take(unstored),
    });
    browser.onLeave(() => void this.#leave());
  }

  // Not an async function: whoever ignores the journal's promise may do so without a warning.
  record(record: RecordBody, durable: boolean): Promise<void> {
    const committed = this.journal.append(record);
    // Its failure is that of `committed`.
    if (durable) this.journal.flush({ durable }).catch(() => {});
    return committed;
  }

  /** A writer of this visit has committed: its totals. */
  journaled(writer: string | undefined, records: number, bytes: number): void {
    if (this.page === null || writer === undefined) return;
    this.ledger.made(writer, records);
    this.outbox.journaled([this.page.session, writer], records, bytes);
  }

  /** What the game worker tells of its storing. */
  hear(message: StorageMessage): void {
    if (this.page !== null) this.safekeeping.hear(message, this.page.session);
  }

  /** Sends what earlier visits have left; once. */
  sendLeftovers(): void {
    if (this.#leftoversSent) return;
    this.#leftoversSent = true;
    void this.outbox.sendStored();
  }

  /** See `Recorder.sealStep`. */
  async seal(): Promise<void> {
    // Sealing opens the database.
    if (this.page === null) return;
    // Its failure is told by `onFailed`.
    await this.journal.flush().catch(() => {});
    await this.outbox.seal();
  }

  /** Resolves when all that the page has recorded is kept, however often it takes. */
  flush(): Promise<void> {
    const flush = () => this.journal.flush({ durable: true });
    // Its failure is told by `onFailed`.
    return insist(flush, this.browser.timer, RETRY_MS, () => {});
  }

  flushWorker(patience_ms?: number): Promise<void> {
    return flushPatiently(this.options.flushWorker, this.browser.timer, patience_ms);
  }

  /** What the session has made, so that its readers can tell whether they have all of it. */
  async recordEnd(session: string, outcome: Outcome): Promise<void> {
    const read = () => this.connection.use((database) => readChains(database, session));
    const writers = recordsMade(await this.safekeeping.orInMemory(read));
    // The database does not know of records that it has lost.
    for (const [writer, { made }] of Object.entries(this.ledger.counts)) {
      // Nor was it told of the last commit of a worker that hung.
      writers[writer] = Math.max(made, writers[writer] ?? 0);
    }
    if (this.page !== null) writers[this.page.writer] = this.journal.records + 1;
    void this.journal.append({ type: "end", outcome, writers });
    await this.flush();
  }

  tellUnsaved(error: unknown): void {
    if (error instanceof EmptiedError) void this.safekeeping.emptied();
    this.outbox.report("Records could not be saved in this browser", error);
  }

  #makeUploader(destination: Destination): Uploader {
    const { browser, connection } = this;
    const uploader = new Uploader({
      destination,
      read: (key) => connection.use(async (database) => (await database.get("chunks", key))?.bytes),
      note: (key, address) => noteStored(connection, key, address),
      remove: (key) => {
        this.ledger.stored(key);
        this.safekeeping.testify();
        return connection.use((database) => database.delete("chunks", key));
      },
      isOnline: browser.isOnline,
      random: browser.random,
      timer: browser.timer,
    });
    browser.onReturn(() => uploader.wake());
    whenStuck(uploader.status, () => this.#sendLater());
    return uploader;
  }

  #makeOutbox(): Outbox {
    const { clock, timer, rest } = this.browser;
    return new Outbox({
      connection: this.connection,
      uploader: this.#uploader,
      clock,
      timer,
      rest,
      keeping: this.safekeeping.keeping,
      onSealed: ({ chunk, chain }) => {
        this.ledger.sealed(chunk.key, chunk.records, chain);
        this.safekeeping.sealed();
      },
      onSealFailed: (error) => this.safekeeping.sealFailed(error),
    });
  }

  #makeSafekeeping(): Safekeeping {
    const { browser, connection } = this;
    const tellWorker = this.options.tellWorker ?? (() => {});
    return new Safekeeping({
      connection,
      browser,
      ledger: this.ledger,
      append: (body) => void this.journal.append(body),
      spill: async (why) => {
        tellWorker({ type: "spill", why });
        await Promise.all([this.journal.spill(why), this.flushWorker()]);
      },
      hold: (hold) => tellWorker({ type: "hold", hold }),
      onMoved: () => void this.outbox.seal(),
    });
  }

  #take(unstored: Unstored): void {
    if (this.page === null) return;
    this.safekeeping.take([this.page.session, this.page.writer], unstored);
  }

  /** Even if the page is closed by then. */
  #sendLater(): void {
    if (this.page === null) return;
    // A browser that does not do it only loses this way: the next visit sends what is left.
    this.browser.requestSync(this.connection.name).catch(() => {});
  }

  async #leave(): Promise<void> {
    if (this.page === null) return;
    await leave({
      journal: this.journal,
      safekeeping: this.safekeeping,
      uploader: this.#uploader,
      outbox: this.outbox,
      flushWorker: () => this.flushWorker(),
      sendLater: () => this.#sendLater(),
    });
  }
}
