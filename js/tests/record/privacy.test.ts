/** Who took part stands apart; what was broken off or taken back is not sent. */

import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import { siteDestination } from "../../src/page/record/destination";
import type { PageRecord, Recorder } from "../../src/page/record/recorder";
import { Connection, databaseName } from "../../src/shared/database";
import type { GameProgress } from "../../src/shared/game-progress";
import { EmptiedError, storeLines } from "../../src/shared/journal-rows";
import { sendLeftovers } from "../../src/sw/sync";
import {
  emptyIndexedDB,
  FakeLocks,
  FakeStore,
  ManualTime,
  manifest,
  noSession,
  openPage,
  readChunks,
  root,
  testBrowser,
} from "./support";

const name = databaseName("balance", "/study/");
const HOUR_MS = 3_600_000;
const ANNA = "PROLIFIC_PID=anna-secret";
let store: FakeStore;
let locks: FakeLocks;

beforeEach(() => {
  emptyIndexedDB();
  store = new FakeStore();
  locks = new FakeLocks();
});

interface VisitOptions {
  search?: string;
  onAbandon?: Manifest["on_abandon"];
  later_ms?: number;
  flushWorker?: () => Promise<void>;
}

/** Loads the page; what was open before is killed. */
async function visit(
  options: VisitOptions = {},
): Promise<{ recorder: Recorder; time: ManualTime }> {
  const { search = ANNA, onAbandon = "keep", later_ms = 0 } = options;
  locks.release();
  const time = new ManualTime();
  time.now_ms += later_ms;
  const recorder = await openPage(testBrowser(time, store, locks), {
    manifest: { ...manifest, steps: [], on_abandon: onAbandon },
    search: new URLSearchParams(search),
    ...(options.flushWorker && { flushWorker: options.flushWorker }),
  });
  return { recorder, time };
}

const enter = (index: number): PageRecord => ({ type: "enter", step: `step-${index}`, index });

async function counts() {
  return new Connection(name).use(async (database) => ({
    sessions: await database.count("sessions"),
    writers: await database.count("writers"),
    journal: await database.count("journal"),
    chunks: await database.count("chunks"),
  }));
}

/** Writer to the types of its records, of all that is in the store. */
async function stored(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { header, records } of await readChunks(store.objects)) {
    const types = records.map(({ type }) => type);
    found[header.writer] = [...(found[header.writer] ?? []), ...types];
  }
  return found;
}

