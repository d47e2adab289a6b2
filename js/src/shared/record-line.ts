/** A record as a line of JSON, the same in journal and chunk. */

import type { AnyRecord, Mode, StepsRecord } from "../generated/contract";
import { base64Characters, toBase64 } from "./bytes";
import { wellFormedJson } from "./json";

/** A record as its maker knows it: the journal numbers it and says when it was written. */
export type BodyOf<R> = R extends AnyRecord ? Omit<R, "n" | "t" | "mode"> : never;
export type RecordBody = BodyOf<Exclude<AnyRecord, StepsRecord>> | StepsBody;

/** The same of steps, in which what was observed may still be bytes. */
type StepsBody = Omit<BodyOf<StepsRecord>, "agents"> & { agents: Record<string, AgentBody> };
type AgentRecord = StepsRecord["agents"][string];
export type AgentBody = Omit<AgentRecord, "observation"> & { observation: Packed };

/** Bytes that are base64 in the line, or that already. */
export type Packed = string | Uint8Array;

/** A line of JSON; or text and bytes that make one, whose bytes are base64 in it. */
export type Line = string | readonly (string | Uint8Array)[];

/** As in the contract of chunks (`gymbrowser/contract/chunks.py`). */
export const MAX_RECORD_BYTES = 8_000_000;

/**
 * Without its line feed.
 *
 * In the place of one that nobody could read back, an `error` record says what it was.
 */
export function lineOf(n: number, t: number, mode: Mode, body: RecordBody): string {
  return textOf(packedLineOf(n, t, mode, body));
}

/** The same, whose bytes become text where it is stored. */
export function packedLineOf(n: number, t: number, mode: Mode, body: RecordBody): Line {
  const line = lineWith({ n, t, mode, ...body });
  const bytes = utf8Bytes(line, MAX_RECORD_BYTES);
  if (bytes <= MAX_RECORD_BYTES) return line;
  const error: RecordBody = {
    type: "error",
    where: "recorder",
    message: `A record of the type ${body.type} was too large to be kept.`,
    detail: `It had ${bytes} bytes of JSON; ${MAX_RECORD_BYTES} can be read back.`,
  };
  return JSON.stringify({ n, t, mode, ...error });
}

/** How long its text is. */
export function charactersOf(line: Line): number {
  return sumOf(line, ({ length }) => length);
}

/** The whole line. */
export function textOf(line: Line): string {
  return typeof line === "string" ? line : line.map(base64Of).join("");
}

/** Of bytes that may be base64 already. */
export function base64Of(packed: Packed): string {
  return typeof packed === "string" ? packed : toBase64(packed);
}

function lineWith(record: object): Line {
  if (!holdsBytes(record)) return wellFormedJson(record);
  const line: (string | Uint8Array)[] = [];
  for (const part of partsOf(record)) {
    const before = line.at(-1);
    if (typeof part !== "string" || typeof before !== "string") line.push(part);
    else line[line.length - 1] = before + part;
  }
  return line;
}

/** No array holds bytes. */
function* partsOf(value: object): Iterable<string | Uint8Array> {
  if (value instanceof Uint8Array) {
    yield '"';
    yield value;
    yield '"';
    return;
  }
  if (!holdsBytes(value)) {
    yield wellFormedJson(value);
    return;
  }
  let before = "{";
  for (const [key, member] of Object.entries(value)) {
    yield `${before}${JSON.stringify(key)}:`;
    yield* partsOf(member);
    before = ",";
  }
  yield "}";
}

function holdsBytes(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return value instanceof Uint8Array || Object.values(value).some(holdsBytes);
}

/** Exact only where it might be more than `limit`. */
function utf8Bytes(line: Line, limit: number): number {
  const characters = charactersOf(line);
  if (characters * 3 <= limit) return characters;
  return sumOf(line, (text) => new TextEncoder().encode(text).length);
}

function sumOf(line: Line, ofText: (text: string) => number): number {
  if (typeof line === "string") return ofText(line);
  return line.reduce(
    (sum, part) => sum + (typeof part === "string" ? ofText(part) : base64Characters(part.length)),
    0,
  );
}
