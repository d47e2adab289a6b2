import "fake-indexeddb/auto";
import { beforeEach, expect, it, vi } from "vitest";
import { Connection, type JournalRow } from "../../src/shared/database";
import { Journal, type RecordBody } from "../../src/shared/journal";
import type { WriterIdentity } from "../../src/shared/protocol";
import { emptyIndexedDB, ManualTime } from "../record/support";

const identity: WriterIdentity = {
  database: "test",
  session: "s",
  mode: "dev",
  writer: "game-1",
};
let time: ManualTime;
const onCommitted = vi.fn();
const onFailed = vi.fn();

beforeEach(() => {
  emptyIndexedDB();
  time = new ManualTime();
  onCommitted.mockReset();
  onFailed.mockReset();
});

function makeJournal(): Journal {
  return new Journal({ clock: time.clock, timer: time.timer, onCommitted, onFailed });
}

function enter(index: number): RecordBody {
  return { type: "enter", step: "main", index };
}

/** What stands in the database: key and lines of each row. */
function rows(): Promise<Array<{ key: unknown; row: JournalRow }>> {
  return new Connection("test").use(async (database) => {
    const keys = await database.getAllKeys("journal");
    const values = await database.getAll("journal");
    return values.map((row, index) => ({ key: keys[index], row }));
  });
}

async function records(): Promise<Array<Record<string, unknown>>> {
  return (await rows()).flatMap(({ row }) => row.lines.map((line) => JSON.parse(line)));
}

/** Lets the next `count` transactions that would write fail, as a full disk makes them. */
function failWrites(count: number): void {
  const write = IDBDatabase.prototype.transaction;
  let left = count;
  vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(function (
    this: IDBDatabase,
    stores,
    mode,
    options,
  ) {
    const transaction = write.call(this, stores, mode, options);
    if (mode === "readwrite" && left > 0) {
      left -= 1;
      setImmediate(() => transaction.abort());
      transaction.commit = () => {};
    }
    return transaction;
  });
}

it("opens nothing before it is known who writes", async () => {
  const journal = makeJournal();
  await journal.append(enter(0));
  await journal.flush({ durable: true });
  time.advance(1000);
  expect(await indexedDB.databases()).toEqual([]);
});

it("writes what was kept in memory, in its order and with its times, after the opening", async () => {
  const journal = makeJournal();
  const made = time.now_ms;
  time.advance(5);
  journal.append(enter(0));
  time.advance(5);
  journal.append(enter(1));
  time.advance(1000);
  await journal.identify(identity, enter(-1));

  expect(await records()).toEqual([
    { n: 0, t: made, mode: "dev", ...enter(-1) },
    { n: 1, t: made + 5, mode: "dev", ...enter(0) },
    { n: 2, t: made + 10, mode: "dev", ...enter(1) },
  ]);
});

it("forgets what was kept in memory, and all that comes later", async () => {
  const journal = makeJournal();
  journal.append(enter(0));
  journal.discard();
  await journal.append(enter(1));
  await journal.flush();
  expect(await indexedDB.databases()).toEqual([]);
  expect(journal.records).toBe(0);
});

it("commits 100 ms after the first of several records, in one row", async () => {
  const journal = makeJournal();
  await journal.identify(identity);
  const first = journal.append(enter(0));
  time.advance(60);
  const second = journal.append(enter(1));
  time.advance(39);
  expect(onCommitted).not.toHaveBeenCalled();

  time.advance(1);
  await Promise.all([first, second]);
  const stored = await rows();
  expect(stored.map(({ key }) => key)).toEqual([["s", "game-1", 0]]);
  const characters = stored[0]?.row.lines.reduce((sum, line) => sum + line.length + 1, 0);
  expect(onCommitted.mock.calls).toEqual([[2, characters]]);
});

it("reports totals, and keys each row by its first record", async () => {
  const journal = makeJournal();
  await journal.identify(identity);
  for (const index of [0, 1, 2]) {
    journal.append(enter(index));
    if (index > 0) await journal.flush();
  }
  expect((await rows()).map(({ key }) => key)).toEqual([
    ["s", "game-1", 0],
    ["s", "game-1", 2],
  ]);
  expect(onCommitted.mock.calls.map(([count]) => count)).toEqual([2, 3]);
});

it("asks for the disk only where it is told to", async () => {
  const journal = makeJournal();
  await journal.identify(identity);
  const spy = vi.spyOn(IDBDatabase.prototype, "transaction");
  journal.append(enter(0));
  await journal.flush();
  journal.append(enter(1));
  await journal.flush({ durable: true });
  const writes = spy.mock.calls.filter(([, mode]) => mode === "readwrite");
  const durabilities = writes.map(([, , options]) => options?.durability);
  expect(durabilities).toEqual(["relaxed", "strict"]);
});

it("keeps the records of a failed commit, says so, and commits them before later ones", async () => {
  const journal = makeJournal();
  await journal.identify(identity);
  failWrites(1);
  const lost = journal.append(enter(0));
  await expect(journal.flush()).rejects.toThrow();
  await expect(lost).rejects.toThrow();
  expect(onFailed).toHaveBeenCalledOnce();
  expect(await rows()).toEqual([]);

  const later = journal.append(enter(1));
  time.advance(1000);
  await later;
  expect((await records()).map(({ n, index }) => [n, index])).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

it("tries again by itself where nothing else comes", async () => {
  const journal = makeJournal();
  await journal.identify(identity);
  failWrites(3);
  journal.append(enter(0));
  time.advance(100);
  for (const failures of [1, 2, 3]) {
    await vi.waitFor(() => expect(onFailed).toHaveBeenCalledTimes(failures), { interval: 1 });
    time.advance(1000);
  }
  await vi.waitFor(() => expect(onCommitted).toHaveBeenCalledOnce(), { interval: 1 });
  expect(await records()).toHaveLength(1);
});

it("keeps the order where many flushes overlap", async () => {
  const journal = makeJournal();
  await journal.identify(identity);
  const flushes = Array.from({ length: 50 }, (_, index) => {
    journal.append(enter(index));
    return journal.flush({ durable: index % 3 === 0 });
  });
  await Promise.all(flushes);
  expect((await records()).map(({ n, index }) => n === index)).toEqual(Array(50).fill(true));
});

it("splits a long batch, so that no row is larger than a chunk may be", async () => {
  const journal = makeJournal();
  const step = "x".repeat(1000);
  for (let index = 0; index < 100; index += 1) journal.append({ type: "enter", step, index });
  await journal.identify(identity);
  const stored = await rows();
  expect(stored.length).toBeGreaterThan(3);
  for (const { row } of stored) expect(row.lines.join("\n").length).toBeLessThan(33_000);
  expect((await records()).map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, n) => n));
});

it("makes a new connection after the browser has closed the old one", async () => {
  const journal = makeJournal();
  await journal.identify(identity);
  const spy = vi.spyOn(IDBDatabase.prototype, "transaction");
  journal.append(enter(0));
  await journal.flush();
  (spy.mock.contexts[0] as IDBDatabase).close();

  journal.append(enter(1));
  await journal.flush();
  expect(await records()).toHaveLength(2);
  expect(onFailed).not.toHaveBeenCalled();
});

it("takes a second identify for another try", async () => {
  const journal = makeJournal();
  failWrites(1);
  await expect(journal.identify(identity, enter(0))).rejects.toThrow();
  await journal.identify(identity, enter(0));
  expect(await records()).toHaveLength(1);
});
