import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { addressOf, siteDestination } from "../../src/page/record/destination";
import { type ChunkRow, Connection } from "../../src/shared/database";
import { sendLeftovers } from "../../src/sw/sync";
import { emptyIndexedDB, FakeStore, noSession, policy, s3Error } from "../record/support";

let store: FakeStore;
let connection: Connection;
let locks: FakeLockManager;

/** The lock of a page, which it may hold or wait for. */
class FakeLockManager {
  holder: string | null = null;
  release: (() => void) | null = null;

  async query(): Promise<LockManagerSnapshot> {
    const held = this.holder === null ? [] : [{ name: this.holder }];
    return { held, pending: [] };
  }

  readonly request = (async (_name: string, { signal }: LockOptions, run: () => void) => {
    if (this.holder !== null) {
      await new Promise<void>((resolve, reject) => {
        this.release = () => {
          this.holder = null;
          resolve();
        };
        if (signal?.aborted) reject(signal.reason);
      });
    }
    run();
  }) as LockManager["request"];
}

beforeEach(() => {
  emptyIndexedDB();
  store = new FakeStore();
  connection = new Connection("gymbrowser:balance:/study/");
  locks = new FakeLockManager();
});

function send(patience = new AbortController().signal): Promise<void> {
  const destination = siteDestination(
    new URL("https://site.test/study/"),
    store.fetch,
    noSession,
    "balance",
  );
  return sendLeftovers({ connection, destination, locks, patience: () => patience });
}

async function leave(key: string, change: Partial<ChunkRow> = {}): Promise<void> {
  const row: ChunkRow = {
    session: "s",
    writer: "page-1",
    number: 0,
    mode: "pilot",
    createdAt: 0,
    bytes: new Uint8Array(10).fill(7),
    ...change,
  };
  await connection.use((database) => database.put("chunks", row, key));
}

const sizes = () =>
  connection.use(async (database) =>
    (await database.getAll("chunks")).map(({ bytes }) => bytes.length),
  );

it("sends every chunk that a closed page has left, and keeps the rows without their bytes", async () => {
  await leave("s/page-1/0");
  await leave("s/page-1/1");
  await send();
  expect([...store.objects.keys()]).toEqual([
    "in/study/pilot/s/page-1/0",
    "in/study/pilot/s/page-1/1",
  ]);
  expect(await sizes()).toEqual([0, 0]);
  await send();
  expect(store.attempts).toHaveLength(2);
});

it("fails where one is refused, so that the browser tries again; what was sent is noted", async () => {
  await leave("s/page-1/0");
  await leave("s/page-1/1");
  store.answer = ({ key }) => (key.endsWith("1") ? s3Error(503, "SlowDown") : null);
  await expect(send()).rejects.toThrow("SlowDown");
  expect(await sizes()).toEqual([0, 10]);
});

it("sends too large ones in pieces, and leaves those of another mode alone", async () => {
  store.upload = { ...policy, max_bytes: 5000 };
  await leave("s/page-1/0", { bytes: new Uint8Array(9000) });
  await leave("s/page-1/1", { mode: "live" });
  await send();
  expect([...store.objects.keys()].map((key) => key.slice(-4))).toEqual([".0-2", ".1-2"]);
  expect(await sizes()).toEqual([0, 10]);
});

it("has nothing to do for a site that is not signed", async () => {
  store.upload = { kind: "none" };
  await leave("s/page-1/0");
  await send();
  expect(await sizes()).toEqual([10]);
});

it("waits for a page that is being closed, and leaves it to one that stays", async () => {
  await leave("s/page-1/0");
  locks.holder = connection.name;
  const sending = send();
  await vi.waitFor(() => expect(locks.release).not.toBeNull());
  locks.release?.();
  await sending;
  expect(await sizes()).toEqual([0]);

  locks.holder = connection.name;
  await expect(send(AbortSignal.abort(new Error("A page is open.")))).rejects.toThrow();
  expect(store.attempts).toHaveLength(1);
});

it("stops as soon as a page is opened", async () => {
  await leave("s/page-1/0");
  await leave("s/page-1/1");
  store.answer = () => {
    locks.holder = connection.name;
    return null;
  };
  await send();
  expect(store.attempts).toHaveLength(1);
  expect(await sizes()).toEqual([0, 10]);
});

it("does not bring back what a page has forgotten meanwhile", async () => {
  await leave("s/page-1/0");
  store.answer = async () => {
    await connection.use((database) => database.delete("chunks", "s/page-1/0"));
    return null;
  };
  await send();
  expect(await sizes()).toEqual([]);
});

describe("two destinations", () => {
  const also = { ...policy, url: "https://also.test/", prefix: "copy/pilot/" };
  const prefixes = () => store.attempts.map(({ key }) => key.split("/")[0]);

  beforeEach(() => {
    store.upload = { kind: "several", destinations: [policy, also] };
  });

  const storedAt = () =>
    connection.use(async (database) =>
      (await database.getAll("chunks")).map((row) => row.storedAt),
    );

  it("get every chunk each, and only then its bytes go", async () => {
    await leave("s/page-1/0");
    store.answer = ({ key }) => (key.startsWith("in/") ? s3Error(503, "SlowDown") : null);
    await expect(send()).rejects.toThrow("SlowDown");
    expect(await sizes()).toEqual([10]);
    expect(await storedAt()).toEqual([[addressOf(also)]]);

    store.answer = () => null;
    await send();
    expect(await sizes()).toEqual([0]);
    expect(prefixes()).toEqual(["in", "copy", "in"]);
  });

  it("keep the bytes here as long as one of them is not signed", async () => {
    store.upload = { kind: "several", destinations: [policy, { kind: "none" }] };
    await leave("s/page-1/0");
    await send();
    expect(await sizes()).toEqual([10]);
    await send();
    expect(prefixes()).toEqual(["in"]);
  });
});
