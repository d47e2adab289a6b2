import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LossRecord, StorageRecord } from "../../src/generated/contract";
import { Ledger } from "../../src/page/record/ledger";
import type { Recorder } from "../../src/page/record/recorder";
import { Safekeeping } from "../../src/page/record/safekeeping";
import type { Session } from "../../src/page/record/session";
import type { StorageFacts } from "../../src/page/record/storage-facts";
import { Connection, databaseName } from "../../src/shared/database";
import { Journal, type WriterIdentity } from "../../src/shared/journal";
import { EmptiedError } from "../../src/shared/journal-rows";
import type { HoldMessage, SpillMessage } from "../../src/shared/protocol";
import {
  emptyIndexedDB,
  FakeLocks,
  FakeStore,
  ManualTime,
  manifest,
  noCourse,
  openPage,
  readChunks,
  testBrowser,
} from "./support";

const facts: StorageFacts = { persisted: false, quota: 1e9, usage: 1e6 };
const database = () => new Connection(databaseName("balance", "/study/"));
let store: FakeStore;
let locks: FakeLocks;

beforeEach(() => {
  emptyIndexedDB();
  store = new FakeStore();
  locks = new FakeLocks();
});
afterEach(() => vi.restoreAllMocks());

/** A page and its game worker, which are told of each other as the real ones are. */
class Visit {
  readonly time = new ManualTime();
  readonly told: Array<SpillMessage | HoldMessage> = [];
  recorder!: Recorder;
  identity!: WriterIdentity;
  game!: Journal;

  static async begin(search = "participant=p1"): Promise<Visit> {
    const visit = new Visit();
    await visit.#open(search);
    const { identity } = await visit.recorder.begin();
    visit.identity = identity;
    visit.#startWorker();
    await visit.game.identify(identity);
    return visit;
  }

  async #open(search: string): Promise<void> {
    const browser = testBrowser(this.time, store, locks);
    browser.askStorage = async () => facts;
    this.recorder = await openPage(browser, {
      manifest: { ...manifest, participant: { id: ["participant"], params: [], number: null } },
      search: new URLSearchParams(search),
      flushWorker: async () => this.game?.flush(),
      tellWorker: (message) => {
        this.told.push(message);
        if (message.type === "spill") void this.game?.spill(message.why);
      },
    });
  }

  #startWorker(): void {
    const { writer } = this.identity;
    const { recorder } = this;
    this.game = new Journal({
      clock: this.time.clock,
      timer: this.time.timer,
      onCommitted: (records, bytes) =>
        recorder.gameJournaled({ type: "journaled", writer, records, bytes }),
      onFailed: (error) => {
        if (error instanceof EmptiedError) recorder.gameStorage({ type: "emptied" });
      },
      onUnstored: (unstored) => recorder.gameStorage({ type: "unstored", writer, ...unstored }),
    });
  }

  /** One record of each writer. */
  write(index: number, step = "main"): void {
    void this.recorder.record({ type: "enter", step, index });
    void this.game.append({ type: "enter", step, index });
  }

  async commit(): Promise<void> {
    await Promise.all([this.recorder.sealStep(), this.game.flush()]);
  }

  /** Lets time go on until `holds`, as it does in a browser. */
  async until(holds: () => void | Promise<void>): Promise<void> {
    await vi.waitFor(
      async () => {
        this.time.advance(250);
        await holds();
      },
      { interval: 1 },
    );
  }

  /** To the end; all is stored then. */
  async finish(): Promise<void> {
    let settled = false;
    const ending = this.recorder
      .finish("done")
      .then(() => this.recorder.settled())
      .then(() => {
        settled = true;
      });
    await this.until(() => expect(settled).toBe(true));
    await ending;
  }
}

/** A browser without room: it takes nothing, but removes what is to be removed. */
function refuseWrites(): void {
  for (const method of ["put", "add"] as const) {
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(() => {
      throw new DOMException("There is no room.", "QuotaExceededError");
    });
  }
}

function makeSafekeeping(connection: Connection, hold = (_hold: boolean) => {}): Safekeeping {
  return new Safekeeping({
    connection,
    browser: { askStorage: async () => facts, witness: store.witness },
    ledger: new Ledger(),
    append: () => {},
    spill: async () => {},
    hold,
    onMoved: () => {},
  });
}

async function stored(writer: RegExp, excused: string[] = []) {
  const chunks = await readChunks(store.objects, excused);
  return chunks
    .filter(({ header }) => writer.test(header.writer))
    .flatMap(({ records }) => records);
}

