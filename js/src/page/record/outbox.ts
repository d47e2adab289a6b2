/** From the journal to the store: decides when to seal, and hands what is sealed to the uploader. */

import type { Connection, WriterKey } from "../../shared/database";
import { insist } from "../../shared/insist";
import type { Cancel, Clock, Timer } from "../../shared/timer";
import { Observable } from "../observable";
import type { Delivery, PendingChunk, Trouble } from "./delivery";
import { type SealedChunk, sealNext, writersInJournal } from "./sealer";
import type { Uploader } from "./uploader";

export interface UploadStatus extends Delivery {
  /** Records of this visit that are in no chunk yet. */
  unsealedRecords: number;
}

export interface OutboxOptions {
  connection: Connection;
  uploader: Uploader;
  clock: Clock;
  timer: Timer;
}

/** A writer that has so much JSON outside of chunks is sealed at once, */
const FULL_CHARACTERS = 1_000_000;
/** into one chunk: what is committed meanwhile has room in it. */
const CHUNK_CHARACTERS = 1_250_000;
/** Base64 of noise takes three quarters of its length in gzip: such a chunk can go by `keepalive`. */
const TAIL_CHARACTERS = 65_536;
const SEAL_AFTER_MS = 15_000;
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
  #trouble: Trouble | null = null;

  constructor(private readonly options: OutboxOptions) {
    const { status } = options.uploader;
    this.status = new Observable(this.#merge(status.get()));
    status.subscribe((delivery) => this.status.set(this.#merge(delivery)));
  }

  /** Works through what earlier visits left in the database. To be called before any seal. */
  async sendLeftovers(): Promise<void> {
    this.#sealing = this.#queueStored();
    await this.seal();
  }

  /** Not while anything is sealed: what is sent meanwhile would be queued again. */
  async #queueStored(): Promise<void> {
    try {
      this.options.uploader.add(await this.#storedChunks());
    } catch (error) {
      this.report("What earlier visits left could not be read", error);
    }
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
      this.report(SEAL_FAILED, error);
      this.#sealLater();
    });
  }

  /** The page may be closed now: seals in small chunks, and gives them a last chance to be sent. */
  async leave(): Promise<void> {
    await this.seal(TAIL_CHARACTERS);
    this.options.uploader.hurry();
  }

  /** Resolves when all that this session has committed so far is stored where it belongs. */
  async settled(session: string): Promise<void> {
    await insist(
      () => this.#trySeal(CHUNK_CHARACTERS),
      this.options.timer,
      RETRY_MS,
      (error) => this.report(SEAL_FAILED, error),
    );
    await this.options.uploader.stored(session);
  }

  /** Tells of a failure of the local storage; the next seal that succeeds takes it back. */
  report(what: string, error: unknown): void {
    this.#trouble = { kind: "unsaved", sentence: `${what} (${String(error)}).` };
    this.#publish();
  }

  /** One at a time, since a chain of chunks has one end. */
  #trySeal(limit_characters: number): Promise<void> {
    const attempt = this.#sealing.then(() => this.#sealAll(limit_characters));
    this.#sealing = attempt.catch(() => {});
    return attempt;
  }

  async #sealAll(limit_characters: number): Promise<void> {
    this.#cancelSeal?.();
    this.#cancelSeal = null;
    this.#fullAnnounced = false;
    const { connection } = this.options;
    for (const writer of await writersInJournal(connection)) {
      await this.#sealWriter(writer, limit_characters);
    }
    this.#trouble = null;
    this.#publish();
  }

  async #sealWriter(writer: WriterKey, limit_characters: number): Promise<void> {
    const { connection, clock, uploader } = this.options;
    for (let more = true; more; ) {
      // Of JSON in base64 gzip makes no more bytes than it has characters.
      const limit = Math.min(limit_characters, uploader.largest_bytes);
      const sealed = await sealNext(connection, writer, limit, clock);
      if (sealed === null) return;
      this.#count(writer, sealed.chunk);
      uploader.add([sealed.chunk]);
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
    this.#cancelSeal ??= this.options.timer(() => {
      this.#cancelSeal = null;
      void this.seal();
    }, SEAL_AFTER_MS);
  }

  /** What waits in the database, in the order in which it was sealed. */
  #storedChunks(): Promise<PendingChunk[]> {
    return this.options.connection.use(async (database) => {
      const found: Array<PendingChunk & { createdAt: number }> = [];
      let cursor = await database.transaction("chunks").store.openCursor();
      while (cursor !== null) {
        const { session, mode, createdAt, bytes } = cursor.value;
        found.push({ key: cursor.key, session, mode, createdAt, size: bytes.length });
        cursor = await cursor.continue();
      }
      return found.sort((a, b) => a.createdAt - b.createdAt);
    });
  }

  #merge(delivery: Delivery): UploadStatus {
    const unsealed = [...this.#progress.values()].map(({ records, sealedRecords }) =>
      // A batch can be sealed before its writer's message has arrived.
      Math.max(0, records - sealedRecords),
    );
    const unsealedRecords = unsealed.reduce((sum, records) => sum + records, 0);
    return { ...delivery, unsealedRecords, trouble: this.#trouble ?? delivery.trouble };
  }

  #publish(): void {
    this.status.set(this.#merge(this.options.uploader.status.get()));
  }
}
