import { beforeEach, describe, expect, it, vi } from "vitest";
import { backoff_ms, LATER, SOON } from "../../src/page/record/backoff";
import type { PendingChunk } from "../../src/page/record/delivery";
import { siteDestination } from "../../src/page/record/destination";
import { Uploader } from "../../src/page/record/uploader";
import { type Attempt, FakeStore, ManualTime, noSession, policy, root, s3Error } from "./support";

let time: ManualTime;
let store: FakeStore;
let local: Map<string, Uint8Array<ArrayBuffer>>;

beforeEach(() => {
  time = new ManualTime();
  store = new FakeStore();
  local = new Map();
});

function makeUploader(random = () => 0.5): Uploader {
  return new Uploader({
    destination: siteDestination(root, store.fetch, noSession, "balance"),
    read: async (key) => local.get(key),
    note: async () => {},
    remove: async (key) => void local.delete(key),
    isOnline: () => store.isOnline,
    random,
    timer: time.timer,
  });
}

/** Puts chunks of `size` bytes into the local storage, and gives them as the outbox does. */
function chunks(count: number, { size = 10, mode = "pilot" as const, session = "s" } = {}) {
  return Array.from({ length: count }, (_, index): PendingChunk => {
    const key = `${session}/page-1/${local.size}`;
    local.set(key, new Uint8Array(size).fill(index));
    return { key, session, mode, size };
  });
}

/** Waits until the uploader's state is this. */
function reaches(uploader: Uploader, state: string): Promise<void> {
  return vi.waitFor(() => expect(uploader.status.get().state).toBe(state), { interval: 1 });
}

/** An answer that is given when the test says so. */
function heldAnswer() {
  const waiting: Array<{ attempt: Attempt; give: (response: Response | null) => void }> = [];
  store.answer = (attempt) =>
    new Promise<Response | null>((give) => waiting.push({ attempt, give }));
  return waiting;
}

it("sends every chunk below the policy's prefix and removes it when that is acknowledged", async () => {
  const uploader = makeUploader();
  uploader.add(chunks(5));
  await uploader.stored("s");

  expect([...store.objects.keys()]).toEqual(
    [0, 1, 2, 3, 4].map((n) => `in/study/pilot/s/page-1/${n}`),
  );
  expect(local.size).toBe(0);
  expect(store.permissionsRead).toBe(1);
  expect(uploader.status.get()).toEqual({
    pendingChunks: 0,
    pendingBytes: 0,
    nowhereChunks: 0,
    destinations: 1,
    trouble: null,
    state: "idle",
  });
});

it("has three chunks on the way, and keeps each until its own answer was read", async () => {
  const waiting = heldAnswer();
  const uploader = makeUploader();
  uploader.add(chunks(5));
  await vi.waitFor(() => expect(waiting).toHaveLength(3));
  expect(uploader.status.get()).toMatchObject({
    state: "sending",
    pendingChunks: 5,
    pendingBytes: 50,
  });

  waiting[1]?.give(null);
  await vi.waitFor(() => expect(waiting).toHaveLength(4));
  expect([...local.keys()]).toEqual([0, 2, 3, 4].map((n) => `s/page-1/${n}`));
});

it("sends the same key and bytes again when the answer was lost", async () => {
  store.answer = (attempt) => {
    store.put(attempt);
    throw new TypeError("Failed to fetch");
  };
  const uploader = makeUploader();
  uploader.add(chunks(1));
  await reaches(uploader, "waiting");
  expect(local.size).toBe(1);

  store.answer = () => null;
  time.advance(500);
  await uploader.stored("s");
  const [first, second] = store.attempts;
  expect(second).toEqual(first);
  expect(store.objects.size).toBe(1);
});

