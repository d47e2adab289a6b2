import { beforeEach, expect, it, vi } from "vitest";
import { siteDestination } from "../../src/page/record/destination";
import { backoff_ms, type PendingChunk, Uploader } from "../../src/page/record/uploader";
import { type Attempt, FakeStore, ManualTime, policy, s3Error } from "./support";

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
    destination: siteDestination(new URL("https://site.test/study/"), store.fetch),
    read: async (key) => local.get(key),
    remove: async (key) => void local.delete(key),
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
    lastError: null,
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
  expect(uploader.status.get()).toMatchObject({ state: "idle", lastError: null });
});

it("draws waiting times from the whole of [0, bound)", () => {
  expect(backoff_ms(4, () => 0)).toBe(0);
  expect(backoff_ms(4, () => 0.25)).toBe(1000);
  expect(backoff_ms(1000, () => 0.999)).toBeLessThan(30_000);
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
  expect(uploader.status.get().lastError).toContain("Policy expired.");

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

it("never puts data of another mode, or too large ones, under a policy; the others go on", async () => {
  const uploader = makeUploader();
  const live = chunks(1, { mode: "live" as "pilot", session: "a" });
  const large = chunks(1, { size: 5_000_001, session: "b" });
  uploader.add([...live, ...large, ...chunks(3)]);
  await uploader.stored("s");
  expect(store.attempts).toHaveLength(3);
  await reaches(uploader, "waiting");
  expect(uploader.status.get()).toMatchObject({ pendingChunks: 2 });
  expect([...local.keys()]).toEqual([...live, ...large].map(({ key }) => key));

  store.upload = { ...policy, max_bytes: 6_000_000 };
  time.advance(60_000);
  await uploader.stored("b");
  expect([...local.keys()]).toEqual(live.map(({ key }) => key));
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
  expect(uploader.status.get().lastError).toContain("s/page-1/9");
  expect(store.attempts).toEqual([]);
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
  // An answer that is not read, or not a success, removes nothing.
  last[0]?.give(new Response("", { status: 500 }));
  last[1]?.give(null);
  await vi.waitFor(() => expect(uploader.status.get().pendingChunks).toBe(3));
  expect(local.size).toBe(3);
});
