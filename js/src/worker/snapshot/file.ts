/**
 * The file of a snapshot: what has changed of Python's memory since the interpreter was loaded.
 *
 * Eight bytes that name the format, the length of the head (u32, little-endian), the head as JSON,
 * zeros up to a multiple of 16, then the bytes of all runs one after the other.
 */

/** All of a snapshot but the bytes of the memory. */
export interface SnapshotHead {
  /** Of Pyodide: nothing of this can be had from another build. */
  build: string;
  /** Bytes of the whole memory. */
  memory: number;
  /** Where the runs begin to tell everything: what lies between two of them from here on is zero. */
  heap: number;
  /** Address and length of each run, in ascending order. */
  runs: [address: number, length: number][];
  /** How many functions the table has once the libraries are loaded. */
  table: number;
  /** The functions of libraries that Python has put into the table since. */
  functions: [library: string, symbol: string][];
  /** The addresses by which Python knows its open libraries. */
  handles: [address: number, library: string][];
  /** What Pyodide says of the objects of JavaScript that Python holds. */
  hiwire: unknown;
}

export interface SnapshotFile {
  head: SnapshotHead;
  /** Of all runs. */
  bytes: Uint8Array<ArrayBuffer>;
}

/** "gymsnap1" */
const magic = Uint8Array.of(0x67, 0x79, 0x6d, 0x73, 0x6e, 0x61, 0x70, 0x31);
const alignment = 16;
const headAt = magic.length + 4;
/** Small enough to leave out what has not changed, large enough that the list stays short. */
const pageBytes = 1024;

export function encode({ head, bytes }: SnapshotFile): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const begin = Math.ceil((headAt + text.length) / alignment) * alignment;
  const file = new Uint8Array(begin + bytes.length);
  file.set(magic);
  new DataView(file.buffer).setUint32(magic.length, text.length, true);
  file.set(text, headAt);
  file.set(bytes, begin);
  return file;
}

/** @throws where these bytes are no snapshot */
export function decode(file: Uint8Array<ArrayBuffer>): SnapshotFile {
  if (!magic.every((byte, index) => file[index] === byte)) throw new Error("It is no snapshot.");
  const length = new DataView(file.buffer, file.byteOffset).getUint32(magic.length, true);
  const text = new TextDecoder().decode(file.subarray(headAt, headAt + length));
  const begin = Math.ceil((headAt + length) / alignment) * alignment;
  const head: SnapshotHead = JSON.parse(text);
  const bytes = file.subarray(begin);
  const expected = head.runs.reduce((sum, [, size]) => sum + size, 0);
  if (bytes.length !== expected) {
    throw new Error(`The snapshot has ${bytes.length} bytes of memory, but lists ${expected}.`);
  }
  return { head, bytes };
}

/**
 * Where a memory differs from what is there before anything is restored.
 *
 * @param fresh the memory as the loaded interpreter has it
 * @param heap from here on a run is what is not zero
 */
export function changedRuns(
  memory: Uint8Array,
  fresh: Uint8Array,
  heap: number,
): SnapshotHead["runs"] {
  const runs: SnapshotHead["runs"] = [];
  for (let at = 0; at < memory.length; at += pageBytes) {
    const end = Math.min(at + pageBytes, memory.length);
    if (!differs(memory, end > heap ? null : fresh, at, end)) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === at) last[1] += end - at;
    else runs.push([at, end - at]);
  }
  return runs;
}

function differs(memory: Uint8Array, fresh: Uint8Array | null, at: number, end: number): boolean {
  for (let i = at; i < end; i++) {
    if (memory[i] !== (fresh === null ? 0 : fresh[i])) return true;
  }
  return false;
}

export function gather(memory: Uint8Array, runs: SnapshotHead["runs"]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(runs.reduce((sum, [, size]) => sum + size, 0));
  let at = 0;
  for (const [address, size] of runs) {
    bytes.set(memory.subarray(address, address + size), at);
    at += size;
  }
  return bytes;
}

/** Writes the runs over a memory that is large enough, and zeros between those of the heap. */
export function scatter({ head, bytes }: SnapshotFile, memory: Uint8Array, used: number): void {
  // What the interpreter has allocated by now is not what the snapshot has there.
  memory.fill(0, head.heap - (head.heap % pageBytes), used);
  let at = 0;
  for (const [address, size] of head.runs) {
    memory.set(bytes.subarray(at, at + size), address);
    at += size;
  }
}