it.each([500, 503, 429])("waits longer after each HTTP %d, never gives up", async (status) => {
  store.answer = () => new Response("", { status });
  const uploader = makeUploader(() => 1 - Number.EPSILON);
  uploader.add(chunks(1));

  const waits: number[] = [];
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    await vi.waitFor(() => expect(time.waits).toHaveLength(1), { interval: 1 });
    waits.push(Math.round(Number(time.waits[0])));
    expect(store.attempts).toHaveLength(attempt);
    if (attempt === 10) store.answer = () => null;
    time.advance(30_000);
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000]);
  await uploader.stored("s");
  expect(uploader.status.get()).toMatchObject({ state: "idle", trouble: null });
});

it("draws waiting times from the whole of [0, bound)", () => {
  expect(backoff_ms(4, () => 0, SOON)).toBe(0);
  expect(backoff_ms(4, () => 0.25, SOON)).toBe(1000);
  expect(backoff_ms(2000, () => 0.999, SOON)).toBeLessThan(30_000);
  expect(backoff_ms(2000, () => 0.999, LATER)).toBeLessThan(300_000);
});

it("tries at once when it is woken, with one chunk at a time while it does not know better", async () => {
  store.answer = () => {
    throw new TypeError("Failed to fetch");
  };
  const uploader = makeUploader();
  uploader.add(chunks(5));
  await reaches(uploader, "waiting");
  const before = store.attempts.length;

  const waiting = heldAnswer();
  uploader.wake();
  await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0));
  expect(store.attempts).toHaveLength(before + 1);
  store.answer = () => null;
  waiting[0]?.give(null);
  await uploader.stored("s");
  expect(store.objects.size).toBe(5);
});

it("fetches a new policy when the old one is refused, and sends the same chunk under it", async () => {
  store.answer = ({ policy }) =>
    policy === "first" ? s3Error(403, "AccessDenied", "Policy expired.") : null;
  const uploader = makeUploader();
  store.upload = { ...policy, fields: { ...policy.fields, policy: "first" } };
  const [chunk] = chunks(1);
  const bytes = local.get(chunk?.key ?? "");
  uploader.add(chunk === undefined ? [] : [chunk]);
  await vi.waitFor(() => expect(time.waits).toHaveLength(1));
  // Asked for once more at once; the file still was the old one, so now it waits.
  expect(store.permissionsRead).toBe(2);
  expect(uploader.status.get().trouble).toMatchObject({
    kind: "refused",
    sentence: expect.stringContaining("Policy expired."),
  });

  store.upload = { ...policy, fields: { ...policy.fields, policy: "second" } };
  time.advance(30_000);
  await uploader.stored("s");
  expect(store.attempts.map(({ policy }) => policy)).toEqual(["first", "first", "second"]);
  expect(new Set(store.attempts.map(({ key }) => key)).size).toBe(1);
  for (const attempt of store.attempts) expect(attempt.bytes).toEqual(bytes);
});

it("needs no waiting where the renewed policy is there already", async () => {
  store.answer = ({ policy }) => {
    store.upload = { ...store.upload, fields: { policy: "second" } } as typeof store.upload;
    return policy === "first" ? s3Error(400, "InvalidPolicyDocument") : null;
  };
  const uploader = makeUploader();
  uploader.add(chunks(4));
  await uploader.stored("s");
  expect(store.objects.size).toBe(4);
  expect(time.waits).toEqual([]);
});

it("keeps everything while the site is not signed, says so, and sends once it is", async () => {
  store.upload = { kind: "none" };
  const uploader = makeUploader();
  uploader.add(chunks(2));
  await vi.waitFor(() => expect(time.waits).toHaveLength(1));
  expect(uploader.status.get()).toMatchObject({ state: "no-destination", pendingChunks: 2 });
  expect(store.attempts).toEqual([]);
  expect(local.size).toBe(2);

  store.upload = policy;
  time.advance(30_000);
  await uploader.stored("s");
  expect(store.objects.size).toBe(2);
});

