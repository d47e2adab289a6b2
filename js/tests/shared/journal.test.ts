import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Connection, type HeaderConstants, type JournalRow } from "../../src/shared/database";
import { Journal, type Unstored, type WriterIdentity } from "../../src/shared/journal";
import { EmptiedError } from "../../src/shared/journal-rows";
import type { RecordBody } from "../../src/shared/record-line";
import { emptyIndexedDB, ManualTime } from "../record/support";
import { stepsBody } from "./steps-body";

const identity: WriterIdentity = {
  database: "test",
  session: "s",
  mode: "dev",
  writer: "game-1",
};
let time: ManualTime;
const onCommitted = vi.fn();
const onFailed = vi.fn();
const onUnstored = vi.fn();

beforeEach(() => {
  emptyIndexedDB();
  time = new ManualTime();
  onCommitted.mockReset();
  onFailed.mockReset();
  onUnstored.mockReset();
});

function makeJournal(): Journal {
  return new Journal({ clock: time.clock, timer: time.timer, onCommitted, onFailed, onUnstored });
}

/** As the page begins a writer, before the journal hears of it. */
function beginWriter(): Promise<unknown> {
  const header = { experiment: "e", mode: "dev", site: "0", layouts: {}, columns: {}, sources: [] };
  const chain = { number: 0, previous: null, sealed: 0, header: header as HeaderConstants };
  const row = { session: identity.session, writer: identity.writer, ...chain };
  return new Connection("test").use((database) => database.put("writers", row));
}

