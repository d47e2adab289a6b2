/** The recorder of one page: joins the session, the journal and the outbox. */

import type { Outcome } from "../../generated/contract";
import type { Connection, SessionRow } from "../../shared/database";
import { insist } from "../../shared/insist";
import { Journal } from "../../shared/journal";
import type { JournaledMessage, WriterIdentity } from "../../shared/protocol";
import type { Watchable } from "../observable";
import type { Browser } from "./browser";
import { askForCode } from "./code";
import type { Delivery } from "./delivery";
import { type Destination, siteDestination } from "./destination";
import { downloadOf } from "./download";
import { sessionsOf } from "./endpoint";
import { Outbox, type UploadStatus } from "./outbox";
import type { PageRecord, Recorder, RecorderOptions } from "./recorder";
import {
  type Arrival,
  findUnfinished,
  newSession,
  nextLoad,
  readArrival,
  Session,
} from "./session";
import { Uploader } from "./uploader";
import { headersOf } from "./writer";

/** A worker in the middle of a long step is not waited for longer than this. */
const FLUSH_PATIENCE_MS = 2_000;
const RETRY_MS = 1_000;

/** See `Recorder` for what each member promises. */
export class PageRecorder implements Recorder {
  resumed: { stepIndex: number } | null = null;
  readonly #journal: Journal;
  readonly #destination: Destination;
  readonly #uploader: Uploader;
  readonly #outbox: Outbox;
  readonly #arrival: Arrival;
  #unfinished: SessionRow | null = null;
  #session: Session | null = null;
  /** The journal's own name, from `begin` on. */
  #page: WriterIdentity | null = null;
  #begun: ReturnType<Recorder["begin"]> | null = null;
  #leftoversSent = false;
  #stepIndex = 0;