it("never puts data of another mode under a policy; the others go on", async () => {
  const uploader = makeUploader();
  const live = chunks(1, { mode: "live" as "pilot", session: "a" });
  uploader.add([...live, ...chunks(3)]);
  await uploader.stored("s");
  expect(store.attempts).toHaveLength(3);
  await reaches(uploader, "waiting");
  expect(uploader.status.get()).toMatchObject({ pendingChunks: 1, trouble: { kind: "kept" } });
  expect([...local.keys()]).toEqual(live.map(({ key }) => key));

  store.upload = { ...policy, mode: "live", prefix: "in/study/live/" };
  time.advance(60_000);
  await uploader.stored("a");
  expect(store.objects.has("in/study/live/a/page-1/0")).toBe(true);
});

it("is not held up by one chunk that the store refuses for ever", async () => {
  store.answer = ({ key }) => (key.includes("/bad/") ? s3Error(403, "AccessDenied") : null);
  const uploader = makeUploader();
  uploader.add([...chunks(3, { session: "bad" }), ...chunks(3)]);
  const done = uploader.stored("s");
  let arrived = false;
  void done.then(() => {
    arrived = true;
  });
  while (!arrived) {
    await vi.waitFor(() => expect(arrived || time.waits.length > 0).toBe(true), { interval: 1 });
    time.advance(30_000);
  }
  expect(store.objects.size).toBe(3);
  expect(uploader.status.get().pendingChunks).toBe(3);
});

describe("a chunk that is too large", () => {
  const names = (count: number) =>
    Array.from({ length: count }, (_, at) => `in/study/pilot/s/page-1/0.${at}-${count}`);

  function joined(count: number): Uint8Array {
    const pieces = names(count).map((name) => store.objects.get(name) as Uint8Array);
    return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
  }

  it("for the policy goes in pieces of its bytes, and is gone from here when all are stored", async () => {
    store.upload = { ...policy, max_bytes: 10_000 };
    const uploader = makeUploader();
    uploader.add(chunks(1, { size: 25_000 }));
    const bytes = local.get("s/page-1/0") as Uint8Array;
    bytes.forEach((_, at) => {
      bytes[at] = at % 251;
    });
    await uploader.stored("s");
    expect([...store.objects.keys()]).toEqual(names(3));
    expect(joined(3)).toEqual(bytes);
    expect(local.size).toBe(0);
  });

  it("for the store is cut in half until it is taken, and later ones are cut at once", async () => {
    const largest = 9_000;
    store.answer = ({ bytes }) =>
      bytes.length > largest ? s3Error(400, "EntityTooLarge", "Too big.") : null;
    const uploader = makeUploader();
    expect(uploader.largest_bytes).toBe(Number.POSITIVE_INFINITY);
    uploader.add(chunks(1, { size: 30_000 }));
    await uploader.stored("s");
    expect(store.attempts.map(({ bytes }) => bytes.length)).toEqual([
      30_000, 15_000, 7_500, 7_500, 7_500, 7_500,
    ]);
    expect(joined(4)).toHaveLength(30_000);
    expect(uploader.largest_bytes).toBe(7_500);

    store.attempts.length = 0;
    uploader.add(chunks(1, { size: 14_000, session: "t" }));
    await uploader.stored("t");
    expect(store.attempts.map(({ bytes }) => bytes.length)).toEqual([7_000, 7_000]);
  });

  it("sends no piece again that is stored", async () => {
    store.upload = { ...policy, max_bytes: 10_000 };
    let failing = true;
    store.answer = ({ key }) => {
      if (!key.endsWith(".1-3") || !failing) return null;
      failing = false;
      return s3Error(503, "SlowDown");
    };
    const uploader = makeUploader();
    uploader.add(chunks(1, { size: 25_000 }));
    await reaches(uploader, "waiting");
    time.advance(30_000);
    await uploader.stored("s");
    expect(store.attempts.map(({ key }) => key.at(-3))).toEqual(["0", "1", "1", "2"]);
  });

  it("for a store that takes nothing at all is kept, and that is said", async () => {
    store.answer = () => s3Error(413, "");
    const uploader = makeUploader();
    uploader.add(chunks(1, { size: 20_000 }));
    await vi.waitFor(() => expect(time.waits).toHaveLength(1), { interval: 1 });
    expect(uploader.status.get().trouble?.kind).toBe("refused");
    expect(local.size).toBe(1);
    store.answer = () => null;
    time.advance(300_000);
    await uploader.stored("s");
  });
});

