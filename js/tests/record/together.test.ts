/** Where two rules meet: what is refused, taken back, held, shared, resumed or emptied at the same time. */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LossRecord, Manifest } from "../../src/generated/contract";
import { Observable } from "../../src/page/observable";
import { Outbox } from "../../src/page/record/outbox";
import type { Recorder } from "../../src/page/record/recorder";
import type { Keeping } from "../../src/page/record/safekeeping";
import { Session } from "../../src/page/record/session";
import { newSession } from "../../src/page/record/session-row";
import { shareComputer } from "../../src/page/record/shared-computer";
import type { Uploader } from "../../src/page/record/uploader";
import { wipeSent } from "../../src/page/record/wipe";
import { headersOf, newWriter } from "../../src/page/record/writer";
import { isOnlyHere } from "../../src/page/storage-notice";
import {
  Connection,
  databaseName,
  type JournalKey,
  type SessionRow,
} from "../../src/shared/database";
import {
  emptyIndexedDB,
  FakeLocks,
  FakeStore,
  ManualTime,
  manifest,
  openPage,
  readChunks,
  root,
  siteHash,
  type TestBrowser,
  tabs,
  testBrowser,
} from "./support";

const name = databaseName("balance", "/study/");
let store: FakeStore;
let locks: FakeLocks;

beforeEach(() => {
  emptyIndexedDB();
  tabs.clear();
  store = new FakeStore();
  locks = new FakeLocks();
});
afterEach(() => vi.restoreAllMocks());

interface Page {
  recorder: Recorder;
  browser: TestBrowser;
  time: ManualTime;
}

/** Loads the page; what was open before is killed. */
async function visit(
  search = "participant=anna",
  study: Partial<Manifest> = {},
  superseded: string | null = null,
): Promise<Page> {
  locks.release();
  const time = new ManualTime();
  const browser = testBrowser(time, store, locks);
  const recorder = await openPage(browser, {
    manifest: { ...manifest, steps: [], ...study },
    search: new URLSearchParams(search),
    superseded,
  });
  return { recorder, browser, time };
}

const enter = (index: number) => ({ type: "enter", step: `step-${index}`, index }) as const;

/** A browser without room: it takes nothing, but removes what is to be removed. */
function refuseWrites(): void {
  for (const method of ["put", "add"] as const) {
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(() => {
      throw new DOMException("There is no room.", "QuotaExceededError");
    });
  }
}

function refuseAll(): void {
  vi.spyOn(indexedDB, "open").mockImplementation(() => {
    throw new DOMException("Not in a private window.", "SecurityError");
  });
}

/** Lets time go on until `action` is through. */
async function through<T>({ time }: Page, action: Promise<T>): Promise<T> {
  let isOver = false;
  const over = action.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    time.advance(250);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return over;
}

async function counts() {
  const stores = ["sessions", "writers", "journal", "chunks"] as const;
  return new Connection(name).use(async (database) =>
    Object.fromEntries(
      await Promise.all(stores.map(async (one) => [one, await database.count(one)])),
    ),
  );
}

async function stored(excused: string[] = []) {
  const chunks = await readChunks(store.objects, excused);
  return chunks.flatMap(({ header, records }) =>
    records.map((record) => ({ ...record, session: header.session, writer: header.writer })),
  );
}

describe("in memory, since the disk is full,", () => {
  it("a withdrawal that deletes still sends the wish, and nothing else", async () => {
    store.answer = () => Response.error();
    const page = await visit();
    await page.recorder.begin();
    refuseWrites();
    page.recorder.record(enter(0));
    await vi.waitFor(() => {
      page.time.advance(1_000);
      expect(page.recorder.status.get().keeping.place).toBe("memory");
    });
    await through(
      page,
      page.recorder.withdraw("delete", "main", () => {}),
    );
    store.answer = () => null;
    await through(page, page.recorder.settled());
    expect((await stored()).map(({ type }) => type)).toEqual(["withdrawal"]);
  });

  const shared: Partial<Manifest> = { device: "shared" };
  const shareWith = ({ recorder, browser }: Page) =>
    shareComputer(recorder, { manifest: { ...manifest, ...shared }, root }, browser, (error) => {
      throw error;
    });

  it("a shared computer forgets what is stored where it belongs, on the disk too", async () => {
    const page = await visit(undefined, shared);
    const computer = await shareWith(page);
    await page.recorder.begin();
    page.recorder.record(enter(0));
    refuseWrites();
    await through(page, page.recorder.finish("done"));
    expect(page.recorder.status.get().keeping.place).toBe("memory");
    expect(await through(page, computer.forget())).toBe(true);
    vi.restoreAllMocks();
    expect(await counts()).toEqual({ sessions: 0, writers: 0, journal: 0, chunks: 0 });
  });

  it("a shared computer that stores nothing at all has nothing to forget", async () => {
    refuseAll();
    const page = await visit(undefined, shared);
    const computer = await shareWith(page);
    await through(page, page.recorder.begin());
    await through(page, page.recorder.finish("done"));
    expect(await through(page, computer.forget())).toBe(true);
  });

  it("what is held back until the end is known to be nowhere else", async () => {
    refuseAll();
    const page = await visit(undefined, { on_abandon: "discard" });
    await through(page, page.recorder.begin());
    await through(page, page.recorder.sealStep());
    expect(page.recorder.status.get()).toMatchObject({ pendingChunks: 0, unsealedRecords: 0 });
    expect(isOnlyHere(page.recorder.status.get())).toBe(true);
    await through(page, page.recorder.finish("done"));
    await through(page, page.recorder.settled());
    expect(isOnlyHere(page.recorder.status.get())).toBe(false);
  });
});