  constructor(
    private readonly options: RecorderOptions,
    private readonly browser: Browser,
    private readonly connection: Connection,
  ) {
    const { clock, fetch, timer } = browser;
    this.#arrival = readArrival(options.manifest.participant, options.search);
    this.#destination = siteDestination(options.root, fetch, sessionsOf(connection));
    this.#uploader = this.#makeUploader();
    this.#outbox = new Outbox({ connection, uploader: this.#uploader, clock, timer });
    this.#journal = new Journal({
      clock,
      timer,
      onCommitted: (records, bytes) => this.#journaled(this.#page?.writer, records, bytes),
      onFailed: (error) => this.#tellUnsaved(error),
    });
    browser.onLeave(() => void this.#leave());
  }

  get status(): Watchable<UploadStatus> {
    return this.#outbox.status;
  }

  /** Goes on with what earlier visits have left in the database. */
  async resume(): Promise<void> {
    this.#sendLeftovers();
    this.#unfinished = await findUnfinished(
      this.connection,
      this.options.siteHash,
      this.#arrival.participant,
      this.browser.isReload(),
    );
    if (this.#unfinished === null) return;
    this.#stepIndex = this.#unfinished.stepIndex;
    await this.begin();
    this.resumed = { stepIndex: this.#stepIndex };
  }

  // Not an async function: whoever ignores the journal's promise may do so without a warning.
  record(record: PageRecord, { durable = false }: { durable?: boolean } = {}): Promise<void> {
    const committed = this.#journal.append(record);
    // Its failure is that of `committed`.
    if (durable) this.#journal.flush({ durable }).catch(() => {});
    return committed;
  }

  begin(): ReturnType<Recorder["begin"]> {
    this.#begun ??= this.#begin().catch((error: unknown) => {
      this.#begun = null;
      throw error;
    });
    return this.#begun;
  }

  discard(): void {
    this.#journal.discard();
    // Only where consent was given, lost from sight by a reload, and then declined.
    this.#session?.end("declined").catch((error: unknown) => this.#tellUnsaved(error));
  }

  async enterStep(index: number): Promise<void> {
    this.#stepIndex = index;
    await this.#session?.enter(index);
  }

  async nextAttempt(step: string): Promise<number> {
    return (await this.#begunSession()).nextAttempt(step);
  }

  async nextGameWriter(): Promise<WriterIdentity> {
    return (await this.#begunSession()).nextWriter("game");
  }

  gameJournaled({ writer, records, bytes }: JournaledMessage): void {
    this.#journaled(writer, records, bytes);
  }

  async sealStep(): Promise<void> {
    // Sealing opens the database.
    if (this.#page === null) return;
    // Its failure is told by `onFailed`.
    await this.#journal.flush().catch(() => {});
    await this.#outbox.seal();
  }

  async finish(outcome: Outcome): Promise<void> {
    const session = await this.#begunSession();
    await Promise.all([this.#flushWorker(), this.#journal.flush()]);
    await this.#recordEnd(session, outcome);
    await session.end(outcome);
    await this.sealStep();
  }

  async settled(): Promise<void> {
    const session = await this.#begunSession();
    await this.#flushWorker();
    const flush = () => this.#journal.flush();
    // Its failure is told by `onFailed`.
    await insist(flush, this.browser.timer, RETRY_MS, () => {});
    await this.#outbox.settled(session.id);
  }

  async code(tell: (sentence: string) => void): Promise<string | null> {
    const { id } = await this.#begunSession();
    return askForCode(this.#destination, this.connection, id, this.browser.timer, tell);
  }

  async download(): Promise<File> {
    const session = await this.#begunSession();
    await this.#flushWorker();
    await this.sealStep();
    const name = `${this.options.manifest.experiment}-${session.id}.gymbrowser`;
    return downloadOf(this.connection, session.id, name);
  }

  async #begin(): ReturnType<Recorder["begin"]> {
    const { manifest } = this.options;
    this.#session ??= this.#makeSession();
    const session = this.#session;
    this.#page ??= await session.nextWriter("page");
    const identity = await session.nextWriter("game");
    await this.#journal.identify(this.#page, session.record(manifest, this.browser.device()));
    this.#sendLeftovers();
    return { identity, seed: session.seed };
  }

  #makeSession(): Session {
    const { manifest, siteHash } = this.options;
    const { clock, randomBytes } = this.browser;
    const row =
      this.#unfinished === null
        ? newSession({
            manifest,
            site: siteHash,
            arrival: this.#arrival,
            stepIndex: this.#stepIndex,
            startedAt: clock(),
            randomBytes,
          })
        : nextLoad(this.#unfinished);
    return new Session(this.connection, headersOf(manifest, siteHash), row);
  }

  async #begunSession(): Promise<Session> {
    if (this.#begun === null || this.#session === null) {
      throw new Error("The session has not begun: call begin() once consent is given.");
    }
    await this.#begun;
    return this.#session;
  }

  #makeUploader(): Uploader {
    const { browser, connection } = this;
    const uploader = new Uploader({
      destination: this.#destination,
      read: (key) => connection.use(async (database) => (await database.get("chunks", key))?.bytes),
      remove: (key) => connection.use((database) => database.delete("chunks", key)),
      isOnline: browser.isOnline,
      random: browser.random,
      timer: browser.timer,
    });
    browser.onReturn(() => uploader.wake());
    whenStuck(uploader.status, () => this.#sendLater());
    return uploader;
  }

  #sendLeftovers(): void {
    if (this.#leftoversSent) return;
    this.#leftoversSent = true;
    void this.#outbox.sendLeftovers();
  }

  #journaled(writer: string | undefined, records: number, bytes: number): void {
    if (this.#session === null || writer === undefined) return;
    this.#outbox.journaled([this.#session.id, writer], records, bytes);
  }

  /** What the session has made, so that its readers can tell whether they have all of it. */
  async #recordEnd(session: Session, outcome: Outcome): Promise<void> {
    const writers = await session.countRecords();
    if (this.#page !== null) writers[this.#page.writer] = this.#journal.records + 1;
    this.#journal.append({ type: "end", outcome, writers });
    await this.#journal.flush({ durable: true });
  }

  /**
   * What the page holds goes first: it may never run again after it has waited for the worker, or,
   * where it is being closed, for anything at all.
   */
  async #leave(): Promise<void> {
    if (this.#page === null) return;
    const isWaiting = () => this.#outbox.status.get().pendingChunks > 0;
    const wasWaiting = isWaiting();
    const journal = this.#journal.flush({ durable: true });
    this.#uploader.hurry();
    if (wasWaiting) this.#sendLater();
    for (const flushed of [journal, this.#flushWorker()]) {
      // The journal's failure is told by `onFailed`; what it has committed before is sealed still.
      await flushed.catch(() => {});
      await this.#outbox.leave();
    }
    if (!wasWaiting && isWaiting()) this.#sendLater();
  }

  /** Even if the page is closed by then. */
  #sendLater(): void {
    if (this.#page === null) return;
    // A browser that does not do it only loses this way: the next visit sends what is left.
    this.browser.requestSync(this.connection.name).catch(() => {});
  }

  /** Waits until the worker has committed what it holds, but not for long. */
  #flushWorker(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.browser.timer(resolve, FLUSH_PATIENCE_MS);
      const done = () => {
        cancel();
        resolve();
      };
      // A worker that cannot answer has committed what it could: the journal is what counts.
      this.options.flushWorker().then(done, done);
    });
  }

  #tellUnsaved(error: unknown): void {
    this.#outbox.report("Records could not be saved in this browser", error);
  }
}

/** Calls `run` whenever an attempt to send was in vain after one that was not. */
function whenStuck(status: Watchable<Delivery>, run: () => void): void {
  let stuck = false;
  status.subscribe(({ state }) => {
    const was = stuck;
    stuck = state === "waiting" || (stuck && state === "sending");
    if (stuck && !was) run();
  });
}
