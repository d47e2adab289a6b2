/** Actions of a space that is one array of numbers (Box, MultiDiscrete), as packed rows. */

import type { Agent, ArrayField, PackedAction } from "../../generated/contract";
import { fromBase64 } from "../../shared/bytes";
import type { Action } from "../actor";
import { elements } from "../layout";

interface Codec {
  size: number;
  read(row: DataView, offset: number): number;
  write(row: DataView, offset: number, value: number): void;
}

/** By dtype, how an element lies in a row. */
export const codecs: Record<Exclude<ArrayField["dtype"], "exact">, Codec> = {
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

/** Packs as many numbers as an action has, in C order. */
export type Pack = (values: ArrayLike<number>) => Action;

/** Makes the function that packs an agent's actions; integers are rounded. */
export function packerOf(agent: Pick<Agent, "layout">): Pack {
  const { codec, count, isFloat } = formOf(agent);
  const bytes = new Uint8Array(codec.size * count);
  const row = new DataView(bytes.buffer);
  return (values) => {
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      codec.write(row, i * codec.size, isFloat ? value : Math.round(value));
    }
    return String.fromCharCode(...bytes);
  };
}

/** The numbers of an action, in C order. */
export function numbersOf({ packed }: PackedAction, agent: Pick<Agent, "layout">): number[] {
  const { codec, count } = formOf(agent);
  const row = new DataView(fromBase64(packed).buffer);
  return Array.from({ length: count }, (_, i) => codec.read(row, i * codec.size));
}

function formOf({ layout }: Pick<Agent, "layout">) {
  const [field, ...more] = layout.action;
  if (field === undefined || field.dtype === "exact" || more.length > 0) {
    throw new Error("The actions of this agent are not one array of numbers.");
  }
  const { dtype } = field;
  return { codec: codecs[dtype], count: elements(field), isFloat: dtype.startsWith("<f") };
}