describe("a session that is held back until its end", () => {
  it("leaves no word of itself when it is broken off, not even that it is lost", async () => {
    const first = await visit("participant=anna", { on_abandon: "discard" });
    await first.recorder.begin();
    first.recorder.record(enter(0));
    await first.recorder.sealStep();
    first.browser.leave();
    await first.recorder.sealStep();
    const next = await visit("participant=bert", { on_abandon: "discard" });
    await next.recorder.begin();
    await next.recorder.finish("done");
    await next.recorder.settled();
    expect((await stored()).map(({ type }) => type)).not.toContain("loss");
    expect(JSON.stringify(await stored())).not.toContain(first.recorder.session);
  });

  it("is not called saved before what was held is read from the database", async () => {
    const page = await visit("participant=anna", { on_abandon: "discard" });
    await page.recorder.begin();
    await page.recorder.sealStep();
    const cursor = IDBObjectStore.prototype.openCursor;
    let isBroken = true;
    vi.spyOn(IDBObjectStore.prototype, "openCursor").mockImplementation(function (
      this: IDBObjectStore,
      query,
    ) {
      if (this.name !== "chunks" || !isBroken) return cursor.call(this, query);
      isBroken = false;
      throw new DOMException("The connection was lost.", "UnknownError");
    });
    await through(page, page.recorder.finish("done"));
    await through(page, page.recorder.settled());
    expect((await stored()).map(({ type }) => type).sort()).toEqual(["end", "identity", "session"]);
  });

  it("is sent though it ends while it is being looked for what may be sent", async () => {
    const first = await visit("participant=anna", { on_abandon: "discard" });
    await first.recorder.begin();
    await first.recorder.sealStep();
    const connection = new Connection(name);
    const [row] = await connection.use((database) => database.getAll("sessions"));
    const add = vi.fn();
    const idle = { status: new Observable({}), add, largest_bytes: Number.POSITIVE_INFINITY };
    const outbox = new Outbox({
      connection,
      uploader: idle as unknown as Uploader,
      clock: first.time.clock,
      timer: first.time.timer,
      rest: () => Promise.resolve(),
      keeping: new Observable<Keeping>({ place: "database", waitsFor: null, isLost: false }),
      onSealed: () => {},
      onSealFailed: () => {},
    });
    let again = Promise.resolve();
    const cursor = IDBObjectStore.prototype.openCursor;
    vi.spyOn(IDBObjectStore.prototype, "openCursor").mockImplementationOnce(function (
      this: IDBObjectStore,
      query,
    ) {
      void connection.use((database) =>
        database.put("sessions", { ...row, held: false } as SessionRow),
      );
      again = outbox.sendStored();
      return cursor.call(this, query);
    });
    await outbox.sendStored();
    await again;
    expect(add.mock.calls.map(([chunks]) => chunks.length)).toEqual([0, 2]);
  });

  it("is deleted where its version of the site is gone", async () => {
    const first = await visit("participant=anna", { on_abandon: "discard" });
    await first.recorder.begin();
    await first.recorder.sealStep();
    const superseded = first.recorder.session;
    const next = await visit("participant=anna", { on_abandon: "discard" }, superseded);
    expect(next.recorder.resumed).toBeNull();
    expect(await counts()).toEqual({ sessions: 0, writers: 0, journal: 0, chunks: 0 });
    expect(store.attempts).toEqual([]);
  });
});

