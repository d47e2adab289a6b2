/** From the journal to the store: decides when to seal, and hands what is sealed to the uploader. */

import { type Connection, heldSessions, isHeld, type WriterKey } from "../../shared/database";
import { insist } from "../../shared/insist";
import type { Cancel } from "../../shared/timer";
import { Observable, type Watchable } from "../observable";
import type { Browser } from "./browser";
import type { DeliveryToAll, PendingChunk, Trouble } from "./delivery";
import type { Keeping } from "./safekeeping";
import { type Sealed, type SealedChunk, sealNext, writersInJournal } from "./sealer";
import type { Uploader } from "./uploader";

export interface UploadStatus extends DeliveryToAll {
  /** Records of this visit that are in no chunk yet. */
  unsealedRecords: number;
  /** Chunks of this visit that must not be sent before the session's end. */
  heldChunks: number;
  keeping: Keeping;
}

export interface OutboxOptions extends Pick<Browser, "clock" | "timer" | "rest"> {
  connection: Connection;
  uploader: Uploader;
  keeping: Watchable<Keeping>;
  onSealed: (sealed: Sealed) => void;
  /** Told of what `status` tells, too. */
  onSealFailed: (error: unknown) => void;
}

/** A writer that has so much JSON outside of chunks is sealed at once, */
const FULL_CHARACTERS = 1_000_000;
/** into one chunk: what is committed meanwhile has room in it. */
const CHUNK_CHARACTERS = 1_250_000;
/** Base64 of noise takes three quarters of its length in gzip: such a chunk can go by `keepalive`. */
const TAIL_CHARACTERS = 65_536;
const SEAL_AFTER_MS = 15_000;
/** What is only in memory has to be sent soon. */
const SEAL_UNSTORED_AFTER_MS = 5_000;
const RETRY_MS = 2_000;
const SEAL_FAILED = "The records could not be sealed";

/** How much a writer has committed, and how much of it is in chunks. */
interface Progress {
  records: number;
  characters: number;
  sealedRecords: number;
  sealedCharacters: number;
}

export class Outbox {
  readonly status: Observable<UploadStatus>;
  readonly #progress = new Map<string, Progress>();
  #sealing: Promise<void> = Promise.resolve();
  #cancelSeal: Cancel | null = null;
  #fullAnnounced = false;
  /** What is in the database and may be sent is in the uploader's queue. */
  #isStoredQueued = true;
  #heldChunks = 0;
  #trouble: Trouble | null = null;

  constructor(private readonly options: OutboxOptions) {
    const { status } = options.uploader;
    this.status = new Observable(this.#merge(status.get()));
    status.subscribe((delivery) => this.status.set(this.#merge(delivery)));
    options.keeping.subscribe(() => this.#publish());
  }

  /** Works through what is in the database: of earlier visits, or held back until a session's end. */
  async sendStored(): Promise<void> {
    this.#isStoredQueued = false;
    await this.seal();
  }

  /**
   * Nothing more of a session is to be sent but what is sealed after `action`, which takes it out of
   * the database while nothing is sealed.
   */
  async takeBack(session: string, action: () => Promise<void>): Promise<void> {
    await this.#exclusively(action);
    for (const name of this.#progress.keys()) {
      if (name.startsWith(`${session}/`)) this.#progress.delete(name);
    }
    this.#heldChunks = 0;
    this.options.uploader.forget(session);
  }

  /** A writer has committed: totals of records and of characters of JSON. */
  journaled(writer: WriterKey, records: number, characters: number): void {
    const progress = this.#of(writer);
    Object.assign(progress, { records, characters });
    const full = characters - progress.sealedCharacters >= FULL_CHARACTERS;
    if (full && this.#trouble === null) this.#sealFull();
    else this.#sealLater();
    this.#publish();
  }

  /** Seals everything in the journal. Never rejects: a failure is told by `status`, and retried. */
  async seal(limit_characters = CHUNK_CHARACTERS): Promise<void> {
    await this.#trySeal(limit_characters).catch((error: unknown) => {
      this.#fail(error);
      this.#sealLater();
    });
  }

  /** The page may be closed now: seals in small chunks, and gives them a last chance to be sent. */
  async leave(): Promise<void> {
    // A next visit, which knows nothing of this, makes its chunks of this size.
    const { isRefused } = this.options.connection;
    await this.seal(isRefused ? CHUNK_CHARACTERS : TAIL_CHARACTERS);
    this.options.uploader.hurry();
  }

  /** Resolves when all that this session has committed so far is in one destination at least. */
  async received(session: string): Promise<void> {
    await this.#insistOnSeal();
    await this.options.uploader.received(session);
  }

  /** Resolves when all that this session has committed so far is in every destination. */
  async settled(session: string): Promise<void> {
    await this.#insistOnSeal();
    await this.options.uploader.stored(session);
  }

  #insistOnSeal(): Promise<void> {
    return insist(
      () => this.#trySeal(CHUNK_CHARACTERS),
      this.options.timer,
      RETRY_MS,
      (error) => this.#fail(error),
    );
  }

  #fail(error: unknown): void {
    this.report(SEAL_FAILED, error);
    this.options.onSealFailed(error);
  }

  /** Tells of a failure of the local storage; the next seal that succeeds takes it back. */
  report(what: string, error: unknown): void {
    this.#trouble = { kind: "unsaved", sentence: `${what} (${String(error)}).` };
    this.#publish();
  }

  #trySeal(limit_characters: number): Promise<void> {
    return this.#exclusively(() => this.#sealAll(limit_characters));
  }

