/** The recorder of one page: joins the session, the journal and the outbox. */

import type {
  EpisodeEndRecord,
  Outcome,
  QuotaSlot,
  WithdrawalChoice,
} from "../../generated/contract";
import { noteStored } from "../../shared/chunk-notes";
import type { StoredCourse, StoredFacts } from "../../shared/course";
import type { Connection, SessionRow, WriterKind } from "../../shared/database";
import type { GameProgress, StoredGame } from "../../shared/game-progress";
import { insist } from "../../shared/insist";
import { Journal } from "../../shared/journal";
import { EmptiedError } from "../../shared/journal-rows";
import type {
  JournaledMessage,
  StorageMessage,
  Unstored,
  WriterIdentity,
} from "../../shared/protocol";
import type { Watchable } from "../observable";
import type { ChosenKeys } from "../steps/inputs/chosen-keys";
import type { Browser } from "./browser";
import { readChains, readWaiting, recordsMade } from "./chains";
import { askForCode } from "./code";
import { whenStuck } from "./delivery";
import { type Destination, siteDestination } from "./destination";
import { downloadOf } from "./download";
import { sessionsOf } from "./endpoint";
import { sweep } from "./forgetting";
import { readLateEnd, readTapedAttempt } from "./late-end";
import { flushPatiently, leave } from "./leaving";
import { Ledger } from "./ledger";
import { Outbox, type UploadStatus } from "./outbox";
import type { PageRecord, QuotaAsk, Recorder, RecorderOptions, Resumed, Taker } from "./recorder";
import { Safekeeping } from "./safekeeping";
import type { Arrival, Session } from "./session";
import { Sessions } from "./sessions";
import { supersede } from "./supersede";
import { Uploader } from "./uploader";
import { type Wiped, wipeSent } from "./wipe";
import { headersOf, newWriter } from "./writer";

const RETRY_MS = 1_000;

/** See `Recorder` for what each member promises. */
export class PageRecorder implements Recorder {
  resumed: Resumed | null = null;
  withdrawn: { session: string; choice: WithdrawalChoice } | null = null;
  readonly #journal: Journal;
  readonly #destination: Destination;
  readonly #uploader: Uploader;
  readonly #outbox: Outbox;
  readonly #ledger = new Ledger();
  readonly #safekeeping: Safekeeping;
  readonly #sessions: Sessions;
  #unfinished: SessionRow | null = null;
  /** Of the episode that an earlier visit has thought to be running. */
  #lateEnd: EpisodeEndRecord | null = null;
  #taped: number | null = null;
  #session: Session | null = null;
  /** The journal's own name, from `begin` on. */
  #page: WriterIdentity | null = null;
  #begun: ReturnType<Recorder["begin"]> | null = null;
  #leftoversSent = false;
  /** Where it is; kept here until the session is. */
  #stepIndex = 0;
  #course: StoredCourse | null = null;