it("what is recorded while all is taken back brings nothing back", async () => {
  store.answer = () => Response.error();
  const page = await visit();
  await page.recorder.begin();
  await page.recorder.sealStep();
  // As the storage record does that waited for the browser's answer.
  const forget = IDBObjectStore.prototype.delete;
  vi.spyOn(IDBObjectStore.prototype, "delete").mockImplementationOnce(function (
    this: IDBObjectStore,
    query,
  ) {
    page.recorder.record(enter(1), { durable: true });
    return forget.call(this, query);
  });
  const withdrawing = page.recorder.withdraw("delete", "main", () => {});
  await through(page, withdrawing);
  store.answer = () => null;
  await through(page, page.recorder.settled());
  await page.recorder.sealStep();
  await through(page, page.recorder.settled());
  expect((await stored()).map(({ type }) => type)).toEqual(["withdrawal"]);
  expect(await counts()).toMatchObject({ journal: 0, chunks: 0, writers: 1 });
});

it("a session that is restored while it is taken back gets no identity", async () => {
  const connection = new Connection(name);
  const arrival = { participant: "anna", params: {} };
  const row = newSession({
    manifest,
    site: siteHash,
    arrival,
    stepIndex: 0,
    course: null,
    startedAt: 0,
    randomBytes: (count) => new Uint8Array(count),
  });
  const headers = headersOf(manifest, siteHash);
  const session = new Session(connection, headers, row);
  await session.identify(0);
  const chain = newWriter(session.id, "page-1", headers.page);
  await Promise.all([session.restore([chain]), session.withdraw(1, "main", "delete")]);
  const writers = await connection.use((database) => database.getAll("writers"));
  expect(writers.map(({ writer }) => writer)).toEqual(["withdrawal-1"]);
});

it("records that cannot be sealed hold up no others", async () => {
  const page = await visit();
  await page.recorder.begin();
  await page.recorder.sealStep();
  const orphan: JournalKey = ["0".repeat(32), "game-1", 0];
  await new Connection(name).use((database) => database.put("journal", { lines: ["{}"] }, orphan));
  page.recorder.record(enter(0));
  await page.recorder.sealStep();
  expect(page.recorder.status.get().trouble?.kind).toBe("unsaved");
  await vi.waitFor(async () => expect((await stored()).map(({ type }) => type)).toContain("enter"));
});

it("a shared computer leaves alone a session that begins while it is wiped", async () => {
  const page = await visit("");
  await page.recorder.begin();
  await page.recorder.settled();
  let current: string | null = null;
  const wiping = wipeSent(new Connection(name), () => current);
  current = page.recorder.session;
  expect(await wiping).toEqual({ gone: [], waiting: [] });
  expect(await counts()).toMatchObject({ sessions: 1 });
});

describe("what earlier visits of a session have made and not sent", () => {
  async function resumed(): Promise<Page> {
    store.answer = () => Response.error();
    const first = await visit();
    await first.recorder.begin();
    first.recorder.record(enter(0));
    await first.recorder.sealStep();
    first.recorder.record(enter(1), { durable: true });
    const page = await visit();
    expect(page.recorder.resumed).not.toBeNull();
    return page;
  }

  async function emptyDatabase(): Promise<void> {
    for (const one of ["sessions", "writers", "journal", "chunks"] as const) {
      await new Connection(name).use((database) => database.clear(one));
    }
  }

  it("is named if the storage is emptied then", async () => {
    const page = await resumed();
    await emptyDatabase();
    page.recorder.record(enter(2), { durable: true });
    await vi.waitFor(() => {
      page.time.advance(1_000);
      expect(page.recorder.status.get().keeping.isLost).toBe(true);
    });
    store.answer = () => null;
    await through(page, page.recorder.finish("done"));
    await vi.waitFor(async () => {
      page.time.advance(30_000);
      expect((await stored(["first", "number", "previous"])).map(({ type }) => type)).toContain(
        "end",
      );
    });
    const records = await stored(["first", "number", "previous"]);
    const loss = records.find(({ type }) => type === "loss") as unknown as LossRecord;
    expect(loss.writers["page-1"]?.made).toBe(3);
    const end = records.find(({ type }) => type === "end");
    expect(end).toMatchObject({ writers: { "page-1": 3 } });
  });

  it("is not said to be lost once it is stored", async () => {
    const page = await resumed();
    store.answer = () => null;
    await through(page, page.recorder.settled());
    await emptyDatabase();
    page.recorder.record(enter(2), { durable: true });
    await through(page, page.recorder.finish("done"));
    await through(page, page.recorder.settled());
    const records = await stored(["first", "number", "previous"]);
    const losses = records.filter(({ type }) => type === "loss") as unknown as LossRecord[];
    for (const { writers } of losses) {
      expect(writers["page-1"]).toEqual({ made: 3, stored: 3 });
    }
  });
});