async function ofType<R>(type: string, excused: string[] = []): Promise<R[]> {
  const records = await stored(/^page-/, excused);
  return records.filter((record) => record.type === type) as unknown as R[];
}

async function entered(writer: RegExp): Promise<number[]> {
  const records = await stored(writer);
  return records.flatMap((record) => ("index" in record ? [record.index as number] : []));
}

async function countRows(): Promise<number> {
  const stores = ["sessions", "writers", "journal", "chunks"] as const;
  const counts = await Promise.all(
    stores.map((name) => database().use((opened) => opened.count(name))),
  );
  return counts.reduce((sum, count) => sum + count);
}

async function emptyDatabase(): Promise<void> {
  for (const name of ["sessions", "writers", "journal", "chunks"] as const) {
    await database().use((opened) => opened.clear(name));
  }
}

it("records what the storage is", async () => {
  const visit = await Visit.begin();
  await visit.finish();
  const [record, ...others] = await ofType<StorageRecord>("storage");
  expect(record).toMatchObject({ place: "database", why: null, ...facts });
  expect(others).toEqual([]);
  expect(store.lines.size).toBe(0);
});

describe("a browser that stores nothing at all", () => {
  it("is no reason to stop: all goes from memory to the store", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("Not in a private window.", "InvalidStateError");
    });
    const visit = await Visit.begin();
    expect(visit.identity.database).toBeNull();
    for (const index of [0, 1, 2]) visit.write(index);
    expect(await visit.recorder.nextAttempt("main")).toBe(1);
    await visit.recorder.enterStep(2, noCourse);
    await visit.commit();
    await visit.finish();

    expect(await entered(/^page-/)).toEqual([0, 1, 2]);
    expect(await entered(/^game-/)).toEqual([0, 1, 2]);
    expect(await ofType("storage")).toMatchObject([
      { place: "memory", why: expect.stringContaining("Not in a private window.") },
    ]);
    const { keeping, pendingChunks, trouble } = visit.recorder.status.get();
    expect(keeping).toMatchObject({ place: "memory", isLost: false });
    expect({ pendingChunks, trouble }).toEqual({ pendingChunks: 0, trouble: null });
    vi.restoreAllMocks();
    expect(await countRows()).toBe(0);
  });
});

