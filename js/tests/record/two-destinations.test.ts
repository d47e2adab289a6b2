import { beforeEach, describe, expect, it, vi } from "vitest";
import type { OneUpload } from "../../src/generated/contract";
import type { PendingChunk } from "../../src/page/record/delivery";
import { addressOf, siteDestination } from "../../src/page/record/destination";
import { Uploader } from "../../src/page/record/uploader";
import { type Attempt, FakeStore, ManualTime, noSession, policy, root, s3Error } from "./support";

const first = policy;
const also = { ...policy, url: "https://also.test/", prefix: "copy/pilot/" };
const addresses = [first, also].map(addressOf);

let time: ManualTime;
let store: FakeStore;
let local: Map<string, Uint8Array<ArrayBuffer>>;
/** What is on the disk of who has what. */
let notes: Map<string, string[]>;

beforeEach(() => {
  time = new ManualTime();
  store = new FakeStore();
  names(first, also);
  local = new Map();
  notes = new Map();
});

function names(...destinations: [OneUpload, OneUpload]): void {
  store.upload = { kind: "several", destinations };
}

function makeUploader(): Uploader {
  return new Uploader({
    destination: siteDestination(root, store.fetch, noSession, "balance"),
    read: async (key) => local.get(key),
    note: async (key, address) => void notes.set(key, [...(notes.get(key) ?? []), address]),
    remove: async (key) => void local.delete(key),
    isOnline: () => true,
    random: () => 0.5,
    timer: time.timer,
  });
}

function chunks(count: number): PendingChunk[] {
  return Array.from({ length: count }, (): PendingChunk => {
    const key = `s/page-1/${local.size}`;
    local.set(key, new Uint8Array(10));
    return { key, session: "s", mode: "pilot", size: 10 };
  });
}

const isFor = (prefix: string) => (attempt: Attempt) => attempt.key.startsWith(prefix);
const keysIn = (prefix: string) =>
  [...store.objects.keys()].filter((key) => key.startsWith(prefix));

/** One of them answers like this; the other one is well. */
function fail(prefix: string, make: () => Response): void {
  store.answer = (attempt) => (isFor(prefix)(attempt) ? make() : null);
}

const reaches = (uploader: Uploader, status: object) =>
  vi.waitFor(() => expect(uploader.status.get()).toMatchObject(status), { interval: 1 });

it("sends each chunk to both, and removes it when both have it", async () => {
  const uploader = makeUploader();
  uploader.add(chunks(3));
  await uploader.stored("s");
  expect(keysIn("in/study/pilot/")).toHaveLength(3);
  expect(keysIn("copy/pilot/")).toHaveLength(3);
  expect(local.size).toBe(0);
  expect(uploader.status.get()).toMatchObject({ state: "idle", destinations: 2, trouble: null });
});

describe.each([
  ["the first", "in/study/pilot/", "copy/pilot/", also],
  ["the second", "copy/pilot/", "in/study/pilot/", first],
] as const)("while %s is down", (_which, down, up, well) => {
  it("the other takes all, nothing is removed, and who has it is noted", async () => {
    fail(down, () => s3Error(503, "SlowDown"));
    const uploader = makeUploader();
    uploader.add(chunks(4));
    await uploader.received("s");
    await reaches(uploader, { pendingChunks: 4, nowhereChunks: 0, trouble: { kind: "busy" } });
    expect(keysIn(up)).toHaveLength(4);
    expect(local.size).toBe(4);
    await vi.waitFor(() => expect(notes.size).toBe(4));
    expect([...notes.values()]).toEqual(Array(4).fill([addressOf(well)]));

    store.answer = () => null;
    time.advance(30_000);
    await uploader.stored("s");
    expect(keysIn(down)).toHaveLength(4);
    expect(local.size).toBe(0);
    expect(store.attempts.filter(isFor(up))).toHaveLength(4);
  });

  it("its waiting times are its own", async () => {
    fail(down, () => s3Error(503, "SlowDown"));
    const uploader = makeUploader();
    uploader.add(chunks(1));
    await uploader.received("s");
    for (let failures = 1; failures <= 4; failures += 1) {
      await vi.waitFor(() => expect(time.waits).toHaveLength(1), { interval: 1 });
      if (failures < 4) time.advance(30_000);
    }
    const before = store.attempts.filter(isFor(down)).length;
    uploader.add(chunks(2));
    await uploader.received("s");
    expect(keysIn(up)).toHaveLength(3);
    expect(store.attempts.filter(isFor(down))).toHaveLength(before);
  });

  it("a later visit sends only to the one that lacks it", async () => {
    const uploader = makeUploader();
    uploader.add(chunks(2).map((chunk) => ({ ...chunk, storedAt: [addressOf(well)] })));
    expect(uploader.status.get()).toMatchObject({ pendingChunks: 2, nowhereChunks: 0 });
    await uploader.stored("s");
    expect(store.attempts.filter(isFor(up))).toEqual([]);
    expect(keysIn(down)).toHaveLength(2);
    expect(local.size).toBe(0);
  });
});

