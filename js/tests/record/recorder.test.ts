import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openRecorder } from "../../src/page/record/open";
import type { PageRecord, Recorder } from "../../src/page/record/recorder";
import { KeyChoice } from "../../src/page/steps/inputs/chosen-keys";
import { gunzip } from "../../src/shared/bytes";
import { Connection, databaseName, type SessionRow } from "../../src/shared/database";
import { untouched } from "../../src/shared/game-progress";
import { Journal, type WriterIdentity } from "../../src/shared/journal";
import type { RecordBody } from "../../src/shared/record-line";
import {
  emptyIndexedDB,
  FakeLocks,
  FakeStore,
  ManualTime,
  manifest,
  noCourse,
  openPage,
  readChunks,
  root,
  s3Error,
  siteHash,
  type TestBrowser,
  testBrowser,
} from "./support";

let store: FakeStore;
let locks: FakeLocks;

beforeEach(() => {
  emptyIndexedDB();
  store = new FakeStore();
  locks = new FakeLocks();
});

interface Visit {
  recorder: Recorder;
  time: ManualTime;
  browser: TestBrowser;
}

interface VisitOptions {
  search?: string;
  site?: string;
  mode?: "pilot" | "live";
  databases?: boolean;
  isReload?: boolean;
  flushWorker?: () => Promise<void>;
}

/** Loads the page. Each load has its own clock, so that a killed one never runs again. */
async function visit(options: VisitOptions = {}): Promise<Visit> {
  const time = new ManualTime();
  const { databases = true, isReload = false, flushWorker = async () => {} } = options;
  const browser = testBrowser(time, store, locks, { databases, isReload });
  const recorder = await openPage(browser, {
    manifest: { ...manifest, mode: options.mode ?? "pilot" },
    siteHash: options.site ?? siteHash,
    search: new URLSearchParams(options.search ?? ""),
    flushWorker,
  });
  return { recorder, time, browser };
}

/** What a closed or killed page leaves is the database; its lock is free again. */
function kill(): void {
  locks.release();
}

const enter = (index: number): PageRecord => ({ type: "enter", step: `step-${index}`, index });

/** A game worker's journal, which reports to this recorder as the worker's messages do. */
async function gameJournal(
  recorder: Recorder,
  identity: WriterIdentity,
  time: ManualTime,
): Promise<Journal> {
  const { writer } = identity;
  const journal = new Journal({
    clock: time.clock,
    timer: time.timer,
    onCommitted: (records, bytes) =>
      recorder.gameJournaled({ type: "journaled", writer, records, bytes }),
    onFailed: (error) => {
      throw error;
    },
    onUnstored: ({ why }) => {
      throw new Error(why);
    },
  });
  await journal.identify(identity);
  return journal;
}

/** All records of one writer in the store, of one session if there are several. */
async function stored(writer: string, session?: string) {
  const chunks = await readChunks(store.objects);
  return chunks
    .filter(({ header }) => header.writer === writer)
    .filter(({ header }) => session === undefined || header.session === session)
    .flatMap(({ records }) => records);
}

function sessionRows(): Promise<SessionRow[]> {
  const connection = new Connection(databaseName("balance", "/study/"));
  return connection.use((database) => database.getAll("sessions"));
}

const countChunks = () =>
  new Connection(databaseName("balance", "/study/")).use((database) => database.count("chunks"));

describe("before consent", () => {
  it("opens nothing and sends nothing", async () => {
    const { recorder, time } = await visit();
    await recorder.record(enter(0), { durable: true });
    await recorder.enterStep(0, noCourse);
    await recorder.sealStep();
    time.advance(60_000);
    expect(await indexedDB.databases()).toEqual([]);
    expect(store.permissionsRead + store.attempts.length).toBe(0);
  });

  it("leaves nothing where it is declined", async () => {
    const { recorder, time, browser } = await visit();
    recorder.record(enter(0));
    recorder.discard();
    recorder.record(enter(1));
    browser.leave();
    time.advance(60_000);
    expect(await indexedDB.databases()).toEqual([]);
  });

  it("refuses what needs a session", async () => {
    const { recorder } = await visit();
    await expect(recorder.nextAttempt("main")).rejects.toThrow("begin()");
    await expect(recorder.finish("done")).rejects.toThrow("begin()");
  });
});

