/** One participant's way through the study, as the database keeps it for a reload or a crash. */

import type { Manifest, Outcome, SessionRecord, WithdrawalChoice } from "../../generated/contract";
import type { StoredCourse } from "../../shared/course";
import {
  type Connection,
  type Database,
  type HeaderConstants,
  type SessionRow,
  tapeOf,
  type WriterKind,
  type WriterRow,
} from "../../shared/database";
import type { GameProgress } from "../../shared/game-progress";
import type { WriterIdentity } from "../../shared/journal";
import type { BodyOf } from "../../shared/record-line";
import type { ChosenKeys } from "../steps/inputs/chosen-keys";
import type { BrowserFacts } from "./browser";
import { ALL_STORES, type Everything, forgetRecords } from "./forgetting";
import { type LoneBody, putAlone } from "./lone";
import { afterEnd, afterWithdrawal } from "./session-row";
import type { Arrival } from "./taker";
import { newWriter } from "./writer";

/** Keeps a session's row in the database up to date. Only the page that holds the lock has one. */
export class Session {
  /** When it was put down who takes part; null where this visit has not done it. */
  #identifiedAt: number | null = null;

  constructor(
    private readonly connection: Connection,
    private readonly headers: Record<WriterKind, HeaderConstants>,
    private row: SessionRow,
    /** Does it again elsewhere where the browser refuses it. */
    private readonly insist: <T>(write: () => Promise<T>) => Promise<T> = (write) => write(),
  ) {}

  get id(): string {
    return this.row.session;
  }

  get startedAt(): number {
    return this.row.startedAt;
  }

  /** Nothing of it may be sent before it has ended. */
  get isHeld(): boolean {
    return this.row.held === true;
  }

  get taker(): Arrival & { seed: string } {
    const { participant, params, seed } = this.row;
    return { participant, params, seed };
  }

  /**
   * Names the next writer of its kind and starts its chain; on disk before it is told, if the browser
   * stores anything.
   *
   * @param random In [0, 1).
   */
  async nextWriter(kind: WriterKind, random: number): Promise<WriterIdentity> {
    const { writersStarted: started, session } = this.row;
    const { isRefused, name } = this.connection;
    // Where nothing is stored a later visit may not learn of this one, and must not take its names.
    const number = isRefused ? 100_000 + Math.floor(random * 800_000) : started[kind] + 1;
    this.row = { ...this.row, writersStarted: { ...started, [kind]: number } };
    const writer = `${kind}-${number}`;
    await this.#startChain(newWriter(session, writer, this.headers[kind]));
    return { database: isRefused ? null : name, session, mode: this.row.mode, writer };
  }

  /**
   * Makes this session and its writers known again to a database that was emptied.
   *
   * @param chains How far they have come.
   * @returns false where it knows them.
   */
  async restore(chains: WriterRow[]): Promise<boolean> {
    const { participant, params } = this.row;
    const wasEmptied = await this.#putMissing(chains);
    // If it was sent already, this is the same chunk once more.
    if (wasEmptied && this.#identifiedAt !== null) {
      await this.#putAlone(this.#identifiedAt, { type: "identity", participant, params });
    }
    return wasEmptied;
  }

