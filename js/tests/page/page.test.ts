import { describe, expect, it } from "vitest";
import { describeError } from "../../src/page/failure";
import { guardBack } from "../../src/page/history";
import { type Capability, type Host, judgeHost } from "../../src/page/host";
import { Observable, watch } from "../../src/page/observable";
import { participation } from "../../src/page/participation";
import type { Trouble } from "../../src/page/record/delivery";
import type { UploadStatus } from "../../src/page/record/recorder";
import type { Keeping } from "../../src/page/record/safekeeping";
import { judgeSaving } from "../../src/page/steps/end";
import { isOnlyHere, noticeOf } from "../../src/page/storage-notice";
import { english } from "../../src/page/strings";
import { LoadError, loadManifest, loadStudy, locateSite } from "../../src/page/study";

describe("the host", () => {
  const names: Capability[] = [
    "wasm",
    "worker",
    "canvas",
    "database",
    "locks",
    "crypto",
    "compression",
  ];
  const host = (secure: boolean, ...lacking: Capability[]): Host => ({
    secure,
    stores: true,
    preview: false,
    has: Object.fromEntries(names.map((name) => [name, !lacking.includes(name)])) as Host["has"],
  });

  it("is right when nothing is missing", () => {
    expect(judgeHost(host(true))).toBeNull();
  });

  it("that is insecure is called that, and not an old browser", () => {
    expect(judgeHost(host(false, "locks", "crypto"))).toEqual({ kind: "insecure" });
  });

  it("that keeps nothing, or is only looked at, is no place for a session", () => {
    expect(judgeHost({ ...host(true), stores: false })).toEqual({ kind: "no-storage" });
    expect(judgeHost({ ...host(true), stores: false, preview: true })).toEqual({ kind: "preview" });
  });

  it("is told by name what it lacks", () => {
    const problem = judgeHost(host(true, "canvas", "locks"));
    expect(problem).toEqual({ kind: "missing", lacking: ["canvas", "locks"] });
    expect(english.missing(["canvas", "locks"])).toContain("offscreen canvas and web locks");
  });
});

describe("the site", () => {
  const site = locateSite("https://lab.example/a/study/?id=7#x", "v/0ab1/");

  it("lies where its page lies, below any base path", () => {
    expect(site.root.href).toBe("https://lab.example/a/study/");
    expect(site.hash).toBe("0ab1");
    expect(locateSite("https://lab.example/a/index.html", "v/0ab1/").root.pathname).toBe("/a/");
  });

  it("says what is wrong with a page that does not name it", () => {
    expect(() => locateSite("https://lab.example/", null)).toThrow("build the site anew");
  });

  it("asks whether the study is open past every cache", async () => {
    const asked: unknown[] = [];
    const get = (async (url: URL, options: RequestInit) => {
      asked.push(url.href, options.cache);
      return Response.json({ open: true });
    }) as typeof fetch;
    expect(await loadStudy(site, get)).toEqual({ open: true });
    expect(asked).toEqual(["https://lab.example/a/study/study.json", "no-store"]);
  });

  it("tells a missing file from a missing connection", async () => {
    const missing = (async () => new Response("", { status: 404 })) as typeof fetch;
    const offline = (() => Promise.reject(new TypeError("Failed to fetch"))) as typeof fetch;
    await expect(loadStudy(site, missing)).rejects.toThrow(LoadError);
    expect(await loadStudy(site, offline)).toBeNull();
    await expect(loadManifest(site, offline)).rejects.toMatchObject({ status: null });
  });
});

describe("Back", () => {
  function setUp() {
    const entries: unknown[] = [null];
    const history = {
      get state() {
        return entries.at(-1);
      },
      pushState: (state: unknown) => void entries.push(state),
    };
    const target = new EventTarget();
    const back = () => {
      entries.pop();
      target.dispatchEvent(new Event("popstate"));
    };
    return { entries, back, guard: guardBack(history, target) };
  }

  it("finds an entry of ours every time, of which there is never more than one", () => {
    const { entries, back, guard } = setUp();
    guard.hold();
    guard.hold();
    expect(entries).toHaveLength(2);
    back();
    back();
    expect(entries).toHaveLength(2);
  });

  it("leaves again after the end", () => {
    const { entries, back, guard } = setUp();
    guard.hold();
    guard.release();
    back();
    expect(entries).toEqual([null]);
  });
});

describe("taking part", () => {
  function setUp({ resumed = false } = {}) {
    const log: string[] = [];
    const identity = { database: "d", session: "s", mode: "dev", writer: "game-0" } as const;
    const taking = participation({
      recorder: {
        begin: async () => {
          log.push("begin");
          return { identity, seed: "5eed" };
        },
        discard: () => void log.push("discard"),
        resumed: resumed ? { stepIndex: 1, course: null } : null,
        withdraw: async (choice, step, endWorker) => {
          log.push(`withdraw ${choice} ${step}`);
          endWorker();
        },
      },
      client: {
        identify: ({ writer }, seed) => void log.push(`identify ${writer} ${seed}`),
        close: () => void log.push("close"),
      },
      goOffline: () => void log.push("offline"),
      onBegun: () => void log.push("begun"),
      onOver: () => void log.push("over"),
    });
    return { log, taking };
  }

  it("begins once, and nothing is stored before", async () => {
    const { log, taking } = setUp();
    expect(log).toEqual([]);
    await Promise.all([taking.begin(), taking.begin()]);
    expect(log).toEqual(["begin", "identify game-0 5eed", "offline", "begun"]);
  });

  it("declined ends the worker before everything is forgotten", async () => {
    const { log, taking } = setUp();
    expect(await taking.decline("consent")).toBe(false);
    expect(log).toEqual(["over", "close", "discard"]);
    expect(taking.over).toBe(true);
  });

  it("declined after it had begun before a reload takes everything back", async () => {
    const { log, taking } = setUp({ resumed: true });
    expect(await taking.decline("consent")).toBe(true);
    expect(log.slice(0, 3)).toEqual(["over", "withdraw delete consent", "close"]);
  });

  it("is over as soon as the participant withdraws", () => {
    const { log, taking } = setUp();
    void taking.withdraw("keep", "main");
    expect(taking.over).toBe(true);
    expect(log).toEqual(["over", "withdraw keep main", "close"]);
  });
});