describe("a session", () => {
  it("writes the session's record first, then what was kept in memory", async () => {
    const { recorder, time } = await visit({ search: "PROLIFIC_PID=p7&STUDY_ID=s1&other=x" });
    recorder.record(enter(0));
    time.advance(2000);
    const { identity, seed } = await recorder.begin();
    await recorder.settled();

    const records = await stored("page-1");
    expect(records[0]).toEqual({
      n: 0,
      mode: "pilot",
      t: 1_800_000_000_000,
      type: "session",
      session: identity.session,
      load: 1,
      experiment: "balance",
      gymbrowser: "0.1.0",
      site: siteHash,
      environment: manifest.environment.sha256,
      policies: { coach: manifest.policies.coach?.sha256 },
      seed,
      user_agent: "Test/1",
      languages: ["de", "en"],
      language: "en",
      screen: [1280, 720],
      pixel_ratio: 2,
      time_origin: 1_800_000_000_000,
    });
    expect(records[1]).toEqual({ n: 1, t: 1_800_000_000_000, mode: "pilot", ...enter(0) });
    expect(identity).toMatchObject({ writer: "game-1", database: "gymbrowser:balance:/study/" });
  });

  it("draws id and seed anew, and puts no participant's id into a key", async () => {
    const { recorder } = await visit({ search: "participant=alice" });
    const { identity, seed } = await recorder.begin();
    await recorder.settled();
    for (const hex of [identity.session, seed]) expect(hex).toMatch(/^[0-9a-f]{32}$/);
    expect(identity.session).not.toBe(seed);
    expect(store.objects.size).toBe(2);
    for (const key of store.objects.keys()) expect(key).not.toContain("alice");
  });

  it("begins once, however often it is asked to", async () => {
    const { recorder } = await visit();
    expect(await recorder.begin()).toBe(await recorder.begin());
    await recorder.settled();
    expect(await stored("page-1")).toHaveLength(1);
  });

  it("is the only one open: a second page is told so", async () => {
    await visit();
    const time = new ManualTime();
    const browser = testBrowser(time, store, locks);
    const options = {
      manifest,
      siteHash,
      root,
      search: new URLSearchParams(),
      flushWorker: async () => {},
    };
    const second = openRecorder(options, browser);
    time.advance(1000);
    expect(await second).toEqual({ busy: true });
  });

  it("keeps the order of all records over several seals", async () => {
    const { recorder } = await visit();
    await recorder.begin();
    for (let index = 0; index < 30; index += 1) {
      recorder.record(enter(index), { durable: index % 4 === 0 });
      if (index % 10 === 9) await recorder.sealStep();
    }
    await recorder.settled();
    const indices = (await stored("page-1"))
      .slice(1)
      .map((record) => (record as never as { index: number }).index);
    expect(indices).toEqual(Array.from({ length: 30 }, (_, index) => index));
    expect((await readChunks(store.objects)).length).toBeGreaterThan(2);
  });

  it("is sealed by itself 15 s after the first record, and when a writer has made 1 MB", async () => {
    const { recorder, time } = await visit();
    const { identity } = await recorder.begin();
    const worker = await gameJournal(recorder, identity, time);
    expect(recorder.status.get().unsealedRecords).toBe(1);
    time.advance(14_999);
    expect(store.objects.size).toBe(0);
    time.advance(1);
    await vi.waitFor(() => expect(store.objects.size).toBe(1), { interval: 5 });
    expect(recorder.status.get()).toMatchObject({ unsealedRecords: 0 });

    for (let index = 0; index < 11; index += 1) {
      worker.append({ type: "error", where: "x", message: "", detail: "y".repeat(100_000) });
    }
    await worker.flush();
    await vi.waitFor(() => expect(store.objects.size).toBe(2), { interval: 5 });
    expect(await stored("game-1")).toHaveLength(11);
  });

  it("ends with a count of what every writer has made, and is not resumed", async () => {
    let journal: Journal | null = null;
    const { recorder, time } = await visit({ flushWorker: async () => journal?.flush() });
    const { identity } = await recorder.begin();
    journal = await gameJournal(recorder, identity, time);
    recorder.record(enter(0));
    for (let index = 0; index < 5; index += 1) {
      journal.append({ type: "enter", step: "main", index });
      if (index === 2) {
        await journal.flush();
        await recorder.sealStep();
      }
    }
    await recorder.nextGameWriter();
    await recorder.finish("done");
    await recorder.settled();

    const page = await stored("page-1");
    expect(page.at(-1)).toMatchObject({
      type: "end",
      outcome: "done",
      writers: { "page-1": page.length, "game-1": 5 },
    });
    expect(await stored("game-1")).toHaveLength(5);
    kill();
    expect((await visit()).recorder.resumed).toBeNull();
  });

  it.each([
    ["finish", (recorder: Recorder) => recorder.finish("failed")],
    ["keep", (recorder: Recorder) => recorder.withdraw("keep", "main", () => {})],
    ["delete", (recorder: Recorder) => recorder.withdraw("delete", "main", () => {})],
  ] as const)("sends nothing of a round's tape, and leaves none at its end: %s", async (_, end) => {
    const { recorder, time } = await visit();
    const { identity } = await recorder.begin();
    const journal = await gameJournal(recorder, identity, time);
    const first = { type: "episode", step: "main", attempt: 1, episode: 0 } as RecordBody;
    journal.append(first, "begins");
    await journal.flush();
    await recorder.sealStep();
    expect(await journal.taped()).toHaveLength(1);
    expect(recorder.status.get()).toMatchObject({ unsealedRecords: 0 });
    await end(recorder);
    expect(await journal.taped()).toEqual([]);
    await recorder.settled();
    const writers = new Set((await readChunks(store.objects)).map(({ header }) => header.writer));
    expect([...writers].every((writer) => /^(page|game|withdrawal)-1$/.test(writer))).toBe(true);
  });

  it.each(["done", "screened_out", "failed", "timed_out"] as const)(
    "shows its last page (%s) again after a reload, but not to whoever comes next",
    async (outcome) => {
      const { recorder } = await visit();
      await recorder.begin();
      await recorder.enterStep(6, noCourse);
      await recorder.finish(outcome);
      kill();
      expect((await visit()).recorder.resumed).toBeNull();
      kill();
      const reloaded = await visit({ isReload: true });
      expect(reloaded.recorder.resumed).toEqual({ stepIndex: 6, course: noCourse });
      await reloaded.recorder.finish(outcome);
      await reloaded.recorder.settled();
      expect(await sessionRows()).toHaveLength(1);
    },
  );

  it("does not wait for ever for a worker that does not answer", async () => {
    const { recorder, time } = await visit({ flushWorker: () => new Promise<void>(() => {}) });
    await recorder.begin();
    const finished = recorder.finish("done");
    await vi.waitFor(() => expect(time.waits).toContain(5000), { interval: 1 });
    time.advance(5000);
    await finished;
  });
});

