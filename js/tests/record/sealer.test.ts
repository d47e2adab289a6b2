import "fake-indexeddb/auto";
import { beforeEach, expect, it, vi } from "vitest";
import { sealNext, writersInJournal } from "../../src/page/record/sealer";
import { headersOf, newWriter } from "../../src/page/record/writer";
import {
  Connection,
  type Database,
  type JournalKey,
  type WriterKey,
} from "../../src/shared/database";
import { emptyIndexedDB, ManualTime, manifest, readChunks, siteHash } from "./support";

const session = "a".repeat(32);
const writer: WriterKey = [session, "game-1"];
const time = new ManualTime();
let connection: Connection;

beforeEach(async () => {
  emptyIndexedDB();
  connection = new Connection("test");
  const header = headersOf(manifest, siteHash).game;
  await connection.use((database) => database.put("writers", newWriter(session, "game-1", header)));
});

/** Journals records as the worker does: one row, numbered from `first`. */
async function journal(first: number, count: number, [id, name] = writer): Promise<void> {
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({ n: first + i, t: 0, type: "enter", step: "é", index: first + i }),
  );
  const key: JournalKey = [id, name, first];
  await connection.use((database) => database.put("journal", { lines }, key));
}

/** Nobody else is there. */
const rest = () => Promise.resolve();
const seal = (limit = 1_000_000) =>
  sealNext(connection, writer, limit, { clock: time.clock, rest });

/** The chunks in the database, under the keys that they will have in the store. */
async function sealed() {
  const entries = await connection.use(async (database) => {
    const [keys, rows] = [await database.getAllKeys("chunks"), await database.getAll("chunks")];
    return rows.map(({ mode, bytes }, i) => [`${mode}/${keys[i]}`, bytes] as const);
  });
  return readChunks(new Map(entries));
}

const rowsLeft = () => connection.use((database) => database.count("journal"));

it("makes chunks of the contract's form, linked by their hashes", async () => {
  await journal(0, 3);
  await journal(3, 2);
  await seal();
  await journal(5, 1);
  await seal();

  const [first, second] = await sealed();
  expect(first?.header).toEqual({
    format: "gymbrowser.chunk/1",
    experiment: "balance",
    mode: "pilot",
    site: siteHash,
    session,
    writer: "game-1",
    number: 0,
    previous: null,
    first: 0,
    records: 5,
    layouts: {
      main: {
        player: {
          observation: [{ path: [], dtype: "<f4", shape: [2] }],
          action: [{ path: [], dtype: "<i8", shape: [] }],
          output: [],
        },
      },
    },
    columns: {
      source: "|u1",
      present: "|u1",
      observed: "|u1",
      input_t: "<f8",
      reward: "<f8",
      terminated: "|u1",
      truncated: "|u1",
      uniform: "<f8",
      due: "<f8",
      started: "<f8",
      stepped: "<f8",
      drawn: "<f8",
      agent: "<u2",
      kind: "|u1",
      code: "<u2",
      x: "<f8",
      y: "<f8",
      event_t: "<f8",
      received_t: "<f8",
      after: "<u4",
      painted: "<f8",
    },
    sources: ["device", "default", "policy", "absent", "repeated", "buffer", "hook", "donor"],
    kinds: [
      ...["down", "up", "axis"],
      ...["point_down", "point_move", "point_up", "point_leave", "release"],
    ],
  });
  expect(second?.header).toMatchObject({ number: 1, first: 5, records: 1 });
  expect(await rowsLeft()).toBe(0);
});

it("makes no more of a chunk than the limit, unless one row alone is longer", async () => {
  for (let row = 0; row < 4; row += 1) await journal(10 * row, 10);
  const row = (await seal(1))?.chunk;
  expect(row).toMatchObject({ records: 10 });
  const limit = 2 * Number(row?.characters) + 50;
  expect(await seal(limit)).toMatchObject({ chunk: { records: 20 }, more: true });
  expect(await seal(limit)).toMatchObject({ chunk: { records: 10 }, more: false });
  expect(await seal(limit)).toBeNull();
  expect((await sealed()).map(({ header }) => header.first)).toEqual([0, 10, 30]);
});

it("gives no chunk without records, and leaves the writer as it was", async () => {
  expect(await seal()).toBeNull();
  expect(await connection.use((database) => database.get("writers", writer))).toMatchObject({
    number: 0,
    previous: null,
  });
});

it("never joins records across a gap: the chunks themselves say what is missing", async () => {
  await journal(0, 2);
  await journal(5, 2);
  expect(await seal()).toMatchObject({ chunk: { records: 2 }, more: true });
  expect(await seal()).toMatchObject({ chunk: { records: 2 }, more: false });
  await expect(sealed()).rejects.toThrow("breaks: first");
});

it("loses nothing and moves nothing where the transaction fails", async () => {
  await journal(0, 3);
  const add = vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
    throw new DOMException("The disk is full.", "QuotaExceededError");
  });
  await expect(seal()).rejects.toThrow("The disk is full.");
  add.mockRestore();
  expect(await sealed()).toEqual([]);
  expect(await rowsLeft()).toBe(1);

  await seal();
  expect((await sealed())[0]?.header).toMatchObject({ number: 0, records: 3 });
});

it("leaves alone what was journaled while it sealed", async () => {
  await journal(0, 3);
  const sealing = seal();
  const digest = vi.spyOn(crypto.subtle, "digest");
  await vi.waitFor(() => expect(digest).toHaveBeenCalled(), { interval: 1 });
  await journal(3, 1);
  await sealing;
  expect(await rowsLeft()).toBe(1);
  await seal();
  expect((await sealed()).map(({ header }) => header.records)).toEqual([3, 1]);
});

it("finds every writer that has something in the journal, once", async () => {
  const other: WriterKey = ["b".repeat(32), "page-2"];
  await journal(0, 1);
  await journal(1, 1);
  await journal(0, 1, [session, "page-1"]);
  await journal(7, 1, other);
  expect(await writersInJournal(connection)).toEqual([writer, [session, "page-1"], other]);
});

it("makes one chunk of a number, though another page seals at the same time", async () => {
  await journal(0, 2);
  const digest = crypto.subtle.digest.bind(crypto.subtle);
  vi.spyOn(crypto.subtle, "digest").mockImplementationOnce(async (...input) => {
    await journal(2, 1);
    await seal();
    return digest(...input);
  });
  await expect(seal()).rejects.toThrow("Another page");
  expect((await sealed()).map(({ header }) => [header.number, header.records])).toEqual([[0, 3]]);
  expect(await rowsLeft()).toBe(0);
});

it("seals nothing twice, though another page seals while it reads", async () => {
  await journal(0, 3);
  let reads = 0;
  // A page that came back from the back/forward cache, and has lost its lock there.
  const late = {
    use: async <T>(action: (database: Database) => Promise<T>): Promise<T> => {
      reads += 1;
      if (reads === 2) await seal();
      return connection.use(action);
    },
  };
  const sealing = sealNext(late as Connection, writer, 1_000_000, { clock: time.clock, rest });
  await expect(sealing).rejects.toThrow("sealed these records meanwhile");
  const chunks = await sealed();
  expect(chunks.map(({ header: { first, records } }) => [first, records])).toEqual([[0, 3]]);
});
