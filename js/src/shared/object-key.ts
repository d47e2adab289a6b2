/** Object keys of chunks, without the prefix: `<session>/<writer>/<number>-<SHA-256>.jsonl.gz`. */

const KEY =
  /^[0-9a-f]{32}\/((?:page|game|identity|withdrawal)-\d{1,6})\/(\d{6})-([0-9a-f]{64})\.jsonl\.gz(?:\.(\d+)-(\d+))?$/;

/** What a key says of its chunk, or of a piece of one. */
export interface KeyParts {
  writer: string;
  number: number;
  /** Of the whole chunk. */
  sha256: string;
  piece: { index: number; count: number } | null;
}

/** @param sha256 Of the chunk's bytes. */
export function chunkKey(session: string, writer: string, number: number, sha256: string): string {
  return `${session}/${writer}/${String(number).padStart(6, "0")}-${sha256}.jsonl.gz`;
}

/** Of a piece of the chunk with this key. @param at From 0. */
export function pieceKey(key: string, at: number, count: number): string {
  return `${key}.${at}-${count}`;
}

/** The session that a chunk is of. */
export function sessionIn(key: string): string {
  return key.slice(0, key.indexOf("/"));
}

export function partsOf(key: string): KeyParts {
  const [, writer = "", number = "", sha256 = "", index, count] = KEY.exec(key) ?? [];
  const piece = count === undefined ? null : { count: Number(count), index: Number(index) };
  return { writer, number: Number(number), sha256, piece };
}