describe("after a kill", () => {
  it("loses nothing that was committed, and goes on where it was", async () => {
    // A killed page does nothing more: here it waits for a time that never comes.
    store.answer = () => {
      throw new TypeError("Failed to fetch");
    };
    const first = await visit({ search: "participant=p1" });
    const begun = await first.recorder.begin();
    await first.recorder.sealStep();
    await vi.waitFor(() => expect(first.recorder.status.get().state).toBe("waiting"));
    await first.recorder.enterStep(1, noCourse);
    expect(await first.recorder.nextAttempt("main")).toBe(1);
    const worker = await gameJournal(first.recorder, begun.identity, first.time);
    worker.append({ type: "enter", step: "main", index: 1 });
    await Promise.all([worker.flush(), first.recorder.record(enter(1), { durable: true })]);
    kill();

    store.answer = () => null;
    const second = await visit({ search: "participant=p1" });
    expect(second.recorder.resumed).toEqual({ stepIndex: 1, course: noCourse });
    const again = await second.recorder.begin();
    expect(again.seed).toBe(begun.seed);
    expect(again.identity).toEqual({ ...begun.identity, writer: "game-2" });
    expect(await second.recorder.nextAttempt("main")).toBe(2);
    await second.recorder.settled();

    expect(await stored("game-1")).toHaveLength(1);
    expect((await stored("page-1")).map(({ type }) => type)).toEqual(["session", "enter"]);
    expect(await stored("page-2")).toMatchObject([{ type: "session", load: 2 }]);
    expect(await countChunks()).toBe(0);
  });

  it("knows how far a game was, and of an end that only the worker had put down", async () => {
    const first = await visit({ search: "participant=p1" });
    const begun = await first.recorder.begin();
    await first.recorder.enterStep(1, noCourse);
    expect(first.recorder.game).toBeNull();
    const progress = { ...untouched("main"), episode: 2, running: 1 };
    await first.recorder.keepGame(progress, { durable: true });
    const worker = await gameJournal(first.recorder, begun.identity, first.time);
    const end = { type: "episode_end", step: "main", attempt: 1, steps: 9, returns: {} } as const;
    const why = { reason: "terminated", unused_presses: null } as const;
    worker.append({ ...end, ...why, episode: 1 });
    worker.append({ ...end, ...why, episode: 2 });
    await worker.flush();
    kill();

    const second = await visit({ search: "participant=p1" });
    await second.recorder.enterStep(1, noCourse);
    expect(second.recorder.game).toMatchObject({ progress, ended: { episode: 2, steps: 9 } });
    await second.recorder.keepGame({ ...progress, running: 2 });
    const facts = { answers: { mood: { mood: "calm" } }, results: {}, conditions: {} };
    await second.recorder.keepFacts(facts);
    const episode = { type: "episode", step: "main", attempt: 3, episode: 2 } as RecordBody;
    const later = await gameJournal(
      second.recorder,
      await second.recorder.nextGameWriter(),
      second.time,
    );
    later.append(episode, "begins");
    await later.flush();
    kill();

    const third = await visit({ search: "participant=p1" });
    expect(third.recorder.game).toEqual({
      progress: { ...progress, running: 2 },
      ended: null,
      taped: 3,
    });
    expect(third.recorder.resumed).toEqual({ stepIndex: 1, course: { ...noCourse, facts } });
    await third.recorder.enterStep(2, noCourse);
    expect(third.recorder.game).toBeNull();
  });

  it("keeps over a reload that the participant goes on without a microphone", async () => {
    const first = await visit({ search: "participant=p1" });
    await first.recorder.begin();
    expect(first.recorder.unheard).toBe(false);
    await first.recorder.enterStep(1, noCourse);
    await first.recorder.keepUnheard(true);
    await first.recorder.sealStep();
    kill();

    const second = await visit({ search: "participant=p1" });
    await second.recorder.begin();
    expect(second.recorder.unheard).toBe(true);
    await second.recorder.keepUnheard(false);
    expect(second.recorder.unheard).toBe(false);
  });

  it("keeps the keys that the participant chose over a reload, and records them", async () => {
    store.answer = () => {
      throw new TypeError("Failed to fetch");
    };
    const first = await visit({ search: "participant=p1" });
    await first.recorder.begin();
    expect(first.recorder.chosenKeys).toEqual({});
    await first.recorder.enterStep(1, noCourse);
    const chosen = { player: { ArrowLeft: "KeyJ" } };
    await first.recorder.chooseKeys("main", chosen);
    expect(first.recorder.chosenKeys).toEqual(chosen);
    // A killed page does nothing more, so it has nothing under way.
    await first.recorder.sealStep();
    kill();

    store.answer = () => null;
    const second = await visit({ search: "participant=p1" });
    expect(second.recorder.resumed).toEqual({ stepIndex: 1, course: noCourse });
    await second.recorder.begin();
    expect(second.recorder.chosenKeys).toEqual(chosen);
    await second.recorder.settled();
    expect(await stored("page-1")).toMatchObject([
      { type: "session" },
      { type: "remap", step: "main", agent: "player", keys: { ArrowLeft: "KeyJ" } },
    ]);
  });

  it("keeps the keys that were chosen in one game while others are chosen in the next", async () => {
    const { recorder } = await visit({ search: "participant=p1" });
    await recorder.begin();
    const choose = async (step: string, agent: string, code: string, pressed: string | null) => {
      const choice = new KeyChoice(new Map([[code, agent]]), recorder.chosenKeys);
      if (pressed === null) choice.reset();
      else choice.choose(code, pressed);
      await recorder.chooseKeys(step, choice.chosen);
    };
    await choose("steer", "player", "ArrowLeft", "KeyJ");
    await choose("jump", "player", "Space", "KeyK");
    await choose("other", "guest", "KeyA", "KeyB");
    const guest = { KeyA: "KeyB" };
    const player = { ArrowLeft: "KeyJ", Space: "KeyK" };
    expect(recorder.chosenKeys).toEqual({ player, guest });
    await choose("steer", "player", "ArrowLeft", null);
    expect(recorder.chosenKeys).toEqual({ player: { Space: "KeyK" }, guest });
    await recorder.sealStep();
    await recorder.settled();
    const records = await stored("page-1");
    expect(records.slice(1)).toMatchObject([
      { type: "remap", step: "steer", agent: "player", keys: { ArrowLeft: "KeyJ" } },
      { type: "remap", step: "jump", agent: "player", keys: player },
      { type: "remap", step: "other", agent: "guest", keys: guest },
      { type: "remap", step: "steer", agent: "player", keys: { Space: "KeyK" } },
    ]);
  });

  it("sends again what was sealed but not acknowledged: same key, same bytes", async () => {
    store.answer = (attempt) => {
      store.put(attempt);
      throw new TypeError("Failed to fetch");
    };
    const first = await visit();
    await first.recorder.begin();
    await first.recorder.sealStep();
    await vi.waitFor(() => expect(store.attempts).toHaveLength(1), { interval: 1 });
    const [lost] = store.attempts;
    kill();

    store.answer = () => null;
    const second = await visit({ isReload: true });
    await second.recorder.settled();
    expect(store.attempts.find(({ key }, at) => at > 0 && key === lost?.key)).toEqual(lost);
    expect(await stored("page-1")).toHaveLength(1);
  });

  it("goes on with one's own session, and never with somebody else's", async () => {
    const first = await visit({ search: "participant=p1" });
    await first.recorder.begin();
    await first.recorder.settled();
    kill();
    expect((await visit({ search: "participant=p2" })).recorder.resumed).toBeNull();
    kill();
    expect((await visit()).recorder.resumed).toBeNull();
    kill();
    expect((await visit({ isReload: true })).recorder.resumed).toBeNull();
    kill();
    const again = await visit({ search: "participant=p1" });
    expect(again.recorder.resumed).toEqual({ stepIndex: 0, course: null });
    await again.recorder.settled();
  });

  it("goes on with a session without a name after a reload, and not for whoever comes", async () => {
    const first = await visit();
    await first.recorder.begin();
    await first.recorder.settled();
    kill();
    expect((await visit()).recorder.resumed).toBeNull();
    kill();
    const again = await visit({ isReload: true });
    expect(again.recorder.resumed).toEqual({ stepIndex: 0, course: null });
    await again.recorder.settled();
  });

  it("does not go on with another version of the site, but sends what the old one left", async () => {
    const first = await visit();
    const { identity } = await first.recorder.begin();
    await first.recorder.record(enter(0), { durable: true });
    kill();

    const second = await visit({ site: "6".repeat(64) });
    expect(second.recorder.resumed).toBeNull();
    await vi.waitFor(async () => expect(await stored("page-1", identity.session)).toHaveLength(2));
    const [chunk] = await readChunks(store.objects);
    expect(chunk?.header.site).toBe(siteHash);
  });

  it("keeps data of a mode that the site no longer sends, without holding up the new ones", async () => {
    const first = await visit({ mode: "live" });
    await first.recorder.begin();
    await first.recorder.sealStep();
    kill();

    const second = await visit({ site: "6".repeat(64) });
    await second.recorder.begin();
    await second.recorder.settled();
    expect([...store.objects.keys()]).toEqual([expect.stringContaining("/pilot/")]);
    expect(await countChunks()).toBe(1);
    expect(second.recorder.status.get().trouble?.sentence).toContain('mode "live"');
  });

  it("waits for consent where the browser does not tell which databases there are", async () => {
    const first = await visit();
    const { identity } = await first.recorder.begin();
    await first.recorder.record(enter(0), { durable: true });
    kill();

    const open = vi.spyOn(indexedDB, "open");
    const second = await visit({ databases: false });
    expect(second.recorder.resumed).toBeNull();
    expect(open).not.toHaveBeenCalled();
    await second.recorder.begin();
    await vi.waitFor(async () => expect(await stored("page-1", identity.session)).toHaveLength(2));
  });
});