describe("what is said while it does not go well", () => {
  it.each([
    ["offline", false, () => new TypeError("Failed to fetch")],
    ["unreachable", true, () => new TypeError("Failed to fetch")],
    ["busy", true, () => s3Error(503, "SlowDown")],
    ["refused", true, () => s3Error(403, "SignatureDoesNotMatch")],
    ["refused", true, () => s3Error(404, "NoSuchBucket")],
    ["unreachable", true, () => new Response("<html>Log in to the hotel's network</html>")],
  ] as const)("is %s (online: %s)", async (kind, isOnline, make) => {
    store.isOnline = isOnline;
    store.answer = () => {
      const made = make();
      if (made instanceof Error) throw made;
      return made;
    };
    const uploader = makeUploader();
    uploader.add(chunks(2));
    await reaches(uploader, "waiting");
    expect(uploader.status.get()).toMatchObject({ pendingChunks: 2, trouble: { kind } });
    expect(local.size).toBe(2);

    store.answer = () => null;
    uploader.wake();
    await uploader.stored("s");
    expect(uploader.status.get()).toMatchObject({ pendingChunks: 0, trouble: null });
  });

  it("is said until it goes well again, while it is tried again too", async () => {
    store.answer = () => s3Error(503, "SlowDown");
    const uploader = makeUploader();
    uploader.add(chunks(1));
    await reaches(uploader, "waiting");
    const waiting = heldAnswer();
    uploader.wake();
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    expect(uploader.status.get()).toMatchObject({ state: "sending", trouble: { kind: "busy" } });
    waiting[0]?.give(null);
    await uploader.stored("s");
  });

  it("asks slowly where people have to mend something, with a renewed upload.json each time", async () => {
    store.answer = () => s3Error(403, "SignatureDoesNotMatch");
    const uploader = makeUploader(() => 1 - Number.EPSILON);
    uploader.add(chunks(1));
    const waits: number[] = [];
    for (let attempt = 2; attempt <= 9; attempt += 1) {
      await vi.waitFor(() => expect(time.waits).toHaveLength(1), { interval: 1 });
      expect(store.attempts).toHaveLength(attempt);
      expect(store.permissionsRead).toBe(attempt);
      waits.push(Math.round(Number(time.waits[0]) / 1000));
      if (attempt === 9) store.answer = () => null;
      time.advance(300_000);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
    await uploader.stored("s");
  });

  it("begins with a short wait again when another kind of failure comes", async () => {
    store.answer = () => s3Error(503, "SlowDown");
    const uploader = makeUploader(() => 1 - Number.EPSILON);
    uploader.add(chunks(1));
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await vi.waitFor(() => expect(time.waits).toHaveLength(1), { interval: 1 });
      if (attempt === 8) store.answer = () => s3Error(404, "NoSuchBucket");
      time.advance(30_000);
    }
    await vi.waitFor(() => expect(time.waits).toHaveLength(1), { interval: 1 });
    expect(Math.round(Number(time.waits[0]))).toBe(5000);
  });
});

it("trusts the store with the policy's end, and not this computer's clock", async () => {
  const past = { ...policy, expires_at: "2001-01-01T00:00:00Z" };
  store.upload = past;
  const uploader = makeUploader();
  uploader.add(chunks(2));
  await uploader.stored("s");
  expect(store.objects.size).toBe(2);
  expect(store.permissionsRead).toBe(1);
});

it("may be answered in any order", async () => {
  const waiting = heldAnswer();
  const uploader = makeUploader();
  uploader.add(chunks(6));
  for (const at of [2, 1, 3, 0, 5, 4]) {
    await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(at));
    waiting[at]?.give(null);
  }
  await uploader.stored("s");
  expect(store.objects.size).toBe(6);
  expect(store.attempts).toHaveLength(6);
});