describe("a browser whose storage is full in the middle of a session", () => {
  it("loses nothing and doubles nothing, also if the page is killed later", async () => {
    store.isOnline = false;
    store.answer = () => Response.error();
    const visit = await Visit.begin();
    visit.write(0);
    await visit.commit();
    visit.write(1);
    await visit.game.flush();
    refuseWrites();
    visit.write(2);
    await visit.until(() => expect(visit.recorder.status.get().keeping.place).toBe("memory"));
    visit.write(3);
    store.answer = () => null;
    await visit.until(async () => {
      expect(await entered(/^page-1$/)).toEqual([0, 1, 2, 3]);
      expect(await entered(/^game-1$/)).toEqual([0, 1, 2, 3]);
    });
    expect(visit.told.map(({ type }) => type)).toEqual(["spill"]);

    // The next visit finds what was stored before the refusal, and sends the very same chunks.
    const keys = [...store.objects.keys()];
    vi.restoreAllMocks();
    locks.release();
    const next = await Visit.begin();
    await next.finish();
    const again = [...store.objects.keys()].filter((key) => /(page|game)-1\//.test(key));
    expect(again.sort()).toEqual(keys.filter((key) => /(page|game)-1\//.test(key)).sort());
    expect(await entered(/^game-1$/)).toEqual([0, 1, 2, 3]);
    expect(next.recorder.resumed).not.toBeNull();
  });

  it("gives a writer of a later visit no name that may be taken", async () => {
    const first = await Visit.begin();
    await first.commit();
    locks.release();
    refuseWrites();
    const visit = await Visit.begin();
    await visit.finish();
    expect(visit.recorder.resumed).not.toBeNull();
    expect(visit.identity.writer).toMatch(/^game-\d{6}$/);
    expect(await ofType("storage")).toMatchObject([{ place: "database" }, { place: "memory" }]);
  });

  it("does again what failed while another write moved all to memory", async () => {
    const safekeeping = makeSafekeeping(new Connection("test"));
    const write = vi.fn(async () => {
      if (write.mock.calls.length > 1) return "kept";
      await safekeeping.refuse("full");
      throw new DOMException("There is no room.", "QuotaExceededError");
    });
    expect(await safekeeping.orInMemory(write)).toBe("kept");
    const wrong = new TypeError("A mistake of ours.");
    await expect(safekeeping.orInMemory(() => Promise.reject(wrong))).rejects.toBe(wrong);
  });

  it("finishes though it is refused at the very end", async () => {
    const visit = await Visit.begin();
    visit.write(0);
    await visit.commit();
    refuseWrites();
    await visit.finish();
    expect(await ofType("end")).toMatchObject([{ writers: { "game-1": 1 } }]);
    expect(visit.recorder.status.get().keeping.place).toBe("memory");
  });

  it("has the games wait where memory is full, until something was sent", async () => {
    const hold = vi.fn();
    const connection = new Connection("test");
    const safekeeping = makeSafekeeping(connection, hold);
    await safekeeping.refuse("full");
    const chunk = { session: "s", writer: "game-1", mode: "dev", createdAt: 0 } as const;
    const put = (number: number) =>
      connection.use((memory) =>
        memory.put(
          "chunks",
          { ...chunk, number, bytes: new Uint8Array(10_000_000) },
          `s/${number}`,
        ),
      );
    for (let number = 0; number < 6; number += 1) await put(number);
    expect(hold).not.toHaveBeenCalled();
    await put(6);
    expect(hold.mock.calls).toEqual([[true]]);
    expect(safekeeping.keeping.get().waitsFor).toBe("memory");
    await connection.use((memory) => memory.delete("chunks", "s/0"));
    await connection.use((memory) => memory.delete("chunks", "s/1"));
    expect(hold.mock.calls).toEqual([[true]]);
    await connection.use((memory) => memory.delete("chunks", "s/2"));
    expect(hold.mock.calls).toEqual([[true], [false]]);
    expect(safekeeping.keeping.get().waitsFor).toBeNull();
  });
});

it("has no game wait for room that a session which is held back will not make", async () => {
  const hold = vi.fn();
  const connection = new Connection("test");
  const safekeeping = makeSafekeeping(connection, hold);
  const session = { id: "s", isHeld: true, restore: async () => false };
  await safekeeping.begun(session as unknown as Session);
  await safekeeping.refuse("full");
  const lines = ["x".repeat(70_000_000)];
  await connection.use((memory) => memory.put("journal", { lines }, ["s", "game-1", 0]));
  expect(hold).not.toHaveBeenCalled();
});

describe("storage that was emptied", () => {
  it("is named in the next record, with what was lost; the session goes on", async () => {
    const visit = await Visit.begin();
    visit.write(0);
    await visit.commit();
    await visit.recorder.settled();
    visit.write(1);
    await visit.game.flush();
    await emptyDatabase();
    visit.write(2);
    await visit.until(() => expect(visit.recorder.status.get().keeping.isLost).toBe(true));
    await visit.finish();

    // What is missing is missing in the chain, too.
    const [loss] = await ofType<LossRecord>("loss", ["first"]);
    expect(loss).toMatchObject({ when: "during", session: visit.identity.session });
    expect(loss?.writers["game-1"]).toEqual({ made: 2, stored: 1 });
    const games = [...store.objects.keys()].filter((key) => key.includes("/game-1/"));
    expect(games.map((key) => key.split("/").at(-1)?.slice(0, 6))).toEqual(["000000", "000001"]);
    expect(await ofType("end", ["first"])).toMatchObject([{ writers: { "game-1": 3 } }]);
  });

  it("is named though the browser refuses to store at the same time", async () => {
    const visit = await Visit.begin();
    visit.write(0);
    await visit.commit();
    await visit.recorder.settled();
    visit.write(1);
    await visit.game.flush();
    await emptyDatabase();
    refuseWrites();
    visit.write(2);
    await visit.until(() => expect(visit.recorder.status.get().keeping.isLost).toBe(true));
    expect(visit.recorder.status.get().keeping.place).toBe("memory");
    await visit.finish();

    const [loss] = await ofType<LossRecord>("loss", ["first"]);
    expect(loss).toMatchObject({ when: "during", session: visit.identity.session });
    expect(await ofType("end", ["first"])).toMatchObject([{ writers: { "game-1": 3 } }]);
  });

  it("between two visits is named by the line beside it, where that is left", async () => {
    store.answer = () => Response.error();
    const first = await Visit.begin();
    first.write(0);
    await first.commit();
    locks.release();
    await emptyDatabase();
    store.answer = () => null;
    const second = await Visit.begin();
    expect(second.recorder.resumed).toBeNull();
    await second.finish();
    expect(await ofType("loss")).toMatchObject([
      {
        when: "between",
        session: first.identity.session,
        writers: { "page-1": { made: expect.any(Number), stored: 0 } },
      },
    ]);
    expect(store.lines.size).toBe(0);
  });
});
