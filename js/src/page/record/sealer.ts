/** From journal to chunk: the bytes that are sent are made once, and stored before they are sent. */

import type { IDBPObjectStore } from "idb";
import type { ChunkHeader, Mode } from "../../generated/contract";
import { type Bytes, gzip, sha256Hex } from "../../shared/bytes";
import {
  type ChunkRow,
  type Connection,
  type Database,
  type JournalKey,
  journalOf,
  type Schema,
  TAPE,
  type WriterKey,
  type WriterRow,
} from "../../shared/database";
import { chunkKey } from "../../shared/object-key";
import type { Browser } from "./browser";

/** A chunk that was sealed just now. */
export interface SealedChunk {
  /** Object key without the prefix. */
  key: string;
  session: string;
  writer: string;
  mode: Mode;
  /** Of the gzip bytes. */
  size: number;
  bytes: Bytes;
  records: number;
  /** Of JSON, line feeds included: the measure that the journal reports in. */
  characters: number;
}

export interface Sealed {
  chunk: SealedChunk;
  /** How far its writer has come with it. */
  chain: WriterRow;
  /** The journal holds later rows of this writer. */
  more: boolean;
}

/** Records of one writer in a row, as they stand in the journal. */
interface Lines {
  first: number;
  lines: string[];
  characters: number;
  /** Key of the last row that they come from. */
  last: JournalKey;
  /** The journal holds later rows of this writer. */
  more: boolean;
}

/** The writers of all sessions that have something in the journal. */
export function writersInJournal(connection: Connection): Promise<WriterKey[]> {
  return connection.use(async (database) => {
    const found: WriterKey[] = [];
    let cursor = await database.transaction("journal").store.openKeyCursor();
    while (cursor !== null) {
      const [session, writer] = cursor.key;
      if (writer !== TAPE) found.push([session, writer]);
      // An array sorts after every number: on to the next writer's first row.
      cursor = await cursor.continue([session, writer, [] as unknown as number]);
    }
    return found;
  });
}

/**
 * Seals the oldest records of one writer.
 *
 * Only the page that holds the lock may call it, and not twice at a time: it moves the chain on.
 *
 * @param limit_characters Of JSON in one chunk, unless a single row of the journal is longer.
 * @returns null where the journal has nothing of this writer.
 */
export async function sealNext(
  connection: Connection,
  writer: WriterKey,
  limit_characters: number,
  { clock, rest }: Pick<Browser, "clock" | "rest">,
): Promise<Sealed | null> {
  const read = await connection.use((database) => readNext(database, writer, limit_characters));
  if (read === null) return null;
  const { lines, chain } = read;
  // Outside of any transaction, which would end while it waits for them.
  const bytes = await gzip(encode(headerOf(chain, lines), lines.lines), rest);
  const digest = await sha256Hex(bytes);
  const row: ChunkRow = {
    session: chain.session,
    writer: chain.writer,
    number: chain.number,
    mode: chain.header.mode,
    createdAt: clock(),
    bytes,
    records: lines.lines.length,
  };
  const key = chunkKey(row.session, row.writer, row.number, digest);
  const moved = moveOn(chain, lines, digest);
  await connection.use((database) => store(database, key, row, lines, moved));
  return { chunk: describe(key, row, lines), chain: moved, more: lines.more };
}

/** In one transaction: lines that were sealed in between would go into the next chunk once more. */
async function readNext(
  database: Database,
  writer: WriterKey,
  limit_characters: number,
): Promise<{ lines: Lines; chain: WriterRow } | null> {
  const transaction = database.transaction(["journal", "writers"]);
  const lines = await readLines(transaction.objectStore("journal"), writer, limit_characters);
  if (lines === null) return null;
  const chain = await transaction.objectStore("writers").get(writer);
  if (chain !== undefined) return { lines, chain };
  throw new Error(
    `The records of ${writer.join("/")} cannot be sealed: its row in the store "writers" is gone.`,
  );
}

async function readLines(
  journal: IDBPObjectStore<Schema, ["journal", "writers"], "journal", "readonly">,
  writer: WriterKey,
  limit_characters: number,
): Promise<Lines | null> {
  let cursor = await journal.openCursor(journalOf(writer));
  if (cursor === null) return null;
  const { unstored } = cursor.value;
  const read: Lines = {
    first: cursor.key[2],
    lines: [],
    characters: 0,
    last: cursor.key,
    more: false,
  };
  while (cursor !== null) {
    const { lines } = cursor.value;
    const characters = lines.reduce((sum, line) => sum + line.length + 1, 0);
    // `first` and `records` say which records a chunk holds, so there must be no gap inside.
    const follows = cursor.key[2] === read.first + read.lines.length;
    const fits = read.lines.length === 0 || read.characters + characters <= limit_characters;
    // What is only in memory makes chunks of its own, see `overlay.ts`.
    const isAlike = cursor.value.unstored === unstored;
    if (!follows || !fits || !isAlike) return { ...read, more: true };
    for (const line of lines) read.lines.push(line);
    read.characters += characters;
    read.last = cursor.key;
    cursor = await cursor.continue();
  }
  return read;
}

function headerOf(chain: WriterRow, { first, lines }: Lines): ChunkHeader {
  const { session, writer, number, previous, header } = chain;
  return {
    format: "gymbrowser.chunk/1",
    ...header,
    session,
    writer,
    number,
    previous,
    first,
    records: lines.length,
  };
}

function encode(header: ChunkHeader, lines: string[]) {
  return new TextEncoder().encode(`${[JSON.stringify(header), ...lines].join("\n")}\n`);
}

function moveOn(chain: WriterRow, { first, lines }: Lines, digest: string): WriterRow {
  const sealed = first + lines.length;
  return { ...chain, number: chain.number + 1, previous: digest, sealed };
}

/**
 * The chunk comes, its records go and the chain moves on: all of it or nothing. Strict, since what
 * is sent next must never be made a second time with another content: neither after a crash, nor by a
 * page that comes back from the back/forward cache, which lost the lock there.
 */
async function store(
  database: Database,
  key: string,
  row: ChunkRow,
  { first, last }: Lines,
  chain: WriterRow,
): Promise<void> {
  const transaction = database.transaction(["chunks", "journal", "writers"], "readwrite", {
    durability: "strict",
  });
  const now = await transaction.objectStore("writers").get([row.session, row.writer]);
  if (now !== undefined && now.number !== row.number) {
    throw new Error("Another page of this study has sealed these records meanwhile.");
  }
  const sealed = IDBKeyRange.bound([row.session, row.writer, first], last);
  const changes = [
    transaction.objectStore("chunks").add(row, key),
    transaction.objectStore("journal").delete(sealed),
    transaction.objectStore("writers").put(chain),
  ];
  transaction.commit();
  await Promise.all([...changes, transaction.done]);
}

function describe(key: string, row: ChunkRow, { lines, characters }: Lines): SealedChunk {
  const { session, writer, mode, bytes } = row;
  return {
    key,
    session,
    writer,
    mode,
    size: bytes.length,
    bytes,
    records: lines.length,
    characters,
  };
}