it("takes for stored what the service worker has sent, and sends it no more", async () => {
  const uploader = makeUploader();
  uploader.add(chunks(2, { size: 0 }));
  await uploader.stored("s");
  expect(store.attempts).toEqual([]);
  expect(local.size).toBe(0);
});

it("does not queue a chunk twice", async () => {
  const uploader = makeUploader();
  const some = chunks(2);
  uploader.add(some);
  uploader.add(some);
  await uploader.stored("s");
  expect(store.attempts).toHaveLength(2);
});

it("says so where the browser has lost a chunk, and claims nothing of it", async () => {
  const uploader = makeUploader();
  uploader.add([{ key: "s/page-1/9", session: "s", mode: "pilot", size: 1 }]);
  await reaches(uploader, "waiting");
  expect(uploader.status.get().trouble).toMatchObject({
    kind: "lost",
    sentence: expect.stringContaining("s/page-1/9"),
  });
  expect(store.attempts).toEqual([]);
});

it("sends a chunk that was lost as soon as it was made anew", async () => {
  const uploader = makeUploader();
  const made = chunks(1);
  const kept = new Map(local);
  local.clear();
  uploader.add(made);
  await reaches(uploader, "waiting");
  for (const [key, bytes] of kept) local.set(key, bytes);
  uploader.add(made);
  await uploader.stored("s");
  expect(store.attempts.map(({ key }) => key)).toEqual(["in/study/pilot/s/page-1/0"]);
});

it("sends what is at hand before the page has run another line", async () => {
  const uploader = makeUploader();
  uploader.add(chunks(1));
  await uploader.stored("s");
  store.answer = () => s3Error(503, "SlowDown");
  const sealed = chunks(4, { size: 20_000 }).map((chunk) => ({
    ...chunk,
    bytes: local.get(chunk.key) as Uint8Array<ArrayBuffer>,
  }));
  uploader.add(sealed);
  await reaches(uploader, "waiting");

  const posted: string[] = [];
  vi.spyOn(FormData.prototype, "set").mockImplementation((name, value) => {
    if (name === "key") posted.push(String(value));
  });
  uploader.hurry();
  vi.restoreAllMocks();
  expect(posted.length).toBe(2);
});

it("gives nothing of another mode a last chance", async () => {
  const uploader = makeUploader();
  uploader.add(chunks(1));
  await uploader.stored("s");
  store.attempts.length = 0;
  const waiting = heldAnswer();
  uploader.add([...chunks(3), ...chunks(1, { mode: "live" as "pilot", session: "l" })]);
  await vi.waitFor(() => expect(waiting).toHaveLength(3));
  uploader.hurry();
  await vi.waitFor(() => expect(waiting).toHaveLength(6));
  expect(store.attempts.every(({ key }) => key.includes("/s/"))).toBe(true);
});

it("gives small chunks a last chance that outlives the page, within what browsers allow", async () => {
  const uploader = makeUploader();
  uploader.add(chunks(1));
  await uploader.stored("s");
  const waiting = heldAnswer();
  uploader.add([...chunks(1, { size: 70_000 }), ...chunks(3, { size: 25_000 })]);
  await vi.waitFor(() => expect(waiting).toHaveLength(3));

  uploader.hurry();
  await vi.waitFor(() => expect(waiting).toHaveLength(5));
  const last = waiting.filter(({ attempt }) => attempt.keepalive);
  expect(last.map(({ attempt }) => attempt.bytes.length)).toEqual([25_000, 25_000]);
  // What is on its way so is not sent so again: `hidden` and `pagehide` come one after the other.
  uploader.hurry();
  await new Promise((resolve) => setImmediate(resolve));
  expect(waiting).toHaveLength(5);
  // An answer that is not read, or not a success, removes nothing.
  last[0]?.give(new Response("", { status: 500 }));
  last[1]?.give(null);
  await vi.waitFor(() => expect(uploader.status.get().pendingChunks).toBe(3));
  expect(local.size).toBe(3);
});
