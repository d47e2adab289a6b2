/** One packed column of a record, in memory that is allocated once. */

import { fromLatin1, toBase64 } from "../shared/bytes";
import type { Packed } from "../shared/record-line";
import type { Action } from "./actor";
import { writeInt64 } from "./layout";

const int64Bytes = 8;
const noBytes = new Uint8Array(0);
/** What is longer becomes text in the worker that stores it, where no game waits. */
const mostTextBytes = 4096;

/** @param rows that nobody else writes to */
export function keptOf(rows: Uint8Array): Packed {
  return rows.length > mostTextBytes ? rows : toBase64(rows);
}

/** Rows of one width, little-endian. */
export class Column {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** @param width of a row, in bytes */
  constructor(
    readonly width: number,
    capacity: number,
  ) {
    this.#bytes = new Uint8Array(width * capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  setFloat64(row: number, value: number): void {
    this.#view.setFloat64(this.width * row, value, true);
  }

  /** A row of several numbers; those that are not given are NaN. */
  setFloat64s(row: number, values: number | Float64Array): void {
    const start = this.width * row;
    for (let i = 0; i < this.width / 8; i++) {
      const value = typeof values !== "number" ? values[i] : i === 0 ? values : Number.NaN;
      this.#view.setFloat64(start + 8 * i, value ?? Number.NaN, true);
    }
  }

  getFloat64(row: number): number {
    return this.#view.getFloat64(this.width * row, true);
  }

  setUint8(row: number, value: number): void {
    this.#bytes[row] = value;
  }

  setUint16(row: number, value: number): void {
    this.#view.setUint16(this.width * row, value, true);
  }

  setUint32(row: number, value: number): void {
    this.#view.setUint32(this.width * row, value, true);
  }

  /** A number is of a Discrete space, whose rows are int64; or else it is 0, for one who is absent. */
  setAction(row: number, action: Action): void {
    if (typeof action === "string") this.setBytes(row, fromLatin1(action));
    else if (this.width === int64Bytes) writeInt64(this.#view, this.width * row, action);
    else this.setBytes(row, noBytes);
  }

  /** A value that is shorter than a row is filled up with zeros. */
  setBytes(row: number, value: Uint8Array): void {
    const start = this.width * row;
    this.#bytes.set(value, start);
    if (value.length < this.width) this.#bytes.fill(0, start + value.length, start + this.width);
  }

  /** The first rows, in base64. */
  packed(count: number): string {
    return toBase64(this.#bytes.subarray(0, this.width * count));
  }

  /** The same, for whoever makes it base64 later. */
  kept(count: number): Packed {
    return keptOf(this.#bytes.slice(0, this.width * count));
  }

  /** Forgets the first rows, so that the others up to `end` are the first. */
  shift(count: number, end: number): void {
    this.#bytes.copyWithin(0, this.width * count, this.width * end);
  }
}
