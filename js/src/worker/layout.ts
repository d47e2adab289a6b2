/** Packed rows, as `gymbrowser/bridge/layout.py` writes them. */

import type { ArrayField } from "../generated/contract";

/** What has a size; the others are in a row's tail. */
type Dtype = Exclude<ArrayField["dtype"], "exact">;

/** How an element lies in a row, at a byte offset. */
interface Codec {
  /** In bytes. */
  size: number;
  read(row: DataView, offset: number): number;
  write(row: DataView, offset: number, value: number): void;
}

export const codecs: Record<Dtype, Codec> = {
  "|b1": {
    size: 1,
    read: (row, at) => row.getUint8(at),
    write: (row, at, v) => row.setUint8(at, v),
  },
  "|i1": { size: 1, read: (row, at) => row.getInt8(at), write: (row, at, v) => row.setInt8(at, v) },
  "|u1": {
    size: 1,
    read: (row, at) => row.getUint8(at),
    write: (row, at, v) => row.setUint8(at, v),
  },
  "<i2": {
    size: 2,
    read: (row, at) => row.getInt16(at, true),
    write: (row, at, v) => row.setInt16(at, v, true),
  },
  "<u2": {
    size: 2,
    read: (row, at) => row.getUint16(at, true),
    write: (row, at, v) => row.setUint16(at, v, true),
  },
  "<i4": {
    size: 4,
    read: (row, at) => row.getInt32(at, true),
    write: (row, at, v) => row.setInt32(at, v, true),
  },
  "<u4": {
    size: 4,
    read: (row, at) => row.getUint32(at, true),
    write: (row, at, v) => row.setUint32(at, v, true),
  },
  "<i8": {
    size: 8,
    read: (row, at) => Number(row.getBigInt64(at, true)),
    write: (row, at, v) => row.setBigInt64(at, BigInt(v), true),
  },
  "<u8": {
    size: 8,
    read: (row, at) => Number(row.getBigUint64(at, true)),
    write: (row, at, v) => row.setBigUint64(at, BigInt(v), true),
  },
  "<f4": {
    size: 4,
    read: (row, at) => row.getFloat32(at, true),
    write: (row, at, v) => row.setFloat32(at, v, true),
  },
  "<f8": {
    size: 8,
    read: (row, at) => row.getFloat64(at, true),
    write: (row, at, v) => row.setFloat64(at, v, true),
  },
};

interface SizedField extends ArrayField {
  dtype: Dtype;
}

const lengthBytes = 4;

/** Number of elements of a field; 1 for a scalar. */
export function elements({ shape }: ArrayField): number {
  return elementsOf(shape);
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Bytes of a row, without its tail. */
export function rowSize(layout: readonly ArrayField[]): number {
  return sized(layout).reduce((sum, field) => sum + elements(field) * codecs[field.dtype].size, 0);
}

/** Whether rows differ in size: behind the fields that have a size stand texts, see `layout.py`. */
export function hasTail(layout: readonly ArrayField[]): boolean {
  return layout.some(({ dtype }) => dtype === "exact");
}

/** The row of one who is not there: zeros, which are texts of no length too. */
export function emptyRow(layout: readonly ArrayField[]): Uint8Array {
  const texts = layout.length - sized(layout).length;
  return new Uint8Array(rowSize(layout) + lengthBytes * texts);
}

/** Rows that lie one behind the other. @throws RangeError where the last one is cut off */
export function splitRows(bytes: Uint8Array, layout: readonly ArrayField[]): Uint8Array[] {
  const size = rowSize(layout);
  const texts = layout.length - sized(layout).length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows: Uint8Array[] = [];
  for (let begin = 0; begin < bytes.length; ) {
    let end = begin + size;
    for (let text = 0; text < texts; text++) end += lengthBytes + view.getUint32(end, true);
    if (end > bytes.length) throw new RangeError("The last of the rows is cut off.");
    rows.push(bytes.subarray(begin, end));
    begin = end;
  }
  return rows;
}

function sized(layout: readonly ArrayField[]): SizedField[] {
  return layout.filter((field): field is SizedField => field.dtype !== "exact");
}

/** Writes an integer as `<i8`. @param value an integer within ±2^53 */
export function writeInt64(view: DataView, offset: number, value: number): void {
  // Not setBigInt64: a BigInt per step would be garbage.
  view.setUint32(offset, value >>> 0, true);
  view.setInt32(offset + 4, Math.floor(value / 2 ** 32), true);
}

/** Memory that takes numbers; one of integers takes these only. */
export type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array;

/** The elements of one field of a row, read without a view for each row. */
export interface Elements {
  dtype: Dtype;
  /** Reads from this row now; good until the memory that it lies in grows. */
  look(row: Uint8Array): void;
  /** The element at this index, in C order. */
  at(index: number): number;
  /**
   * Writes each element to its place.
   *
   * @param table by byte: what is written for it; only for bytes.
   */
  scatter(places: Int32Array, target: Numbers, table: Float64Array | null): void;
}

/** Reads a field of a layout. @throws RangeError for one that has no fixed size */
export function elementsIn(layout: readonly ArrayField[], index: number): Elements {
  const { dtype } = layout[index] as ArrayField;
  if (dtype === "exact") throw new RangeError("A value of no fixed size has no elements.");
  const { size, read } = codecs[dtype];
  const offset = rowSize(layout.slice(0, index));
  let view: DataView = new DataView(new ArrayBuffer(0));
  let bytes: Uint8Array = new Uint8Array(view.buffer);
  return {
    look: (row) => {
      if (row.buffer === view.buffer && row.byteOffset === view.byteOffset) return;
      view = new DataView(row.buffer, row.byteOffset);
      bytes = new Uint8Array(row.buffer, row.byteOffset);
    },
    dtype,
    at: (at) => read(view, offset + at * size),
    scatter: (places, target, table) => {
      if (table !== null) return scatterBytes(bytes, offset, places, target, table);
      for (let i = 0; i < places.length; i++) {
        target[places[i] as number] = read(view, offset + i * size);
      }
    },
  };
}

/** Pixels: there may be a hundred thousand of them. */
function scatterBytes(
  bytes: Uint8Array,
  offset: number,
  places: Int32Array,
  target: Numbers,
  table: Float64Array,
): void {
  for (let i = 0; i < places.length; i++) {
    target[places[i] as number] = table[bytes[offset + i] as number] as number;
  }
}