describe("leaving the page", () => {
  it("commits, seals and sends what page and worker still hold", async () => {
    let journal: Journal | null = null;
    const { recorder, time, browser } = await visit({ flushWorker: async () => journal?.flush() });
    const { identity } = await recorder.begin();
    await recorder.settled();
    store.answer = ({ keepalive }) => (keepalive ? null : s3Error(503, "SlowDown"));
    journal = await gameJournal(recorder, identity, time);
    journal.append({ type: "enter", step: "main", index: 1 });
    recorder.record(enter(1));
    browser.leave();

    await vi.waitFor(() => expect(store.objects.size).toBe(3), { interval: 5 });
    expect(await stored("game-1")).toHaveLength(1);
    expect((await stored("page-1")).at(-1)).toMatchObject({ type: "enter", index: 1 });
    await vi.waitFor(async () => expect(await countChunks()).toBe(0));
  });

  it("seals the tail in chunks that are small enough to be sent from a closing page", async () => {
    const { recorder, browser } = await visit();
    await recorder.begin();
    await recorder.settled();
    for (let index = 0; index < 20; index += 1) {
      const noise = Array.from({ length: 10_000 }, () => Math.random().toString(36)[5]).join("");
      recorder.record({ type: "error", where: "x", message: "", detail: noise });
    }
    browser.leave();
    await vi.waitFor(async () => expect(await stored("page-1")).toHaveLength(21));
    expect(store.objects.size).toBeGreaterThan(3);
    for (const bytes of store.objects.values()) expect(bytes.length).toBeLessThan(60_000);
  });

  it("tries at once when the visitor comes back", async () => {
    store.answer = () => s3Error(503, "SlowDown");
    const { recorder, browser } = await visit();
    await recorder.begin();
    await recorder.sealStep();
    await vi.waitFor(() => expect(recorder.status.get().state).toBe("waiting"), { interval: 1 });
    store.answer = () => null;
    browser.comeBack();
    await recorder.settled();
  });
});

