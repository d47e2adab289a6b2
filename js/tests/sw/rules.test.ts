import { beforeEach, describe, expect, it, vi } from "vitest";
import { answerFile, answerPage, cacheName, keepFiles, treatmentOf } from "../../src/sw/rules";

const scope = "https://site.test/study/";

/** As much of a `Cache` as the rules use. */
class FakeCache {
  readonly kept = new Map<string, Response>();
  full = false;

  async match(request: RequestInfo): Promise<Response | undefined> {
    return this.kept.get(new Request(request).url)?.clone();
  }

  async put(request: RequestInfo, response: Response): Promise<void> {
    if (this.full) throw new DOMException("The disk is full.", "QuotaExceededError");
    this.kept.set(new Request(request).url, response);
  }
}

let fake: FakeCache;
let cache: Cache;

beforeEach(() => {
  fake = new FakeCache();
  cache = fake as unknown as Cache;
});

const online = (text: string, status = 200) =>
  vi.fn<typeof fetch>(async () => new Response(text, { status }));
const offline = vi.fn<typeof fetch>(async () => {
  throw new TypeError("Failed to fetch");
});
const at = (path: string) => new Request(new URL(path, scope));
const text = async (response: Promise<Response>) => (await response).text();

describe("treatmentOf", () => {
  it.each([
    ["rt/0a/core/pyodide.asm.wasm", "file"],
    ["v/0a/page.js", "file"],
    ["", "page"],
    ["index.html?PROLIFIC_PID=p1", "page"],
    ["upload.json", "network"],
    ["study.json", "network"],
    ["sw.js", "network"],
    ["/other/v/0a/page.js", "network"],
    ["https://bucket.test/v/0a/page.js", "network"],
  ])("%s: %s", (path, treatment) => {
    expect(treatmentOf(at(path), scope)).toBe(treatment);
  });

  it("keeps out of forms, and of parts of files", () => {
    const post = new Request(new URL("v/0a/x", scope), { method: "POST" });
    const part = new Request(new URL("v/0a/film.mp4", scope), { headers: { Range: "bytes=0-1" } });
    expect(treatmentOf(post, scope)).toBe("network");
    expect(treatmentOf(part, scope)).toBe("network");
  });
});

it("has a cache for each base path", () => {
  expect(cacheName(scope)).not.toBe(cacheName("https://site.test/study2/"));
});

describe("a file", () => {
  it("is fetched once", async () => {
    const get = online("code");
    expect(await text(answerFile(at("v/0a/page.js"), cache, get))).toBe("code");
    expect(await text(answerFile(at("v/0a/page.js"), cache, offline))).toBe("code");
    expect(get).toHaveBeenCalledOnce();
  });

  it("is given as it is or as gzip, whichever was kept", async () => {
    await answerFile(at("v/0a/used.bin.gz"), cache, online("gzip"));
    await answerFile(at("v/0a/own.bin"), cache, online("plain"));
    expect(await text(answerFile(at("v/0a/used.bin"), cache, offline))).toBe("gzip");
    expect(await text(answerFile(at("v/0a/own.bin.gz"), cache, offline))).toBe("plain");
  });

  it("is not kept where the server did not give it", async () => {
    await answerFile(at("v/0a/page.js"), cache, online("gone", 404));
    expect(fake.kept.size).toBe(0);
  });

  it("is given even where it cannot be kept", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    fake.full = true;
    expect(await text(answerFile(at("v/0a/page.js"), cache, online("code")))).toBe("code");
  });
});

describe("the page", () => {
  it("is the newest one while there is a network, and the last one seen without", async () => {
    await answerPage(at("?participant=p1"), scope, cache, online("old"));
    expect(await text(answerPage(at(""), scope, cache, online("new")))).toBe("new");
    expect(await text(answerPage(at("index.html?participant=p2"), scope, cache, offline))).toBe(
      "new",
    );
  });

  it("is kept without what its address says of the participant", async () => {
    await answerPage(at("?participant=p1"), scope, cache, online("page"));
    expect([...fake.kept.keys()]).toEqual([`${scope}index.html`]);
  });

  it("fails as without a service worker where there is neither", async () => {
    await expect(answerPage(at(""), scope, cache, offline)).rejects.toThrow("Failed to fetch");
  });
});

it("keeps what was loaded before it ran: the page and the files of the site, nothing else", async () => {
  const urls = ["v/0a/page.js", "v/0a/page.js", "upload.json"].map((path) => at(path).url);
  const get = online("text");
  await keepFiles(
    { type: "keep", urls: [...urls, "https://bucket.test/v/0a/page.js"] },
    scope,
    cache,
    get,
  );
  expect([...fake.kept.keys()]).toEqual([`${scope}index.html`, `${scope}v/0a/page.js`]);
  expect(get).toHaveBeenCalledTimes(2);
});
