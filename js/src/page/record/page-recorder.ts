/** The recorder of one page: what its session is, and what becomes of it. */

import type {
  EpisodeEndRecord,
  Outcome,
  QuotaSlot,
  WithdrawalChoice,
} from "../../generated/contract";
import type { StoredCourse, StoredFacts } from "../../shared/course";
import type { Connection, SessionRow, WriterKind } from "../../shared/database";
import type { GameProgress, StoredGame } from "../../shared/game-progress";
import type { WriterIdentity } from "../../shared/journal";
import type { JournaledMessage, StorageMessage } from "../../shared/protocol";
import type { Watchable } from "../observable";
import type { ChosenKeys } from "../steps/inputs/chosen-keys";
import type { Browser } from "./browser";
import { readChains, readWaiting } from "./chains";
import { askForCode } from "./code";
import { type Destination, siteDestination } from "./destination";
import { downloadOf } from "./download";
import { sessionsOf } from "./endpoint";
import { sweep } from "./forgetting";
import { readLateEnd, readTapedAttempt } from "./late-end";
import { LAST_PATIENCE_MS } from "./leaving";
import type { UploadStatus } from "./outbox";
import { Pipeline } from "./pipeline";
import type { PageRecord, QuotaAsk, Recorder, RecorderOptions, Resumed } from "./recorder";
import type { Session } from "./session";
import { Sessions } from "./sessions";
import { supersede } from "./supersede";
import type { Arrival, Taker } from "./taker";
import { type Wiped, wipeSent } from "./wipe";
import { headersOf, newWriter } from "./writer";

/** See `Recorder` for what each member promises. */
export class PageRecorder implements Recorder {
  resumed: Resumed | null = null;
  withdrawn: { session: string; choice: WithdrawalChoice } | null = null;
  readonly #destination: Destination;
  readonly #pipeline: Pipeline;
  readonly #sessions: Sessions;
  #unfinished: SessionRow | null = null;
  /** Of the episode that an earlier visit has thought to be running. */
  #lateEnd: EpisodeEndRecord | null = null;
  #taped: number | null = null;
  #session: Session | null = null;
  #begun: ReturnType<Recorder["begin"]> | null = null;
  /** Where it is; kept here until the session is. */
  #stepIndex = 0;
  #course: StoredCourse | null = null;