  constructor(
    private readonly options: RecorderOptions,
    private readonly browser: Browser,
    private readonly connection: Connection,
  ) {
    const { clock, fetch, timer } = browser;
    this.#destination = siteDestination(
      options.root,
      fetch,
      sessionsOf(connection),
      options.manifest.experiment,
    );
    this.#uploader = this.#makeUploader();
    this.#safekeeping = this.#makeSafekeeping();
    this.#sessions = new Sessions(options, browser, connection, this.#safekeeping);
    this.#outbox = this.#makeOutbox();
    this.#journal = new Journal({
      clock,
      timer,
      onCommitted: (records, bytes) => this.#journaled(this.#page?.writer, records, bytes),
      onFailed: (error) => this.#tellUnsaved(error),
      onUnstored: (unstored) => this.#take(unstored),
    });
    browser.onLeave(() => void this.#leave());
  }

  get status(): Watchable<UploadStatus> {
    return this.#outbox.status;
  }

  get session(): string | null {
    return this.#session?.id ?? null;
  }

  /** Goes on with what earlier visits have left in the database. */
  async resume(): Promise<void> {
    const { superseded = null } = this.options;
    if (superseded !== null) await supersede(this.connection, superseded, this.browser.clock);
    this.#unfinished = await this.#sessions.findUnfinished();
    await sweep(this.connection, this.#unfinished?.session ?? null);
    if (this.#unfinished !== null) await this.#adopt(this.#unfinished);
    this.#sendLeftovers();
    if (this.#unfinished === null) return;
    if (this.#unfinished.ended === "withdrawn") return this.#recall(this.#unfinished);
    this.#stepIndex = this.#unfinished.stepIndex;
    await this.begin();
    this.resumed = { stepIndex: this.#stepIndex, course: this.#unfinished.course ?? null };
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
  }

  get taker(): Taker {
    return this.#session?.taker ?? { ...this.#sessions.arrival, seed: null };
  }

  identify(arrival: Arrival): void {
    this.#sessions.identify(arrival);
  }

  get startedAt(): number | null {
    return this.#session?.startedAt ?? null;
  }

  async enterStep(index: number, course: StoredCourse): Promise<void> {
    this.#stepIndex = index;
    this.#course = course;
    await this.#session?.enter(index, course);
  }

  async keepFacts(facts: StoredFacts): Promise<void> {
    if (this.#course === null) return;
    await this.enterStep(this.#stepIndex, { ...this.#course, facts });
  }

  get game(): StoredGame | null {
    const progress = this.#session?.game ?? null;
    return progress && { progress, ended: this.#lateEnd, taped: this.#taped };
  }

  async keepGame(progress: GameProgress, { durable = false } = {}): Promise<void> {
    const session = await this.#begunSession();
    await session.keepGame(progress, durable).catch((error: unknown) => this.#tellUnsaved(error));
  }

  async nextAttempt(step: string): Promise<number> {
    return (await this.#begunSession()).nextAttempt(step);
  }

  async upcomingAttempt(step: string): Promise<number> {
    return (await this.#begunSession()).upcomingAttempt(step);
  }

  get chosenKeys(): ChosenKeys {
    return this.#session?.keys ?? {};
  }

  async chooseKeys(step: string, chosen: ChosenKeys): Promise<void> {
    await (await this.#begunSession()).chooseKeys(chosen);
    for (const [agent, keys] of Object.entries(chosen)) {
      await this.record({ type: "remap", step, agent, keys }, { durable: true });
    }
  }

  get unheard(): boolean {
    return this.#session?.unheard ?? false;
  }

  async keepUnheard(unheard: boolean): Promise<void> {
    const session = await this.#begunSession();
    await session.keepUnheard(unheard).catch((error: unknown) => this.#tellUnsaved(error));
  }

  async nextGameWriter(): Promise<WriterIdentity> {
    return this.#nextWriter(await this.#begunSession(), "game");
  }

  gameJournaled({ writer, records, bytes }: JournaledMessage): void {
    this.#journaled(writer, records, bytes);
  }

  gameStorage(message: StorageMessage): void {
    if (this.#session !== null) this.#safekeeping.hear(message, this.#session.id);
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
    await Promise.all([this.#flushWorker(), this.#flush()]);
    await this.#recordEnd(session, outcome);
    await session.end(outcome);
    await this.#outbox.sendStored();
    await this.sealStep();
  }

  async withdraw(choice: WithdrawalChoice, step: string, endWorker: () => void): Promise<void> {
    const session = await this.#begunSession();
    // What is on its way to the database would come there after all else was taken out.
    await Promise.all([this.#flushWorker(), this.#journal.flush().catch(() => {})]);
    endWorker();
    const withdraw = () => session.withdraw(this.browser.clock(), step, choice);
    if (choice === "keep") {
      await withdraw();
      await this.#recordEnd(session, "withdrawn");
      await this.#outbox.sendStored();
      this.#journal.discard();
    } else {
      // First: what is recorded meanwhile would find its writer gone, and restore the session.
      this.#journal.discard();
      this.#safekeeping.forget();
      await this.#outbox.takeBack(session.id, withdraw);
    }
    this.withdrawn = { session: session.id, choice };
    await this.#outbox.seal();
  }

  async received(): Promise<void> {
    await this.#outbox.received(await this.#committed());
  }

  async settled(): Promise<void> {
    await this.#outbox.settled(await this.#committed());
  }

  /** The session's id, once all that it has recorded so far is in the database. */
  async #committed(): Promise<string> {
    const session = await this.#begunSession();
    await this.#flushWorker();
    await this.#flush();
    return session.id;
  }

  /** Resolves when all that the page has recorded is kept, however often it takes. */
  #flush(): Promise<void> {
    const flush = () => this.#journal.flush({ durable: true });
    // Its failure is told by `onFailed`.
    return insist(flush, this.browser.timer, RETRY_MS, () => {});
  }

  async code(tell: (sentence: string) => void): Promise<string | null> {
    const { id } = await this.#begunSession();
    return askForCode(this.#destination, this.connection, id, this.browser.timer, tell);
  }

  async quota(ask: QuotaAsk, patience_ms: number): Promise<QuotaSlot | null> {
    const { id } = await this.#begunSession();
    return this.#destination.quota(id, ask, patience_ms);
  }

  async download(): Promise<File> {
    const session = await this.#begunSession();
    await this.#flushWorker();
    await this.sealStep();
    const name = `${this.options.manifest.experiment}-${session.id}.gymbrowser`;
    return downloadOf(this.connection, session.id, name);
  }

  wipe(withOwn: boolean): Promise<Wiped> {
    return wipeSent(this.connection, () => (withOwn ? null : this.session));
  }

  /** Before any of it is sent: what is sent then counts as stored. */
  #adopt({ session, game = null }: SessionRow): Promise<void> {
    return this.connection.use(async (database) => {
      this.#lateEnd = await readLateEnd(database, session, game);
      this.#taped = await readTapedAttempt(database, session);
      const chains = await readChains(database, session);
      this.#ledger.adopt(chains, await readWaiting(database, session));
    });
  }

  /** The session is over for good: it is only told of. */
  #recall(row: SessionRow): void {
    this.#session = this.#sessions.of(row);
    this.withdrawn = { session: row.session, choice: row.withdrawal ?? "keep" };
  }

  async #begin(): ReturnType<Recorder["begin"]> {
    const { manifest } = this.options;
    this.#session ??= this.#sessions.make(this.#unfinished, this.#stepIndex, this.#course);
    const session = this.#session;
    await session.identify(this.browser.clock());
    this.#page ??= await this.#nextWriter(session, "page");
    const identity = await this.#nextWriter(session, "game");
    await this.#journal.identify(this.#page, session.record(manifest, this.browser.device()));
    this.#sendLeftovers();
    // What it tells of is not worth stopping for.
    this.#safekeeping.begun(session).catch((error: unknown) => this.#tellUnsaved(error));
    return { identity, seed: session.taker.seed };
  }

  async #nextWriter(session: Session, kind: WriterKind): Promise<WriterIdentity> {
    const { manifest, siteHash } = this.options;
    const identity = await this.#safekeeping.orInMemory(() =>
      session.nextWriter(kind, this.browser.random()),
    );
    this.#ledger.begin(newWriter(session.id, identity.writer, headersOf(manifest, siteHash)[kind]));
    return identity;
  }

  async #begunSession(): Promise<Session> {
    if (this.withdrawn !== null && this.#session !== null) return this.#session;
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
      note: (key, address) => noteStored(connection, key, address),
      remove: (key) => {
        this.#ledger.stored(key);
        this.#safekeeping.testify();
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
    const { clock, timer } = this.browser;
    return new Outbox({
      connection: this.connection,
      uploader: this.#uploader,
      clock,
      timer,
      keeping: this.#safekeeping.keeping,
      onSealed: ({ chunk, chain }) => {
        this.#ledger.sealed(chunk.key, chunk.records, chain);
        this.#safekeeping.sealed();
      },
      onSealFailed: (error) => this.#safekeeping.sealFailed(error),
    });
  }

  #makeSafekeeping(): Safekeeping {
    const { browser, connection } = this;
    const tellWorker = this.options.tellWorker ?? (() => {});
    return new Safekeeping({
      connection,
      browser,
      ledger: this.#ledger,
      append: (body) => void this.#journal.append(body),
      spill: async (why) => {
        tellWorker({ type: "spill", why });
        await Promise.all([this.#journal.spill(why), this.#flushWorker()]);
      },
      hold: (hold) => tellWorker({ type: "hold", hold }),
      onMoved: () => void this.#outbox.seal(),
    });
  }

  #take(unstored: Unstored): void {
    if (this.#page === null) return;
    this.#safekeeping.take([this.#page.session, this.#page.writer], unstored);
  }

  #sendLeftovers(): void {
    if (this.#leftoversSent) return;
    this.#leftoversSent = true;
    void this.#outbox.sendStored();
  }

  #journaled(writer: string | undefined, records: number, bytes: number): void {
    if (this.#session === null || writer === undefined) return;
    this.#ledger.made(writer, records);
    this.#outbox.journaled([this.#session.id, writer], records, bytes);
  }

  /** What the session has made, so that its readers can tell whether they have all of it. */
  async #recordEnd(session: Session, outcome: Outcome): Promise<void> {
    const read = () => this.connection.use((database) => readChains(database, session.id));
    const writers = recordsMade(await this.#safekeeping.orInMemory(read));
    // The database does not know of records that it has lost.
    for (const [writer, { made }] of Object.entries(this.#ledger.counts)) {
      // Nor was it told of the last commit of a worker that hung.
      writers[writer] = Math.max(made, writers[writer] ?? 0);
    }
    if (this.#page !== null) writers[this.#page.writer] = this.#journal.records + 1;
    void this.#journal.append({ type: "end", outcome, writers });
    await this.#flush();
  }

  /** Even if the page is closed by then. */
  #sendLater(): void {
    if (this.#page === null) return;
    // A browser that does not do it only loses this way: the next visit sends what is left.
    this.browser.requestSync(this.connection.name).catch(() => {});
  }

  #flushWorker(): Promise<void> {
    return flushPatiently(this.options.flushWorker, this.browser.timer);
  }

  async #leave(): Promise<void> {
    if (this.#page === null) return;
    await leave({
      journal: this.#journal,
      safekeeping: this.#safekeeping,
      uploader: this.#uploader,
      outbox: this.#outbox,
      flushWorker: () => this.#flushWorker(),
      sendLater: () => this.#sendLater(),
    });
  }

  #tellUnsaved(error: unknown): void {
    if (error instanceof EmptiedError) void this.#safekeeping.emptied();
    this.#outbox.report("Records could not be saved in this browser", error);
  }
}