async function makeIdentified(): Promise<Journal> {
  await beginWriter();
  const journal = makeJournal();
  await journal.identify(identity);
  return journal;
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
  await beginWriter();
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

it("has nobody wait for what was forgotten before its commit, or while that failed", async () => {
  const journal = await makeIdentified();
  const forgotten = [journal.append(enter(0))];
  journal.discard();
  await Promise.all(forgotten);

  const other = await makeIdentified();
  failWrites(1);
  forgotten.push(other.append(enter(1)));
  const flushed = other.flush().catch(() => {});
  await Promise.resolve();
  other.discard();
  await Promise.all([flushed, ...forgotten]);
  expect(await records()).toEqual([]);
});

it("commits 100 ms after the first of several records, in one row", async () => {
  const journal = await makeIdentified();
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
  const journal = await makeIdentified();
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
  const journal = await makeIdentified();
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
  const journal = await makeIdentified();
  failWrites(1);
  const first = journal.append(enter(0));
  await expect(journal.flush()).rejects.toThrow();
  expect(onFailed).toHaveBeenCalledOnce();
  expect(await rows()).toEqual([]);

  const later = journal.append(enter(1));
  time.advance(1000);
  await Promise.all([first, later]);
  expect((await records()).map(({ n, index }) => [n, index])).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

it("tries again by itself where nothing else comes", async () => {
  const journal = await makeIdentified();
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
  const journal = await makeIdentified();
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
  await beginWriter();
  await journal.identify(identity);
  const stored = await rows();
  expect(stored.length).toBeGreaterThan(3);
  for (const { row } of stored) expect(row.lines.join("\n").length).toBeLessThan(33_000);
  expect((await records()).map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, n) => n));
});

it("makes a new connection after the browser has closed the old one", async () => {
  const journal = await makeIdentified();
  const spy = vi.spyOn(IDBDatabase.prototype, "transaction");
  journal.append(enter(0));
  await journal.flush();
  (spy.mock.contexts[0] as IDBDatabase).close();

  journal.append(enter(1));
  await journal.flush();
  expect(await records()).toHaveLength(2);
  expect(onFailed).not.toHaveBeenCalled();
});

it("waits for its first commit as long as it takes", async () => {
  await beginWriter();
  const journal = makeJournal();
  failWrites(1);
  const identified = journal.identify(identity, enter(0));
  await vi.waitFor(() => expect(onFailed).toHaveBeenCalledOnce(), { interval: 1 });
  time.advance(1000);
  await identified;
  expect(await records()).toHaveLength(1);
});

describe("a browser that refuses to store", () => {
  it("is asked for 3 s; then all goes to who takes it, and nothing is stored any more", async () => {
    const journal = await makeIdentified();
    journal.append(enter(0));
    await journal.flush();
    failWrites(Number.POSITIVE_INFINITY);
    const kept = journal.append(enter(1));
    time.advance(100);
    for (const failures of [1, 2, 3]) {
      await vi.waitFor(() => expect(onFailed).toHaveBeenCalledTimes(failures), { interval: 1 });
      expect(onUnstored).not.toHaveBeenCalled();
      journal.append(enter(1 + failures));
      time.advance(1000);
    }
    await kept;
    expect(onFailed).toHaveBeenCalledTimes(4);
    vi.restoreAllMocks();
    journal.append(enter(5));
    await journal.flush({ durable: true });

    const taken = onUnstored.mock.calls.map(([unstored]) => unstored as Unstored);
    expect(taken.map(({ first, lines }) => [first, lines.length])).toEqual([
      [1, 4],
      [5, 1],
    ]);
    expect(taken[0]?.why).toContain("AbortError");
    expect((await records()).map(({ n }) => n)).toEqual([0]);
    expect(onCommitted.mock.calls.map(([count]) => count)).toEqual([1, 5, 6]);
  });

  it("is not asked at all where the page knows it", async () => {
    const journal = makeJournal();
    await journal.identify({ ...identity, database: null }, enter(0));
    expect(onUnstored).toHaveBeenCalledOnce();
    expect(await indexedDB.databases()).toEqual([]);
  });

  it("hands over lines of text, whatever they are made of", async () => {
    const journal = makeJournal();
    await journal.identify({ ...identity, database: null });
    journal.append(stepsBody(new Uint8Array(5000)));
    await journal.flush();
    const [{ lines }] = onUnstored.mock.calls[0] as [Unstored];
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(["steps"]);
    expect(onCommitted).toHaveBeenLastCalledWith(1, (lines[0]?.length ?? 0) + 1);
  });

  it("is told of: what is on its way there comes first", async () => {
    const journal = await makeIdentified();
    const spy = vi.spyOn(IDBDatabase.prototype, "transaction");
    journal.append(enter(0));
    const underway = journal.flush();
    await vi.waitFor(() => expect(spy).toHaveBeenCalled(), { interval: 1 });
    journal.append(enter(1));
    await journal.spill("full");
    await underway;
    expect((await records()).map(({ n }) => n)).toEqual([0]);
    expect(onUnstored.mock.calls).toMatchObject([[{ first: 1, why: "full" }]]);
  });

  it("hands over all where the browser refused before it was known who writes", async () => {
    await beginWriter();
    const journal = makeJournal();
    journal.append(enter(0));
    await journal.spill("full");
    await journal.identify(identity);
    expect(await rows()).toEqual([]);
    expect(onUnstored.mock.calls).toMatchObject([[{ first: 0, why: "full" }]]);
  });
});

it("notices that the storage was emptied, and goes on once its writer is known again", async () => {
  const journal = await makeIdentified();
  journal.append(enter(0));
  await journal.flush();
  const connection = new Connection("test");
  for (const store of ["journal", "writers"] as const) {
    await connection.use((database) => database.clear(store));
  }
  journal.append(enter(1));
  await expect(journal.flush()).rejects.toThrow(EmptiedError);
  expect(await rows()).toEqual([]);

  await beginWriter();
  time.advance(1000);
  await journal.flush();
  expect((await records()).map(({ n }) => n)).toEqual([1]);
});

it("says when too much waits for its commit, and when that is over", async () => {
  const onCrowded = vi.fn();
  await beginWriter();
  const options = { clock: time.clock, timer: time.timer, onCommitted, onFailed, onUnstored };
  const journal = new Journal({ ...options, onCrowded });
  await journal.identify(identity);
  failWrites(1);
  const step = "x".repeat(1_000_000);
  for (let index = 0; index < 17; index += 1) journal.append({ type: "enter", step, index });
  expect(onCrowded.mock.calls).toEqual([[true]]);
  await expect(journal.flush()).rejects.toThrow();
  expect(onCrowded.mock.calls).toEqual([[true]]);
  await journal.flush();
  expect(onCrowded.mock.calls).toEqual([[true], [false]]);
});

it("commits the tape of a running episode with its records, and gives it to the next worker", async () => {
  const journal = await makeIdentified();
  const [begun, first, ended] = [enter(0), enter(1), enter(2)];
  journal.append(begun, "begins");
  journal.append(enter(9));
  journal.append(first, "goes_on");
  await journal.flush();
  const lines = (await journal.taped()).map((line) => JSON.parse(line));
  expect(lines).toMatchObject([begun, first]);
  expect((await rows()).map(({ key }) => key)).toEqual([
    ["s", "game-1", 0],
    ["s", "tape", 0],
  ]);
  failWrites(1);
  journal.append(enter(3), "goes_on");
  await journal.flush().catch(() => {});
  await journal.flush();
  expect(await journal.taped()).toHaveLength(3);
  journal.append(ended, "ends");
  await journal.flush();
  expect(await journal.taped()).toEqual([]);
});