  /** One at a time, since a chain of chunks has one end. */
  #exclusively(action: () => Promise<void>): Promise<void> {
    const attempt = this.#sealing.then(action);
    this.#sealing = attempt.catch(() => {});
    return attempt;
  }

  async #sealAll(limit_characters: number): Promise<void> {
    this.#cancelSeal?.();
    this.#cancelSeal = null;
    this.#fullAnnounced = false;
    await this.#queueStored();
    const failures: unknown[] = [];
    for (const writer of await writersInJournal(this.options.connection)) {
      // One that cannot be sealed holds up no other.
      await this.#sealWriter(writer, limit_characters).catch((error) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    this.#trouble = null;
    this.#publish();
  }

  /** Not while anything is sealed: what is sent meanwhile would be queued again. */
  async #queueStored(): Promise<void> {
    if (this.#isStoredQueued) return;
    // Not afterwards: a session may end while this reads.
    this.#isStoredQueued = true;
    try {
      this.options.uploader.add(await this.#storedChunks());
    } catch (error) {
      this.#isStoredQueued = false;
      throw error;
    }
    this.#heldChunks = 0;
  }

  async #sealWriter(writer: WriterKey, limit_characters: number): Promise<void> {
    const { connection, uploader } = this.options;
    for (let more = true; more; ) {
      // Of JSON in base64 gzip makes no more bytes than it has characters.
      const limit = Math.min(limit_characters, uploader.largest_bytes);
      const sealed = await sealNext(connection, writer, limit, this.options);
      if (sealed === null) return;
      this.#count(writer, sealed.chunk);
      this.options.onSealed(sealed);
      if (await isHeld(connection, sealed.chunk.session)) this.#heldChunks += 1;
      else uploader.add([sealed.chunk]);
      more = sealed.more;
    }
  }

  #count(writer: WriterKey, { records, characters }: SealedChunk): void {
    const progress = this.#of(writer);
    progress.sealedRecords += records;
    progress.sealedCharacters += characters;
  }

  #of(writer: WriterKey): Progress {
    const name = writer.join("/");
    const known = this.#progress.get(name);
    if (known !== undefined) return known;
    const fresh = { records: 0, characters: 0, sealedRecords: 0, sealedCharacters: 0 };
    this.#progress.set(name, fresh);
    return fresh;
  }

  /** At once, but not again before this seal has begun. */
  #sealFull(): void {
    if (this.#fullAnnounced) return;
    this.#fullAnnounced = true;
    void this.seal();
  }

  #sealLater(): void {
    const { connection, timer } = this.options;
    const run = () => {
      this.#cancelSeal = null;
      void this.seal();
    };
    this.#cancelSeal ??= timer(run, connection.isRefused ? SEAL_UNSTORED_AFTER_MS : SEAL_AFTER_MS);
  }

  /** What waits in the database and may be sent, in the order in which it was sealed. */
  #storedChunks(): Promise<PendingChunk[]> {
    return this.options.connection.use(async (database) => {
      const found: Array<PendingChunk & { createdAt: number }> = [];
      const held = await heldSessions(database);
      let cursor = await database.transaction("chunks").store.openCursor();
      while (cursor !== null) {
        const { session, mode, createdAt, bytes, storedAt = [] } = cursor.value;
        const chunk = { key: cursor.key, session, mode, createdAt, size: bytes.length, storedAt };
        if (!held.has(session)) found.push(chunk);
        cursor = await cursor.continue();
      }
      return found.sort((a, b) => a.createdAt - b.createdAt);
    });
  }

  #merge(delivery: DeliveryToAll): UploadStatus {
    const unsealed = [...this.#progress.values()].map(({ records, sealedRecords }) =>
      // A batch can be sealed before its writer's message has arrived.
      Math.max(0, records - sealedRecords),
    );
    const unsealedRecords = unsealed.reduce((sum, records) => sum + records, 0);
    const keeping = this.options.keeping.get();
    const trouble = this.#trouble ?? delivery.trouble;
    return { ...delivery, keeping, unsealedRecords, heldChunks: this.#heldChunks, trouble };
  }

  #publish(): void {
    this.status.set(this.#merge(this.options.uploader.status.get()));
  }
}