  constructor(
    private readonly options: RecorderOptions,
    private readonly browser: Browser,
    private readonly connection: Connection,
  ) {
    this.#destination = siteDestination(
      options.root,
      browser.fetch,
      sessionsOf(connection),
      options.manifest.experiment,
    );
    this.#pipeline = new Pipeline(options, browser, connection, this.#destination);
    this.#sessions = new Sessions(options, browser, connection, this.#pipeline.safekeeping);
  }

  get status(): Watchable<UploadStatus> {
    return this.#pipeline.outbox.status;
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
    this.#pipeline.sendLeftovers();
    if (this.#unfinished === null) return;
    if (this.#unfinished.ended === "withdrawn") return this.#recall(this.#unfinished);
    this.#stepIndex = this.#unfinished.stepIndex;
    await this.begin();
    this.resumed = { stepIndex: this.#stepIndex, course: this.#unfinished.course ?? null };
  }

  record(record: PageRecord, { durable = false }: { durable?: boolean } = {}): Promise<void> {
    return this.#pipeline.record(record, durable);
  }

  begin(): ReturnType<Recorder["begin"]> {
    this.#begun ??= this.#begin().catch((error: unknown) => {
      this.#begun = null;
      throw error;
    });
    return this.#begun;
  }

  discard(): void {
    this.#pipeline.journal.discard();
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
    await this.#orTell(session.keepGame(progress, durable));
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
    await this.#orTell(session.keepUnheard(unheard));
  }

  async nextGameWriter(): Promise<WriterIdentity> {
    return this.#nextWriter(await this.#begunSession(), "game");
  }

  gameJournaled({ writer, records, bytes }: JournaledMessage): void {
    this.#pipeline.journaled(writer, records, bytes);
  }

  gameStorage(message: StorageMessage): void {
    this.#pipeline.hear(message);
  }

  sealStep(): Promise<void> {
    return this.#pipeline.seal();
  }

  async finish(outcome: Outcome): Promise<void> {
    if (this.withdrawn !== null) return;
    const session = await this.#begunSession();
    await Promise.all([this.#pipeline.flushWorker(LAST_PATIENCE_MS), this.#pipeline.flush()]);
    await this.#pipeline.recordEnd(session.id, outcome);
    await session.end(outcome);
    await this.#pipeline.outbox.sendStored();
    await this.sealStep();
  }

  async withdraw(choice: WithdrawalChoice, step: string, endWorker: () => void): Promise<void> {
    const session = await this.#begunSession();
    const { journal, outbox, safekeeping } = this.#pipeline;
    // What is on its way to the database would come there after all else was taken out.
    const flushed = this.#pipeline.flushWorker(LAST_PATIENCE_MS);
    await Promise.all([flushed, journal.flush().catch(() => {})]);
    endWorker();
    const withdraw = () => session.withdraw(this.browser.clock(), step, choice);
    if (choice === "keep") {
      await withdraw();
      await this.#pipeline.recordEnd(session.id, "withdrawn");
      await outbox.sendStored();
      journal.discard();
    } else {
      // First: what is recorded meanwhile would find its writer gone, and restore the session.
      journal.discard();
      safekeeping.forget();
      await outbox.takeBack(session.id, withdraw);
    }
    this.withdrawn = { session: session.id, choice };
    await outbox.seal();
  }

  async received(): Promise<void> {
    await this.#pipeline.outbox.received(await this.#committed());
  }

  async settled(): Promise<void> {
    await this.#pipeline.outbox.settled(await this.#committed());
  }

  /** The session's id, once all that it has recorded so far is in the database. */
  async #committed(): Promise<string> {
    const { id } = await this.#begunSession();
    await this.#pipeline.flushWorker();
    await this.#pipeline.flush();
    return id;
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
    await this.#pipeline.flushWorker();
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
      this.#pipeline.ledger.adopt(chains, await readWaiting(database, session));
    });
  }

  /** The session is over for good: it is only told of. */
  #recall(row: SessionRow): void {
    this.#session = this.#sessions.of(row);
    this.withdrawn = { session: row.session, choice: row.withdrawal ?? "keep" };
  }

  async #begin(): ReturnType<Recorder["begin"]> {
    const { manifest } = this.options;
    const { journal, safekeeping } = this.#pipeline;
    this.#session ??= this.#sessions.make(this.#unfinished, this.#stepIndex, this.#course);
    const session = this.#session;
    await session.identify(this.browser.clock());
    this.#pipeline.page ??= await this.#nextWriter(session, "page");
    const identity = await this.#nextWriter(session, "game");
    await journal.identify(this.#pipeline.page, session.record(manifest, this.browser.facts()));
    this.#pipeline.sendLeftovers();
    // What it tells of is not worth stopping for.
    void this.#orTell(safekeeping.begun(session));
    return { identity, seed: session.taker.seed };
  }

  async #nextWriter(session: Session, kind: WriterKind): Promise<WriterIdentity> {
    const { manifest, siteHash } = this.options;
    const { safekeeping, ledger } = this.#pipeline;
    const identity = await safekeeping.orInMemory(() =>
      session.nextWriter(kind, this.browser.random()),
    );
    ledger.begin(newWriter(session.id, identity.writer, headersOf(manifest, siteHash)[kind]));
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

  /** What fails to be kept is told by `status`, and nobody else has to hear of it. */
  #orTell(keeping: Promise<void>): Promise<void> {
    return keeping.catch((error: unknown) => this.#pipeline.tellUnsaved(error));
  }
}