describe("what is said of the upload", () => {
  const fine: Keeping = { place: "database", waitsFor: null, isLost: false };
  const status = (
    state: UploadStatus["state"],
    kind: Trouble["kind"] | null,
    keeping = fine,
  ): UploadStatus => ({
    pendingChunks: 1,
    pendingBytes: 10,
    nowhereChunks: 1,
    destinations: 1,
    unsealedRecords: 0,
    heldChunks: 0,
    keeping,
    trouble: kind && { kind, sentence: "So it was." },
    state,
  });

  it.each([
    ["sending", null, false, true, "sending"],
    ["idle", null, false, false, "sending"],
    ["idle", null, true, false, "saved"],
    // What may pass in a moment alarms nobody at once,
    ["waiting", "unreachable", false, true, "sending"],
    ["waiting", "busy", false, true, "sending"],
    ["waiting", "unreachable", false, false, "unreachable"],
    ["waiting", "busy", false, false, "busy"],
    // but what was seen to fail is said until it went well, while it is tried again too;
    ["sending", "busy", false, false, "busy"],
    // and what the participant can or must do something about is said at once.
    ["waiting", "offline", false, true, "offline"],
    ["waiting", "refused", false, true, "refused"],
    ["waiting", "kept", false, true, "kept"],
    ["waiting", "lost", false, true, "lost"],
    ["idle", "unsaved", false, true, "unsaved"],
    // Others' data are no trouble of someone whose own are stored.
    ["waiting", "kept", true, true, "saved"],
    ["no-destination", null, false, true, "no-destination"],
    ["no-destination", null, true, true, "no-destination"],
  ] as const)("%s, %s, settled %s, patient %s: %s", (state, kind, settled, patient, saving) => {
    expect(judgeSaving(status(state, kind), settled, patient)).toBe(saving);
  });

  it.each([
    // Where nothing is kept in this browser, nothing is safe in it.
    [{ place: "memory" }, "waiting", "offline", false, "memory"],
    [{ place: "memory" }, "no-destination", null, false, "memory"],
    [{ place: "memory" }, "sending", null, false, "sending"],
    [{ place: "memory" }, "idle", null, true, "saved"],
    [{ place: "memory" }, "waiting", "lost", false, "lost"],
    // All that was left is stored.
    [{ isLost: true }, "idle", null, true, "lost"],
  ] as const)("%o, %s, %s, settled %s: %s", (change, state, kind, settled, saving) => {
    const keeping = { ...fine, ...change };
    expect(judgeSaving(status(state, kind, keeping), settled, true)).toBe(saving);
  });

  it("is told beside every step where the storage fails", () => {
    const read = (change: Partial<Keeping>) => noticeOf({ ...fine, ...change }, english.storage);
    expect(read({})).toBeNull();
    expect(read({ place: "memory" })).toBe(english.storage.memory);
    expect(read({ place: "memory", waitsFor: "memory" })).toBe(english.storage.full);
    expect(read({ waitsFor: "database" })).toBe(english.storage.slow);
    expect(read({ place: "memory", isLost: true })).toContain(english.storage.lost);
  });

  it("is asked about by the browser before a page is closed that holds the only copy", () => {
    const keeping = { ...fine, place: "memory" } as const;
    expect(isOnlyHere(status("sending", null, keeping))).toBe(true);
    expect(isOnlyHere({ ...status("idle", null, keeping), pendingChunks: 0 })).toBe(false);
    expect(isOnlyHere(status("sending", null))).toBe(false);
  });

  it.each([
    // A second copy that takes its time is nobody's concern at once.
    ["sending", null, 0, true, "sending"],
    ["waiting", "busy", 0, true, "sending"],
    ["waiting", "busy", 0, false, "received"],
    ["waiting", "refused", 0, true, "received"],
    ["waiting", null, 0, false, "received"],
    ["sending", null, 0, false, "received"],
    ["waiting", "refused", 1, true, "refused"],
  ] as const)(
    "of two: %s, %s, nowhere %d, patient %s: %s",
    (state, kind, nowhere, patient, saving) => {
      const two = { ...status(state, kind), destinations: 2, nowhereChunks: nowhere };
      expect(judgeSaving(two, false, patient)).toBe(saving);
      expect(judgeSaving({ ...two, unsealedRecords: 1 }, false, patient)).not.toBe("received");
    },
  );
});

describe("small things", () => {
  it("an observable tells its value at once and each later one until it is told to stop", () => {
    const source = new Observable(1);
    const seen: number[] = [];
    const stop = watch(source, (value) => void seen.push(value));
    source.set(2);
    stop();
    source.set(3);
    expect(seen).toEqual([1, 2]);
  });

  it("an error is described with its causes", () => {
    const error = new Error("outer", { cause: new TypeError("inner") });
    expect(describeError(error)).toMatch(/outer[\s\S]*Caused by: TypeError: inner/);
    expect(describeError("plain")).toBe("plain");
  });
});