/** Some seals and sendings later. */
async function later(time: ManualTime): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    time.advance(20_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("who takes part", () => {
  it("is one chunk of its own, and in no other", async () => {
    const { recorder } = await visit({ search: `${ANNA}&STUDY_ID=study-secret` });
    await recorder.begin();
    recorder.record(enter(0));
    await recorder.settled();
    expect(await stored()).toEqual({ "identity-1": ["identity"], "page-1": ["session", "enter"] });
    const chunks = await readChunks(store.objects);
    const identity = chunks.find(({ header }) => header.writer === "identity-1");
    expect(identity?.records[0]).toMatchObject({
      participant: "anna-secret",
      params: { STUDY_ID: "study-secret" },
    });
    const others = chunks.filter((chunk) => chunk !== identity);
    expect(JSON.stringify(others)).not.toContain("secret");
  });

  it("is told once in a session, however often it is gone on with", async () => {
    const { recorder } = await visit();
    await recorder.begin();
    await recorder.settled();
    const again = await visit();
    expect(again.recorder.resumed).not.toBeNull();
    await again.recorder.settled();
    expect((await stored())["identity-1"]).toEqual(["identity"]);
  });

  it("is not told where nobody says it", async () => {
    const { recorder } = await visit({ search: "" });
    await recorder.begin();
    await recorder.settled();
    expect(Object.keys(await stored())).toEqual(["page-1"]);
  });
});

describe("a session that is held back until its end", () => {
  const held = { onAbandon: "discard" } as const;

  it("sends nothing before it, and then everything", async () => {
    const { recorder, time } = await visit(held);
    await recorder.begin();
    recorder.record(enter(0));
    await recorder.sealStep();
    recorder.record(enter(1));
    await later(time);
    expect(store.attempts).toEqual([]);
    expect(recorder.status.get().pendingChunks).toBe(0);
    await recorder.finish("done");
    await recorder.settled();
    expect(await stored()).toEqual({
      "identity-1": ["identity"],
      "page-1": ["session", "enter", "enter", "end"],
    });
  });

  it("is not sent by the service worker either", async () => {
    const { recorder } = await visit(held);
    await recorder.begin();
    await recorder.sealStep();
    locks.release();
    const connection = new Connection(name);
    await sendLeftovers({
      connection,
      destination: siteDestination(root, store.fetch, noSession, "balance"),
      locks: { request: async () => {}, query: async () => ({}) } as unknown as LockManager,
      patience: () => AbortSignal.timeout(1_000),
    });
    expect(store.attempts).toEqual([]);
    expect((await counts()).chunks).toBeGreaterThan(0);
  });

  it("is gone on with by the same participant, and still sends nothing", async () => {
    const first = await visit(held);
    await first.recorder.begin();
    await first.recorder.sealStep();
    const { recorder, time } = await visit(held);
    expect(recorder.resumed).not.toBeNull();
    await later(time);
    expect(store.attempts).toEqual([]);
    await recorder.finish("done");
    await recorder.settled();
    expect(await stored()).toEqual({
      "identity-1": ["identity"],
      "page-1": ["session"],
      "page-2": ["session", "end"],
    });
  });

  it.each([
    ["at the next visit of somebody else", { search: "PROLIFIC_PID=bert" }],
    ["when the same participant comes back after a day", { later_ms: 25 * HOUR_MS }],
  ])("is deleted %s", async (_, options) => {
    const first = await visit(held);
    await first.recorder.begin();
    await first.recorder.sealStep();
    const { recorder, time } = await visit({ ...held, ...options });
    expect(recorder.resumed).toBeNull();
    await later(time);
    expect(await counts()).toEqual({ sessions: 0, writers: 0, journal: 0, chunks: 0 });
    expect(store.attempts).toEqual([]);
  });

  it("that ended is sent by a later visit, if it could not be before", async () => {
    store.upload = { kind: "none" };
    const first = await visit(held);
    await first.recorder.begin();
    await first.recorder.finish("done");
    store.upload = { ...new FakeStore().upload };
    const { time } = await visit({ ...held, search: "PROLIFIC_PID=bert" });
    await later(time);
    expect((await stored())["page-1"]).toEqual(["session", "end"]);
  });
});

describe("a withdrawal", () => {
  it("that keeps sends all that there is, the marker and an end, and records nothing more", async () => {
    const { recorder } = await visit();
    await recorder.begin();
    recorder.record(enter(0));
    const ended: string[] = [];
    await recorder.withdraw("keep", "main", () => ended.push("worker"));
    recorder.record(enter(1));
    await recorder.settled();
    expect(ended).toEqual(["worker"]);
    expect(await stored()).toEqual({
      "identity-1": ["identity"],
      "page-1": ["session", "enter", "end"],
      "withdrawal-1": ["withdrawal"],
    });
  });

  it("that deletes sends the marker alone, and leaves nothing else here", async () => {
    store.answer = () => new Response(null, { status: 503 });
    const { recorder, time } = await visit();
    await recorder.begin();
    recorder.record(enter(0));
    await recorder.sealStep();
    recorder.record(enter(1));
    await recorder.withdraw("delete", "main", () => {});
    expect(await counts()).toEqual({ sessions: 1, writers: 1, journal: 0, chunks: 1 });
    store.answer = () => null;
    await later(time);
    await recorder.settled();
    expect(await stored()).toEqual({ "withdrawal-1": ["withdrawal"] });
    const [chunk] = await readChunks(store.objects);
    expect(chunk?.records[0]).toMatchObject({ step: "main", choice: "delete", mode: "pilot" });
    expect(chunk?.header.session).toBe(recorder.withdrawn?.session);
    expect(await counts()).toEqual({ sessions: 1, writers: 1, journal: 0, chunks: 0 });
  });

  it("that deletes lets nothing through that was being sealed at that moment", async () => {
    const { recorder, time } = await visit();
    await recorder.begin();
    recorder.record(enter(0));
    const sealing = recorder.sealStep();
    const before = store.objects.size;
    await Promise.all([sealing, recorder.withdraw("delete", "main", () => {})]);
    await later(time);
    await recorder.settled();
    const sent = [...store.objects.keys()].slice(before);
    expect(sent.at(-1)).toContain("/withdrawal-1/");
    expect(await counts()).toMatchObject({ writers: 1, journal: 0, chunks: 0 });
  });

  it("that deletes a session of which nothing was sent tells nobody", async () => {
    const { recorder, time } = await visit({ onAbandon: "discard" });
    await recorder.begin();
    recorder.record(enter(0));
    await recorder.sealStep();
    await recorder.withdraw("delete", "main", () => {});
    await recorder.settled();
    await later(time);
    expect(store.attempts).toEqual([]);
    expect(await counts()).toEqual({ sessions: 1, writers: 0, journal: 0, chunks: 0 });
  });

  it("that keeps a session of which nothing was sent sends it", async () => {
    const { recorder } = await visit({ onAbandon: "discard" });
    await recorder.begin();
    await recorder.withdraw("keep", "main", () => {});
    await recorder.settled();
    expect(Object.keys(await stored())).toEqual(["identity-1", "page-1", "withdrawal-1"]);
  });

  it("is not gone on with, and its wish is sent by a later visit if it was not before", async () => {
    store.isOnline = false;
    store.answer = () => new Response(null, { status: 503 });
    const first = await visit();
    await first.recorder.begin();
    await first.recorder.withdraw("delete", "main", () => {});
    const { session } = first.recorder.withdrawn ?? {};
    store.answer = () => null;
    const { recorder } = await visit();
    expect(recorder.resumed).toBeNull();
    expect(recorder.withdrawn).toEqual({ session, choice: "delete" });
    await recorder.settled();
    expect(await stored()).toEqual({ "withdrawal-1": ["withdrawal"] });
  });

  it("lets nothing of the step that was shown in, nor another end", async () => {
    const { recorder, time } = await visit();
    await recorder.begin();
    const answers = { screening: { illness: "measles" } };
    const course = { decisions: [true], facts: { answers, results: {}, conditions: {} } };
    await recorder.enterStep(1, course);
    const done = recorder.withdraw("delete", "main", () => {});
    await recorder.enterStep(2, course);
    await done;
    await recorder.enterStep(3, course);
    await recorder.keepGame({ step: "main" } as unknown as GameProgress);
    await recorder.finish("timed_out");
    await later(time);
    const [row] = await new Connection(name).use((database) => database.getAll("sessions"));
    expect(row).toMatchObject({ ended: "withdrawn", withdrawal: "delete", game: null });
    expect(JSON.stringify(row)).not.toContain("measles");
    const types = await stored();
    expect(types["withdrawal-1"]).toEqual(["withdrawal"]);
    expect(Object.values(types).flat()).not.toContain("end");
  });

  it("lets nothing in that a worker that was ended had still on its way", async () => {
    const first = await visit();
    const { identity } = await first.recorder.begin();
    await first.recorder.withdraw("delete", "main", () => {});
    const place = { connection: new Connection(name), ...identity };
    await expect(storeLines(place, 0, ["{}"], "strict")).rejects.toThrow(EmptiedError);
    expect(await counts()).toMatchObject({ journal: 0 });
  });
});
