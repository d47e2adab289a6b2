/** Rows that have no fixed size, and actions that are no numbers: on their way into the records. */

import { describe, expect, it } from "vitest";
import type { ArrayField, ObservationRule } from "../../src/generated/contract";
import { fromBase64, fromLatin1, toBase64 } from "../../src/shared/bytes";
import { base64Of, type Packed } from "../../src/shared/record-line";
import { type Action, absence, actionOf, type Decision, noOutput } from "../../src/worker/actor";
import { AgentColumns } from "../../src/worker/columns";
import { ACTS, PRESENT } from "../../src/worker/environment";
import { elementsIn, emptyRow, hasTail, rowSize, splitRows } from "../../src/worker/layout";
import { ObservationSelector } from "../../src/worker/observations";

const field = (path: string, dtype: ArrayField["dtype"], shape: number[]): ArrayField => ({
  path: [path],
  dtype,
  shape,
});
const mixed = [field("at", "<i2", [2]), field("word", "exact", []), field("tail", "exact", [])];
const each: ObservationRule = { keep: "all", every: 1, downsample: 1 };

/** A row of `mixed`. */
function row(at: [number, number], word: string, tail = ""): Uint8Array {
  const text = (value: string) => [value.length, 0, 0, 0, ...fromLatin1(value)];
  const numbers = new Uint8Array(Int16Array.from(at).buffer);
  return Uint8Array.from([...numbers, ...text(word), ...text(tail)]);
}

describe("layouts with texts", () => {
  it("have rows of a fixed part and a tail", () => {
    expect([rowSize(mixed), hasTail(mixed), hasTail(mixed.slice(0, 1))]).toEqual([4, true, false]);
    expect(emptyRow(mixed)).toEqual(row([0, 0], ""));
  });

  it("are read as far as they are numbers", () => {
    const elements = elementsIn(mixed, 0);
    elements.look(row([3, -4], '"ab"'));
    expect([elements.at(0), elements.at(1)]).toEqual([3, -4]);
    expect(() => elementsIn(mixed, 1)).toThrow(RangeError);
  });

  it("are cut into rows again, of one size or of many", () => {
    const rows = [row([1, 2], "ab", "c"), row([3, 4], ""), row([5, 6], "", "de")];
    const bytes = Uint8Array.from(rows.flatMap((each) => [...each]));
    expect(splitRows(bytes, mixed)).toEqual(rows);
    expect(splitRows(bytes.subarray(0, 8), mixed.slice(0, 1))).toHaveLength(2);
    expect(splitRows(new Uint8Array(), mixed)).toEqual([]);
    expect(() => splitRows(bytes.subarray(0, -1), mixed)).toThrow(RangeError);
    expect(() => splitRows(bytes.subarray(0, 6), mixed)).toThrow(RangeError);
  });
});

describe("ObservationSelector", () => {
  it("tells rows apart that differ in their length alone", () => {
    const rule: ObservationRule = { keep: "changed", every: 1, downsample: 1 };
    const selector = new ObservationSelector({ rule, whole: mixed, layout: mixed });
    const rows = [row([1, 1], '"a"'), row([1, 1], '"ab"'), row([1, 1], '"ab"'), row([1, 1], '"a"')];
    expect(rows.map((each) => selector.take(each) !== null)).toEqual([true, true, false, true]);
  });
});

describe("AgentColumns", () => {
  const world = (observation: Uint8Array) => ({
    observation: () => observation,
    reward: () => 0,
    flags: () => PRESENT | ACTS,
    info: () => "{}",
  });
  const decided = (action: Action): Decision => ({
    action,
    intended: action,
    source: "policy",
    inputT: Number.NaN,
    uniform: Number.NaN,
    output: noOutput,
  });
  const rows = (action: readonly ArrayField[]) => ({
    observation: { rule: each, whole: mixed, layout: mixed },
    action,
    output: [],
  });
  const bytes = (packed: Packed) => [...fromBase64(base64Of(packed))];

  it("keep all random numbers of a choice, and none where none was drawn", () => {
    const columns = new AgentColumns({ ...rows([field("", "<i8", [])]), uniforms: 2 }, 4);
    const choices = [Float64Array.of(0.25, 0.75), Number.NaN];
    for (const [at, uniform] of choices.entries()) {
      columns.write(at, "player", { ...decided(1), uniform }, world(row([0, 0], "")));
    }
    const drawn = new Float64Array(fromBase64(columns.drain(2).uniform).buffer);
    expect([...drawn]).toEqual([0.25, 0.75, Number.NaN, Number.NaN]);
  });

  it("keep rows of all sizes, and begin anew after each record", () => {
    const columns = new AgentColumns(rows([field("", "<i8", [])]), 2);
    const [one, two] = [row([1, 2], '"a"'), row([3, 4], '"much longer"', "[]")];
    columns.write(0, "me", decided(1), world(one));
    columns.write(1, "me", decided(1), world(two));
    expect(columns.tailedBytes).toBe(one.length + two.length);
    expect(bytes(columns.drain(2).observation)).toEqual([...one, ...two]);
    columns.write(0, "me", decided(1), world(two));
    expect(bytes(columns.drain(1).observation)).toEqual([...two]);
    expect(columns.tailedBytes).toBe(0);
  });

  it("keep packed actions, and zeros for who is absent", () => {
    const columns = new AgentColumns(rows([field("", "|u1", [3])]), 2);
    columns.write(0, "me", decided("\x00\x7f\xff"), world(row([0, 0], "")));
    columns.write(1, "me", absence, world(row([0, 0], "")));
    const { action, intended } = columns.drain(2);
    expect(bytes(action)).toEqual([0, 127, 255, 0, 0, 0]);
    expect(intended).toBe(action);
  });

  it("keep actions of no fixed size", () => {
    const columns = new AgentColumns(rows(mixed), 2);
    const given = row([7, 8], '"go"');
    columns.write(0, "me", decided(String.fromCharCode(...given)), world(row([0, 0], "")));
    columns.write(1, "me", absence, world(row([0, 0], "")));
    expect(bytes(columns.drain(2).action)).toEqual([...given, ...emptyRow(mixed)]);
  });
});

describe("actionOf", () => {
  it("takes numbers as they are, and packed rows as one character a byte", () => {
    const packed = toBase64(Uint8Array.of(0, 128, 255));
    expect([actionOf(-3), actionOf({ packed })]).toEqual([-3, "\x00\x80\xff"]);
  });
});