it("tells of no trouble as long as one of them takes what is nowhere yet", async () => {
  fail("copy/pilot/", () => s3Error(404, "NoSuchBucket"));
  const held: Array<(response: null) => void> = [];
  const answer = store.answer;
  store.answer = (attempt) =>
    attempt.key.startsWith("in/") ? new Promise((give) => held.push(give)) : answer(attempt);
  const uploader = makeUploader();
  uploader.add(chunks(1));
  await vi.waitFor(() => expect(time.waits).toHaveLength(1), { interval: 1 });
  expect(uploader.status.get()).toMatchObject({ nowhereChunks: 1, trouble: null });
  held[0]?.(null);
  await reaches(uploader, { nowhereChunks: 0, trouble: { kind: "refused" }, state: "waiting" });
});

it("keeps what one has for the other that is not signed yet", async () => {
  names(first, { kind: "none" });
  const uploader = makeUploader();
  uploader.add(chunks(1));
  await uploader.received("s");
  await reaches(uploader, { pendingChunks: 1, nowhereChunks: 0, state: "waiting" });
  expect(local.size).toBe(1);
  names(first, also);
  await vi.waitFor(() => expect(time.waits).toHaveLength(1), { interval: 1 });
  time.advance(30_000);
  await uploader.stored("s");
  expect(keysIn("copy/pilot/")).toHaveLength(1);
});

it("waits no more for one that upload.json names no more", async () => {
  fail("copy/pilot/", () => s3Error(404, "NoSuchBucket"));
  const uploader = makeUploader();
  uploader.add(chunks(2));
  await uploader.received("s");
  await vi.waitFor(() => expect(time.waits).toHaveLength(1), { interval: 1 });
  store.upload = first;
  time.advance(300_000);
  await uploader.stored("s");
  expect(local.size).toBe(0);
  expect(uploader.status.get()).toMatchObject({ destinations: 1, trouble: null, state: "idle" });
});

it("sends all to a place that takes the place of another, the stored ones too", async () => {
  fail("copy/pilot/", () => s3Error(404, "NoSuchBucket"));
  const uploader = makeUploader();
  uploader.add(chunks(2));
  await uploader.received("s");
  await vi.waitFor(() => expect(time.waits).toHaveLength(1), { interval: 1 });
  const moved = { ...first, prefix: "moved/pilot/" };
  names(moved, also);
  store.answer = () => null;
  time.advance(300_000);
  await uploader.stored("s");
  expect(keysIn("moved/pilot/")).toHaveLength(2);
  expect(keysIn("copy/pilot/")).toHaveLength(2);
});

it("gives the destination that is well the first part of a last chance", async () => {
  fail("in/study/pilot/", () => s3Error(503, "SlowDown"));
  const uploader = makeUploader();
  uploader.add(chunks(1));
  await uploader.received("s");
  await reaches(uploader, { state: "waiting" });
  store.attempts.length = 0;
  store.answer = () => new Promise<null>(() => {});
  const large = chunks(2).map((chunk) => {
    const bytes = new Uint8Array(25_000);
    local.set(chunk.key, bytes);
    return { ...chunk, bytes, size: bytes.length };
  });
  uploader.add(large);
  uploader.hurry();
  const last = () => store.attempts.filter(({ keepalive }) => keepalive);
  await vi.waitFor(() => expect(last()).toHaveLength(3));
  // Two copies of both would be too much for what browsers allow.
  expect(last().map(({ key }) => key.split("/")[0])).toEqual(["copy", "copy", "in"]);
  expect(addresses).toHaveLength(2);
});
