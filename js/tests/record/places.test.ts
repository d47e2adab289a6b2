import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import type { Recorder } from "../../src/page/record/recorder";
import { shareComputer } from "../../src/page/record/shared-computer";
import { readSessions } from "../../src/page/record/unfinished";
import { nextAddress } from "../../src/page/shared-device";
import { chooseVisit, type Visit } from "../../src/page/visit";
import { databaseName, experimentOf } from "../../src/shared/database";
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
  siteHash,
  type TestBrowser,
  tabs,
  testBrowser,
} from "./support";

const name = databaseName("balance", "/study/");
const newHash = "9".repeat(64);
const shared: Manifest = { ...manifest, device: "shared" };
let store: FakeStore;
let locks: FakeLocks;

beforeEach(() => {
  emptyIndexedDB();
  tabs.clear();
  store = new FakeStore();
  locks = new FakeLocks();
});

interface Load {
  search?: string;
  isReload?: boolean;
  manifest?: Manifest;
  site?: string;
  anew?: boolean;
  superseded?: string;
}

interface Page {
  recorder: Recorder;
  browser: TestBrowser;
  time: ManualTime;
}

async function load(options: Load = {}): Promise<Page> {
  const time = new ManualTime();
  const browser = testBrowser(time, store, locks, { isReload: options.isReload ?? false });
  const recorder = await openPage(browser, {
    manifest: options.manifest ?? manifest,
    siteHash: options.site ?? siteHash,
    search: new URLSearchParams(options.search ?? ""),
    anew: options.anew ?? false,
    superseded: options.superseded ?? null,
  });
  return { recorder, browser, time };
}

/** What a closed or killed page leaves is the database; its lock is free again. */
const kill = () => locks.release();

const shareWith = ({ recorder, browser }: Page) =>
  shareComputer(recorder, { manifest: shared, root }, browser, (error) => {
    throw error;
  });

/** A participant on a shared computer, in mid-session. */
async function begin(options: Load = {}) {
  const page = await load({ manifest: shared, ...options });
  const computer = await shareWith(page);
  await page.recorder.begin();
  computer.remember();
  await page.recorder.enterStep(1, noCourse);
  // A page that is killed here does no more.
  await page.recorder.sealStep();
  return { ...page, computer };
}

function choose(options: Load, found: "served" | "gone" | "offline" = "served", same = true) {
  const { search = "", isReload = false, site = siteHash } = options;
  const asked: string[] = [];
  const get = (async (url: URL) => {
    if (found === "offline") throw new TypeError("Failed to fetch");
    asked.push(url.pathname);
    const isPage = url.pathname.endsWith("/page.js");
    // A host that answers with its front page in the place of a 404.
    if (found === "gone") return new Response("<!doctype html>");
    if (!isPage) return Response.json(manifest);
    return new Response("", { headers: { "content-type": "text/javascript" } });
  }) as typeof fetch;
  const visit = chooseVisit({
    site: { root, path: `v/${site}/`, hash: site },
    manifest: options.manifest ?? manifest,
    search: new URLSearchParams(search),
    browser: testBrowser(new ManualTime(), store, locks, { isReload }),
    get,
    isSamePerson: async () => {
      asked.push("person");
      return same;
    },
  });
  return { visit, asked };
}

const here: Visit = { kind: "here", anew: false, superseded: null, isFinished: false };

describe("on a shared computer", () => {
  it("a session is gone on with by a reload of its own tab alone", async () => {
    const { recorder } = await begin({ search: "participant=p1" });
    kill();
    const again = { search: "participant=p1", manifest: shared };
    expect((await load({ ...again })).recorder.resumed).toBeNull();
    kill();
    const reloaded = await load({ ...again, isReload: true });
    expect(reloaded.recorder.resumed).toEqual({ stepIndex: 1, course: noCourse });
    expect(reloaded.recorder.session).toBe(recorder.session);
    kill();
    expect((await load({ ...again, isReload: true, anew: true })).recorder.resumed).toBeNull();
    kill();
    tabs.clear();
    expect((await load({ ...again, isReload: true })).recorder.resumed).toBeNull();
  });

  it("the person is asked, and whoever says to be another one begins anew", async () => {
    await begin();
    kill();
    const { visit, asked } = choose({ manifest: shared, isReload: true }, "served", false);
    expect(await visit).toEqual({ ...here, anew: true });
    expect(asked).toEqual(["person"]);
    // And is not asked again when they reload the first page.
    await shareWith(await load({ manifest: shared, isReload: true, anew: true }));
    const second = choose({ manifest: shared, isReload: true });
    expect(await second.visit).toEqual(here);
    expect(second.asked).toEqual([]);
  });

  it("the page of a session that is over is not shown again", async () => {
    const { recorder } = await begin();
    await recorder.finish("done");
    kill();
    const { visit, asked } = choose({ manifest: shared, isReload: true });
    expect([await visit, asked]).toEqual([here, []]);
  });

  it("nothing of a session stays once all of it is stored", async () => {
    const { recorder, computer } = await begin({ search: "participant=p1" });
    await recorder.finish("done");
    expect(await computer.forget()).toBe(true);
    recorder.record({ type: "enter", step: "late", index: 9 });
    await recorder.sealStep();
    expect(await everything()).toEqual({ sessions: 0, writers: 0, journal: 0, chunks: 0 });
    expect([tabs.size, store.lines.size]).toEqual([0, 0]);
    const records = (await readChunks(store.objects)).flatMap((chunk) => chunk.records);
    expect(records.map(({ type }) => type)).toContain("end");
  });

  it("what an earlier person left is sent, counted, and then wiped", async () => {
    store.answer = () => new Response(null, { status: 503 });
    await begin({ search: "participant=p1" });
    kill();
    const next = await load({ search: "participant=p2", manifest: shared });
    const { earlierSessions } = await shareWith(next);
    await expect.poll(() => earlierSessions.get()).toBe(1);
    store.answer = () => null;
    await expect
      .poll(() => {
        next.time.advance(60_000);
        return earlierSessions.get();
      })
      .toBe(0);
    expect(await readSessions(name)).toEqual([]);
    await next.recorder.begin();
    const records = (await readChunks(store.objects)).flatMap((chunk) => chunk.records);
    expect(records.map(({ type }) => type)).not.toContain("loss");
  });

  it("opens nothing before consent", async () => {
    await shareWith(await load({ manifest: shared }));
    expect(await indexedDB.databases()).toEqual([]);
  });

  /** How many rows each store has. */
  async function everything(): Promise<Record<string, number>> {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
    const count = (from: string) =>
      new Promise<number>((resolve) => {
        const counting = database.transaction(from).objectStore(from).count();
        counting.onsuccess = () => resolve(counting.result);
      });
    const stores = ["sessions", "writers", "journal", "chunks"];
    const counts = await Promise.all(stores.map(async (from) => [from, await count(from)]));
    database.close();
    return Object.fromEntries(counts);
  }
});