describe("what waits when the page is gone", () => {
  const database = databaseName("balance", "/study/");

  it("is left to the service worker, once for each time that nothing goes", async () => {
    store.answer = () => s3Error(503, "SlowDown");
    const { recorder, time, browser } = await visit();
    await recorder.begin();
    await recorder.sealStep();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await vi.waitFor(() => expect(recorder.status.get().state).toBe("waiting"), { interval: 1 });
      time.advance(30_000);
    }
    expect(browser.syncs).toEqual([database]);
    browser.leave();
    await vi.waitFor(() => expect(browser.syncs).toHaveLength(2), { interval: 1 });
  });

  it("is nothing where all is stored, and where there is no consent", async () => {
    const { recorder, browser } = await visit();
    recorder.record(enter(0));
    browser.leave();
    await recorder.begin();
    await recorder.settled();
    browser.leave();
    await vi.waitFor(() => expect(recorder.status.get().pendingChunks).toBe(0), { interval: 1 });
    expect(browser.syncs).toEqual([]);
  });

  it("and was sent by the service worker is not sent again, nor downloaded", async () => {
    store.answer = () => s3Error(503, "SlowDown");
    const first = await visit();
    await first.recorder.begin();
    await first.recorder.sealStep();
    kill();
    await new Connection(database).use(async (opened) => {
      const [key] = await opened.getAllKeys("chunks");
      const row = await opened.get("chunks", key as string);
      if (row !== undefined) await opened.put("chunks", { ...row, bytes: new Uint8Array() }, key);
    });
    store.attempts.length = 0;

    const second = await visit({ isReload: true });
    const file = await second.recorder.download();
    const text = new TextDecoder().decode(await gunzipAll(await file.arrayBuffer()));
    expect(text.match(/pilot\/[0-9a-f]{32}\/page-\d/g)).toEqual([expect.stringMatching(/page-2$/)]);
    store.answer = () => null;
    second.time.advance(30_000);
    await second.recorder.settled();
    expect(await countChunks()).toBe(0);
    expect(store.attempts.every(({ key }) => key.includes("page-2"))).toBe(true);
  });
});

