/** One participant's way through the study: made new, or found again after a reload or a crash. */

import type { Manifest, Outcome, Participant, SessionRecord } from "../../generated/contract";
import { toHex } from "../../shared/bytes";
import type {
  Connection,
  HeaderConstants,
  SessionRow,
  WriterKey,
  WriterKind,
} from "../../shared/database";
import { journalOf } from "../../shared/database";
import type { BodyOf } from "../../shared/journal";
import type { WriterIdentity } from "../../shared/protocol";
import { newWriter } from "./writer";

/** What the address of the page says of who takes part. */
export interface Arrival {
  participant: string | null;
  params: Record<string, string>;
}

/** What the browser says of itself, for the `session` record. */
export type Device = Pick<
  SessionRecord,
  "user_agent" | "languages" | "screen" | "pixel_ratio" | "time_origin"
>;

/** Reads the URL parameters that the study keeps, and no other. */
export function readArrival({ id, params }: Participant, search: URLSearchParams): Arrival {
  const name = id.find((candidate) => search.has(candidate));
  const kept = params.flatMap((param) => {
    const value = search.get(param);
    return value === null ? [] : [[param, value] as const];
  });
  return {
    participant: name === undefined ? null : search.get(name),
    params: Object.fromEntries(kept),
  };
}

/**
 * The newest session of this participant on the very same site that has not ended, or that was at
 * its end before this very tab was reloaded: its last page, with the code, is to come again.
 *
 * @param participant Who arrives; null where the address does not say. Then only a reload goes on
 *   with a session that has no name either: whoever else comes may be the next person.
 */
export async function findUnfinished(
  connection: Connection,
  site: string,
  participant: string | null,
  isReload: boolean,
): Promise<SessionRow | null> {
  const rows = await connection.use((database) => database.getAll("sessions"));
  const mayBeMine = participant !== null || isReload;
  const mine = rows.filter(
    (row) =>
      mayBeMine &&
      (row.ended === null || (isReload && row.ended === "done")) &&
      row.site === site &&
      row.participant === participant,
  );
  return mine.sort((a, b) => b.startedAt - a.startedAt)[0] ?? null;
}

export interface NewSession {
  manifest: Manifest;
  site: string;
  arrival: Arrival;
  stepIndex: number;
  startedAt: number;
  /** `crypto.getRandomValues` of so many bytes. */
  randomBytes: (count: number) => Uint8Array;
}

/** A session that no one has seen yet: its id and its seed are 128 random bits each. */
export function newSession({ manifest, randomBytes, ...facts }: NewSession): SessionRow {
  return {
    session: toHex(randomBytes(16)),
    seed: toHex(randomBytes(16)),
    site: facts.site,
    experiment: manifest.experiment,
    mode: manifest.mode,
    ...facts.arrival,
    load: 1,
    startedAt: facts.startedAt,
    stepIndex: facts.stepIndex,
    attempts: {},
    writersStarted: { page: 0, game: 0 },
    ended: null,
  };
}

/** The same session on a later load of the page. */
export function nextLoad(row: SessionRow): SessionRow {
  return { ...row, load: row.load + 1 };
}

/** Keeps a session's row in the database up to date. Only the page that holds the lock has one. */
export class Session {
  constructor(
    private readonly connection: Connection,
    private readonly headers: Record<WriterKind, HeaderConstants>,
    private row: SessionRow,
  ) {}

  get id(): string {
    return this.row.session;
  }

  get seed(): string {
    return this.row.seed;
  }

  /** Names the next writer of its kind and starts its chain; on disk before it is told. */
  async nextWriter(kind: WriterKind): Promise<WriterIdentity> {
    const { writersStarted: started, session } = this.row;
    this.row = { ...this.row, writersStarted: { ...started, [kind]: started[kind] + 1 } };
    const writer = `${kind}-${this.row.writersStarted[kind]}`;
    await this.#startChain(newWriter(session, writer, this.headers[kind]));
    return { database: this.connection.name, session, mode: this.row.mode, writer };
  }

  #startChain(writer: ReturnType<typeof newWriter>): Promise<void> {
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

  /** Remembers the step to resume at. */
  enter(stepIndex: number): Promise<void> {
    return this.#change({ stepIndex });
  }

  /** 1 for the first time that this game step is begun, then 2, 3, … */
  async nextAttempt(step: string): Promise<number> {
    const attempt = (this.row.attempts[step] ?? 0) + 1;
    await this.#change({ attempts: { ...this.row.attempts, [step]: attempt } });
    return attempt;
  }

  end(outcome: Outcome): Promise<void> {
    return this.#change({ ended: outcome });
  }

  async #change(change: Partial<SessionRow>): Promise<void> {
    this.row = { ...this.row, ...change };
    const { row } = this;
    await this.connection.use((database) => database.put("sessions", row));
  }

  /** What goes first in the journal of each page. */
  record(manifest: Manifest, device: Device): BodyOf<SessionRecord> {
    const { session, load, experiment, site, seed, participant, params } = this.row;
    const policies = Object.entries(manifest.policies);
    return {
      type: "session",
      session,
      load,
      experiment,
      gymbrowser: manifest.gymbrowser,
      site,
      environment: manifest.environment.sha256,
      policies: Object.fromEntries(policies.map(([name, { sha256 }]) => [name, sha256])),
      seed,
      participant,
      params,
      ...device,
    };
  }

  /** How many records each writer of this session has committed; writers without any are left out. */
  countRecords(): Promise<Record<string, number>> {
    return this.connection.use(async (database) => {
      const transaction = database.transaction(["writers", "journal"]);
      const range = IDBKeyRange.bound([this.id], [this.id, []]);
      const writers = await transaction.objectStore("writers").getAll(range);
      const counts: Record<string, number> = {};
      for (const { session, writer, sealed } of writers) {
        const key: WriterKey = [session, writer];
        const rows = await transaction.objectStore("journal").getAll(journalOf(key));
        const records = rows.reduce((sum, { lines }) => sum + lines.length, sealed);
        if (records > 0) counts[writer] = records;
      }
      return counts;
    });
  }
}
