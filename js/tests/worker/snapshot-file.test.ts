import { describe, expect, it } from "vitest";
import {
  changedRuns,
  decode,
  encode,
  gather,
  type SnapshotHead,
  scatter,
} from "../../src/worker/snapshot/file";

const page = 1024;
const size = 8 * page;
/** Not at the begin of a page, as a heap rarely is. */
const heap = 3 * page + 100;

function memory(bytes: Record<number, number>): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  for (const [address, value] of Object.entries(bytes)) all[Number(address)] = value;
  return all;
}

const head: SnapshotHead = {
  build: "0",
  memory: size,
  heap,
  runs: [],
  table: 3,
  functions: [["lib", "f"]],
  handles: [[16, "lib"]],
  hiwire: { hiwireKeys: [null] },
};

describe("a snapshot", () => {
  const fresh = memory({ 5: 1, 2000: 2, [3 * page + 1]: 3, [heap + 50]: 4 });
  const taken = memory({ 5: 9, 2000: 2, [3 * page + 1]: 8, [5 * page]: 6, [6 * page]: 7 });
  const runs = changedRuns(taken, fresh, heap);

  it("has the pages that were changed, and no others", () => {
    expect(runs).toEqual([
      [0, page],
      [3 * page, page],
      [5 * page, 2 * page],
    ]);
  });

  it("gives the same memory wherever it is restored", () => {
    const file = decode(encode({ head: { ...head, runs }, bytes: gather(taken, runs) }));
    expect(file.head).toEqual({ ...head, runs });
    // What another interpreter has allocated before is not in the way.
    const there = memory({ 5: 1, 2000: 2, [heap + 50]: 99, [4 * page + 7]: 99, [7 * page]: 99 });
    scatter(file, there, size);
    expect(there).toEqual(taken);
  });

  it("is not what has another beginning, or not all of it", () => {
    const bytes = encode({ head: { ...head, runs }, bytes: gather(taken, runs) });
    expect(() => decode(bytes.subarray(0, bytes.length - 1))).toThrow("lists 4096");
    expect(() => decode(bytes.subarray(1))).toThrow("no snapshot");
  });
});