it("seals no more into a chunk than upload.json allows", async () => {
  store.upload = { ...store.upload, max_bytes: 40_000 } as typeof store.upload;
  const { recorder } = await visit();
  await recorder.begin();
  await recorder.settled();
  for (let index = 0; index < 20; index += 1) {
    const noise = Array.from({ length: 10_000 }, () => Math.random().toString(36)[5]).join("");
    recorder.record({ type: "error", where: "x", message: "", detail: noise });
  }
  await recorder.settled();
  expect(await stored("page-1")).toHaveLength(21);
  for (const { bytes } of store.attempts) expect(bytes.length).toBeLessThanOrEqual(40_000);
  expect(store.attempts.every(({ key }) => key.endsWith(".jsonl.gz"))).toBe(true);
});

describe("when saving fails", () => {
  it("settles only after the browser has taken the records", async () => {
    const { recorder, time } = await visit();
    await recorder.begin();
    await recorder.sealStep();
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("The disk is full.", "QuotaExceededError");
    });
    recorder.record(enter(0), { durable: true });
    await vi.waitFor(() => expect(recorder.status.get().trouble).not.toBeNull(), { interval: 1 });
    expect(recorder.status.get().trouble).toMatchObject({
      kind: "unsaved",
      sentence: expect.stringContaining("The disk is full."),
    });

    let settled = false;
    const settling = recorder.settled().then(() => {
      settled = true;
    });
    await vi.waitFor(() => expect(put.mock.calls.length).toBeGreaterThan(1), { interval: 1 });
    expect(settled).toBe(false);
    put.mockRestore();
    await vi.waitFor(() => expect(time.waits).toContain(1000), { interval: 1 });
    time.advance(1000);
    await settling;
    expect((await stored("page-1")).at(-1)).toMatchObject(enter(0));
    expect(recorder.status.get().trouble).toBeNull();
  });

  it("tells how the upload goes", async () => {
    const { recorder, time } = await visit();
    const states: string[] = [];
    recorder.status.subscribe(({ state }) => {
      if (states.at(-1) !== state) states.push(state);
    });
    store.upload = { kind: "none" };
    await recorder.begin();
    await recorder.sealStep();
    await vi.waitFor(() => expect(states.at(-1)).toBe("no-destination"), { interval: 1 });

    store.upload = new FakeStore().upload;
    store.answer = () => s3Error(500, "InternalError");
    await vi.waitFor(() => expect(time.waits).toContain(250), { interval: 1 });
    time.advance(250);
    await vi.waitFor(() => expect(states.at(-1)).toBe("waiting"), { interval: 1 });
    expect(recorder.status.get()).toMatchObject({ pendingChunks: 1, unsealedRecords: 0 });
    expect(recorder.status.get().trouble).toMatchObject({
      kind: "busy",
      sentence: expect.stringContaining("InternalError"),
    });

    store.answer = () => null;
    time.advance(60_000);
    await recorder.settled();
    expect(states).toEqual([
      "idle",
      "sending",
      "no-destination",
      "sending",
      "waiting",
      "sending",
      "idle",
    ]);
  });

  it("hands over what is still here as a file from which every chunk can be taken", async () => {
    store.upload = { kind: "none" };
    const { recorder } = await visit();
    await recorder.begin();
    await recorder.sealStep();
    await recorder.record(enter(0), { durable: true });

    const file = await recorder.download();
    expect(file.name).toMatch(/^balance-[0-9a-f]{32}\.gymbrowser$/);
    const text = new TextDecoder().decode(await gunzipAll(await file.arrayBuffer()));
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const labels = lines.filter(({ format }) => format === "gymbrowser.download/1");
    expect(labels).toHaveLength(2);

    const chunks = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const { key, size } of labels) chunks.set(key, await cut(file, key, size));
    expect((await readChunks(chunks)).flatMap(({ records }) => records)).toHaveLength(2);
  });
});

async function gunzipAll(bytes: ArrayBuffer): Promise<Uint8Array> {
  const { gunzipSync } = await import("node:zlib");
  return gunzipSync(Buffer.from(bytes));
}

/** The chunk that follows the gzip member which announces it. */
async function cut(file: File, key: string, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  for (let start = 0; start < bytes.length; start += 1) {
    if (bytes[start] !== 0x1f || bytes[start + 1] !== 0x8b) continue;
    const candidate = bytes.slice(start, start + size);
    const text = await gunzip(candidate).catch(() => null);
    if (text !== null && key.includes(await digestOf(candidate))) return candidate;
  }
  throw new Error(`${key} is not in the file.`);
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { sha256Hex } = await import("../../src/shared/bytes");
  return sha256Hex(bytes);
}