describe("a site that was deployed anew", () => {
  const back = { search: "participant=p1", site: newHash };

  async function leaveUnfinished(): Promise<string> {
    const { recorder } = await load({ search: "participant=p1" });
    await recorder.begin();
    await recorder.enterStep(1, noCourse);
    await recorder.settled();
    kill();
    return recorder.session ?? "";
  }

  it("gives way to the version that the session began on", async () => {
    await leaveUnfinished();
    const { visit, asked } = choose(back);
    const site = { root, path: `v/${siteHash}/`, hash: siteHash };
    expect(await visit).toEqual({ kind: "elsewhere", version: { site, manifest } });
    expect(asked.sort()).toEqual([
      `/study/v/${siteHash}/manifest.json`,
      `/study/v/${siteHash}/page.js`,
    ]);
  });

  it("asks nothing for who is new, or on this very version", async () => {
    await leaveUnfinished();
    const stranger = choose({ ...back, search: "participant=p2" });
    const same = choose({ ...back, site: siteHash });
    expect(await Promise.all([stranger.visit, same.visit])).toEqual([here, here]);
    expect([...stranger.asked, ...same.asked]).toEqual([]);
  });

  it("does not begin anew because it cannot be reached", async () => {
    await leaveUnfinished();
    await expect(choose(back, "offline").visit).rejects.toMatchObject({ status: null });
  });

  it("ends the session where its version is gone, says so in its data, and begins anew", async () => {
    const session = await leaveUnfinished();
    expect(await choose(back, "gone").visit).toEqual({ ...here, superseded: session });
    const { recorder } = await load({ ...back, superseded: session });
    expect(recorder.resumed).toBeNull();
    await expect.poll(async () => (await ofSession(session)).at(-1)?.type).toBe("end");
    const records = await ofSession(session);
    expect(records.at(-1)).toMatchObject({
      outcome: "superseded",
      writers: { "page-1": records.length },
    });
    kill();
    expect(await choose(back, "gone").visit).toEqual(here);
  });

  it("begins nothing anew for who has come to an end whose version is gone", async () => {
    const { recorder } = await load({ search: "participant=p1" });
    await recorder.begin();
    await recorder.finish("done");
    kill();
    const reload = { ...back, isReload: true };
    expect(await choose(reload, "gone").visit).toEqual({ ...here, isFinished: true });
    expect(await choose(reload).visit).toMatchObject({ kind: "elsewhere" });
  });

  /** What the store has of the page's first writer. */
  async function ofSession(session: string) {
    const chunks = await readChunks(store.objects);
    return chunks
      .filter(({ header }) => header.session === session && header.writer === "page-1")
      .flatMap(({ records }) => records);
  }
});

describe("the next person's address", () => {
  it("says nothing of who was there, and still where it is", () => {
    const address = "https://site.test/study/?seat=7&participant=p1&PROLIFIC_PID=x#end";
    expect(nextAddress(address, manifest)).toBe("https://site.test/study/?seat=7");
  });
});

describe("the name of a database", () => {
  it("tells the experiment, to the site at that base path alone", () => {
    expect(experimentOf(name, "/study/")).toBe("balance");
    expect(experimentOf(databaseName("balance", "/study/b/"), "/study/")).toBeNull();
    expect(experimentOf(databaseName("balance", "/b/"), "/")).toBeNull();
    expect(experimentOf("other", "/study/")).toBeNull();
  });
});
