import { describe, expect, it, vi } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import {
  chooseWay,
  type Link,
  linkOf,
  thisVisit,
  type Visit,
  wantedWay,
} from "../../src/worker/way";

const MB = 1e6;
const manifest = {
  runtime: {
    files: [
      { path: "used.bin", size: 5 * MB },
      { path: "data.bin", size: 4 * MB },
    ],
    python: { early: ["used.bin", "data.bin"] },
    snapshot: { early: ["data.bin"], file: { path: "snapshot.bin", size: 19 * MB } },
  },
} as unknown as Manifest;

const chrome =
  "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
const safari =
  "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";
const oldSafari =
  "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15";
const onPhone =
  "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile Safari/604.1";

/** 14 MB more to download, a third of which is sent. */
const ratio = 0.3;
const link = (mbits: number): Link => ({ bytesPerSecond: (mbits * 1e6) / 8, ratio });

function visit(has: Partial<Visit> = {}): Visit {
  return {
    wanted: null,
    userAgent: chrome,
    memoryGb: 8,
    savesData: false,
    isKept: async () => false,
    link: async () => link(1000),
    ...has,
  };
}

describe("the way that is taken", () => {
  it.each<[string, Partial<Visit>, string, string]>([
    ["a fast link", {}, "snapshot", "1000 Mbit/s"],
    ["a fast link in Firefox", { userAgent: firefox, memoryGb: null }, "snapshot", "1000 Mbit/s"],
    ["a slow link", { link: async () => link(10) }, "pyc", "10 Mbit/s"],
    ["a link that is still busy", { link: async () => "slow" }, "pyc", "too long"],
    ["a link that nothing is known of", { link: async () => null }, "pyc", "the link"],
    [
      "an earlier visit",
      { isKept: async () => true, link: async () => link(1) },
      "snapshot",
      "kept",
    ],
    ["Safari", { userAgent: safari, isKept: async () => true }, "snapshot", "kept"],
    ["an old Safari", { userAgent: oldSafari, isKept: async () => true }, "pyc", "WebKit"],
    ["Chrome on an iPhone, which is WebKit", { userAgent: onPhone }, "pyc", "WebKit"],
    ["a small phone", { memoryGb: 2, isKept: async () => true }, "pyc", "2 GB"],
    ["whoever saves data", { savesData: true }, "pyc", "save data"],
    ["an address that asks for files", { wanted: "pyc" }, "pyc", "address"],
    [
      "one that asks for the snapshot",
      { wanted: "snapshot", userAgent: oldSafari },
      "snapshot",
      "address",
    ],
  ])("suits %s", async (_, has, way, why) => {
    const choice = await chooseWay(manifest, visit(has));
    expect(choice).toEqual({ way, why: expect.stringContaining(why) });
  });

  it("is what the site has", async () => {
    const { runtime } = manifest;
    const without = { ...manifest, runtime: { ...runtime, snapshot: null } };
    expect(await chooseWay(without, visit({ wanted: "snapshot" }))).toMatchObject({ way: "pyc" });
    const plain = { ...manifest, runtime: { ...runtime, python: null } };
    expect(await chooseWay(plain, visit())).toMatchObject({ way: "plain" });
  });

  it("is asked for in the address only while a study is tried out", () => {
    expect(wantedWay({ mode: "dev" }, "?participant=a&boot=snapshot")).toBe("snapshot");
    expect(wantedWay({ mode: "dev" }, "?boot=everything")).toBeNull();
    expect(wantedWay({ mode: "live" }, "?boot=snapshot")).toBeNull();
  });
});

describe("what a browser tells", () => {
  const timing = {
    name: "https://lab.example/v/1/data.bin",
    startTime: 1000,
    responseEnd: 2000,
    transferSize: 1.1 * MB,
    encodedBodySize: 1 * MB,
    decodedBodySize: 4 * MB,
  };

  it("is the link, which the interpreter's download had half of", () => {
    expect(linkOf(timing)).toEqual({ bytesPerSecond: 2 * MB, ratio: 0.25 });
    expect(linkOf({ ...timing, name: `${timing.name}.gz` })).toMatchObject({ ratio: 0.3 });
  });

  it("is nothing where the file came from a cache", () => {
    expect(linkOf({ ...timing, transferSize: 0 })).toBeNull();
    expect(linkOf(undefined)).toBeNull();
  });

  const kept = new Set(["https://lab.example/v/1/snapshot.bin.gz"]);
  const matched = (url: string) => {
    if (url.startsWith("refused:")) throw new DOMException("No.", "SecurityError");
    return kept.has(url) ? new Response() : undefined;
  };
  const scope = {
    navigator: { userAgent: chrome, connection: { saveData: true } },
    caches: { match: async (url: RequestInfo | URL) => matched(String(url)) },
    performance: { getEntriesByType: () => [timing] as unknown as PerformanceEntryList },
  };

  it("is whether the snapshot is kept, in whatever form", async () => {
    const look = (snapshot: string) =>
      thisVisit(scope, null, snapshot, {
        address: timing.name,
        size: 4 * MB,
        arrived: Promise.resolve(),
      });
    const seen = look("https://lab.example/v/1/snapshot.bin");
    expect(seen).toMatchObject({ memoryGb: null, savesData: true });
    expect(await seen.isKept()).toBe(true);
    expect(await look("https://lab.example/v/2/snapshot.bin").isKept()).toBe(false);
    const refused = look("refused:snapshot.bin");
    expect(await refused.isKept()).toBe(false);
    expect(await seen.link(1000)).toEqual({ bytesPerSecond: 2 * MB, ratio: 0.25 });
  });

  it("is guessed of a browser that hides how large files were, unless the file was kept", async () => {
    const hidden = { ...timing, transferSize: 0, encodedBodySize: 0, decodedBodySize: 0 };
    const hiding = {
      ...scope,
      performance: { getEntriesByType: () => [hidden] as unknown as PerformanceEntryList },
    };
    const link = (address: string) => {
      hidden.name = address;
      const measured = { address, size: 4 * MB, arrived: Promise.resolve() };
      return thisVisit(hiding, null, timing.name, measured).link(1000);
    };
    expect(await link(timing.name)).toEqual({ bytesPerSecond: 2 * 0.3 * 4 * MB, ratio: 0.3 });
    expect(await link("https://lab.example/v/1/snapshot.bin.gz")).toBeNull();
  });

  it("is not waited for longer than a link may take that suits a snapshot", async () => {
    const link = vi.fn(async () => "slow" as const);
    await chooseWay(manifest, visit({ link }));
    // 4 MB with half of the link, where 14 MB with all of it may take 0.5 s.
    expect(link).toHaveBeenCalledWith(expect.closeTo(285.7, 1));

    const timer = vi.fn((run: () => void) => {
      run();
      return () => {};
    });
    const measured = { address: timing.name, size: 1, arrived: new Promise<never>(() => {}) };
    expect(await thisVisit(scope, null, timing.name, measured, timer).link(285)).toBe("slow");
    expect(timer).toHaveBeenCalledWith(expect.anything(), 285);
  });
});