  #putMissing(chains: WriterRow[]): Promise<boolean> {
    const { row } = this;
    return this.connection.use(async (database) => {
      const transaction = database.transaction(["sessions", "writers"], "readwrite", {
        durability: "strict",
      });
      const writers = transaction.objectStore("writers");
      const missing: WriterRow[] = [];
      for (const chain of chains) {
        const known = await writers.getKey([chain.session, chain.writer]);
        if (known === undefined) missing.push(chain);
      }
      const changes = missing.map((chain) => writers.put(chain));
      const session = transaction.objectStore("sessions").put(row);
      await Promise.all([session, ...changes, transaction.done]);
      return missing.length > 0;
    });
  }

  #startChain(writer: WriterRow): Promise<void> {
    const { row } = this;
    return this.connection.use(async (database) => {
      const transaction = database.transaction(["sessions", "writers"], "readwrite", {
        durability: "strict",
      });
      const changes = [
        transaction.objectStore("sessions").put(row),
        transaction.objectStore("writers").put(writer),
      ];
      await Promise.all([...changes, transaction.done]);
    });
  }

  /** Remembers the step to resume at, and the way there. */
  enter(stepIndex: number, course: StoredCourse): Promise<void> {
    const game = stepIndex === this.row.stepIndex ? this.game : null;
    return this.#change({ stepIndex, course, game });
  }

  /** How far it is in the game that was entered last; null: nothing is known of that. */
  get game(): GameProgress | null {
    return this.row.game ?? null;
  }

  /** @param durable Waits for the disk. */
  keepGame(game: GameProgress, durable: boolean): Promise<void> {
    return this.#change({ game }, durable ? "strict" : "relaxed");
  }

  /** 1 for the first time that this game step is begun, then 2, 3, … */
  async nextAttempt(step: string): Promise<number> {
    const attempt = this.upcomingAttempt(step);
    await this.#change({ attempts: { ...this.row.attempts, [step]: attempt } });
    return attempt;
  }

  upcomingAttempt(step: string): number {
    return (this.row.attempts[step] ?? 0) + 1;
  }

  /** Agent to code to the key that the participant has chosen for it. */
  get keys(): ChosenKeys {
    return this.row.keys ?? {};
  }

  chooseKeys(keys: ChosenKeys): Promise<void> {
    return this.#change({ keys: { ...this.row.keys, ...keys } });
  }

  /** Whether the participant goes on without a microphone. */
  get unheard(): boolean {
    return this.row.unheard ?? false;
  }

  async keepUnheard(unheard: boolean): Promise<void> {
    if (unheard !== this.unheard) await this.#change({ unheard });
  }

  /** From now on everything of it may be sent. */
  async end(outcome: Outcome): Promise<void> {
    await this.#change(afterEnd(this.row, outcome));
    await this.insist(() =>
      this.connection.use((database) => database.delete("journal", tapeOf(this.id))),
    );
  }

  /** Puts down who takes part, apart from all that is done; once in a session. */
  async identify(t: number): Promise<void> {
    const { participant, params, load } = this.row;
    const isKnown = participant !== null || Object.keys(params).length > 0;
    if (this.#identifiedAt !== null || load > 1 || !isKnown) return;
    await this.#putAlone(t, { type: "identity", participant, params });
    this.#identifiedAt = t;
  }

  /**
   * Ends the session by a withdrawal. With `delete` this browser forgets all of it at the same time,
   * and what is left to send is the wish alone; nothing at all where nothing of it was ever sent.
   */
  async withdraw(t: number, step: string, choice: WithdrawalChoice): Promise<void> {
    const marker: LoneBody = { type: "withdrawal", step, choice };
    const isKnownElsewhere = this.row.held !== true;
    this.row = afterWithdrawal(this.row, choice);
    if (choice === "keep") await this.#putAlone(t, marker);
    else {
      this.#identifiedAt = null;
      await this.#putAlone(t, isKnownElsewhere ? marker : null, (transaction) =>
        forgetRecords(transaction, this.row.session),
      );
    }
  }

  /** The row as it now is, and with it a record of a writer of its own. */
  async #putAlone(
    t: number,
    body: LoneBody | null,
    first: (transaction: Everything) => Promise<unknown>[] = () => [],
  ): Promise<void> {
    const { row, headers } = this;
    const put = async (database: Database) => {
      const transaction = database.transaction(ALL_STORES, "readwrite", { durability: "strict" });
      const changes = [
        ...first(transaction),
        ...(body === null ? [] : putAlone(transaction, row, t, body, headers.page)),
        transaction.objectStore("journal").delete(tapeOf(row.session)),
        transaction.objectStore("sessions").put(row),
      ];
      await Promise.all([...changes, transaction.done]);
    };
    await this.insist(() => this.connection.use(put));
  }

  async #change(
    change: Partial<SessionRow>,
    durability: IDBTransactionDurability = "relaxed",
  ): Promise<void> {
    // Who has withdrawn has asked for all of it to be forgotten, what a step does late as well.
    if (this.row.ended === "withdrawn") return;
    this.row = { ...this.row, ...change };
    const { row } = this;
    const put = async (database: Database) => {
      const transaction = database.transaction("sessions", "readwrite", { durability });
      await Promise.all([transaction.store.put(row), transaction.done]);
    };
    await this.insist(() => this.connection.use(put));
  }

  /** What goes first in the journal of each page. */
  record(manifest: Manifest, facts: BrowserFacts): BodyOf<SessionRecord> {
    const { session, load, experiment, site, seed } = this.row;
    const policies = Object.entries(manifest.policies);
    return {
      type: "session",
      session,
      load,
      experiment,
      gymbrowser: manifest.gymbrowser,
      site,
      language: manifest.language,
      environment: manifest.environment.sha256,
      policies: Object.fromEntries(policies.map(([name, { sha256 }]) => [name, sha256])),
      seed,
      ...facts,
    };
  }
}
