import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as rules from "../../src/sw/rules";

const { answerPage, cacheName, keepFiles, treatmentOf } = rules;

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

/** The answer, once the file is kept. */
async function answerFile(request: Request, from: Cache, get: typeof fetch): Promise<Response> {
  const works: Promise<unknown>[] = [];
  const response = await rules.answerFile(request, from, get, (work) => works.push(work));
  await Promise.all(works);
  return response;
}

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

  it("is kept as it is, with its type, and given to whoever asks for it or for its gzip", async () => {
    const get = vi.fn<typeof fetch>(async () => new Response(gzipSync("code")));
    const first = await answerFile(at("v/0a/worker.js.gz"), cache, get);
    expect(Buffer.from(await first.arrayBuffer())).toEqual(gzipSync("code"));
    for (const path of ["v/0a/worker.js", "v/0a/worker.js.gz"]) {
      const kept = await answerFile(at(path), cache, offline);
      expect(kept.headers.get("content-type")).toBe("text/javascript");
      expect(await kept.text()).toBe("code");
    }
  });

  it("is kept as it is where the host has unpacked its gzip on its own account", async () => {
    await answerFile(at("rt/0a/a.wasm.gz"), cache, online("wasm"));
    expect(await text(answerFile(at("rt/0a/a.wasm"), cache, offline))).toBe("wasm");
  });

  it("is not kept where the server did not give it", async () => {
    await answerFile(at("v/0a/page.js"), cache, online("gone", 404));
    expect(fake.kept.size).toBe(0);
  });

  it("is not kept where a page came instead of it, as of a host that knows no 404", async () => {
    const type = { "content-type": "text/html; charset=utf-8" };
    const get = vi.fn<typeof fetch>(
      async () => new Response("<h1>Welcome</h1>", { headers: type }),
    );
    expect(await text(answerFile(at("v/0a/page.js"), cache, get))).toBe("<h1>Welcome</h1>");
    await keepFiles(
      { type: "keep", urls: [at("v/0a/page.js").url], version },
      scope,
      cache,
      vi.fn<typeof fetch>(async (input) =>
        new Request(input).url.endsWith("index.html") ? new Response(page) : get(input),
      ),
    );
    expect(fake.kept.size).toBe(0);
    expect(await text(answerFile(at("v/0a/page.js"), cache, online("code")))).toBe("code");
  });

  it("is given before it is kept: a cache that is busy keeps nobody waiting", async () => {
    vi.spyOn(fake, "put").mockReturnValue(new Promise(() => {}));
    const later = vi.fn();
    expect(await text(rules.answerFile(at("v/0a/page.js"), cache, online("code"), later))).toBe(
      "code",
    );
    expect(later).toHaveBeenCalledOnce();
  });

  it("is given even where it cannot be kept", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    fake.full = true;
    expect(await text(answerFile(at("v/0a/page.js"), cache, online("code")))).toBe("code");
  });
});

const version = "v/0a/";
const page = `<meta name="gymbrowser-site" content="${version}">`;
/** A host that has these files, by their path; the browser's own cache is empty. */
const host = (files: Record<string, string>) =>
  vi.fn<typeof fetch>(async (input, init) => {
    if (init?.cache === "only-if-cached") throw new TypeError("Failed to fetch");
    const text = files[new Request(input).url.slice(scope.length)];
    return new Response(text ?? "gone", { status: text === undefined ? 404 : 200 });
  });
const keep = (paths: string[], get: typeof fetch, of: string | null = version) =>
  keepFiles(
    { type: "keep", urls: paths.map((path) => at(path).url), version: of },
    scope,
    cache,
    get,
  );

describe("the page", () => {
  it("is the network's, and without one the kept one, whoever it is asked for by", async () => {
    await keep([], host({ "index.html": page }));
    expect(await text(answerPage(at("?participant=p1"), scope, cache, online("new")))).toBe("new");
    expect(await text(answerPage(at("?participant=p2"), scope, cache, offline))).toBe(page);
    expect([...fake.kept.keys()]).toEqual([`${scope}index.html`]);
  });

  it("is the kept one while the host is down, but not where the host says that it is gone", async () => {
    expect(await text(answerPage(at(""), scope, cache, online("sorry", 503)))).toBe("sorry");
    await keep([], host({ "index.html": page }));
    expect(await text(answerPage(at(""), scope, cache, online("sorry", 503)))).toBe(page);
    expect(await text(answerPage(at(""), scope, cache, online("gone", 410)))).toBe("gone");
  });

  it("fails as without a service worker where there is neither", async () => {
    await expect(answerPage(at(""), scope, cache, offline)).rejects.toThrow("Failed to fetch");
  });
});

describe("what a visit keeps", () => {
  const files = { "index.html": page, "v/0a/page.js": "code", "upload.json": "{}" };
  const keys = () => [...fake.kept.keys()].map((url) => url.slice(scope.length));

  it("is the files of the site that were loaded before, each once, then the page", async () => {
    const get = host(files);
    await keep(["v/0a/page.js", "v/0a/page.js", "upload.json", "/other/v/0a/page.js"], get);
    expect(keys()).toEqual(["v/0a/page.js", "index.html"]);
  });

  it("is not the page as long as a file of its version is missing, nor one of another version", async () => {
    await keep(["v/0a/page.js", "v/0a/worker.js"], host(files));
    expect(keys()).toEqual(["v/0a/page.js"]);
    await keep(["v/0a/page.js"], host({ ...files, "index.html": page.replace("0a", "0b") }));
    expect(keys()).toEqual(["v/0a/page.js"]);
  });

  it("is a page with all of its files, though the next version has come half", async () => {
    await keep(["v/0a/page.js"], host(files));
    const next = host({ "index.html": page.replace("0a", "0b"), "v/0b/page.js": "new" });
    await expect(
      keep(
        ["v/0b/page.js", "v/0b/worker.js"],
        async (input, init) => {
          if (new Request(input).url.endsWith("worker.js")) throw new TypeError("Failed to fetch");
          return next(input, init);
        },
        "v/0b/",
      ),
    ).rejects.toThrow("Failed to fetch");
    expect(await text(answerPage(at(""), scope, cache, offline))).toBe(page);
  });

  it("leaves the page alone where only some of the files are given", async () => {
    await keep(["v/0a/page.js"], host(files), null);
    expect(keys()).toEqual(["v/0a/page.js"]);
  });

  it("comes from the browser's own cache in whichever form it is there", async () => {
    const get = vi.fn<typeof fetch>(async (input, init) => {
      expect(init?.cache).toBe("only-if-cached");
      if (!String(input).endsWith(".gz")) throw new TypeError("Failed to fetch");
      return new Response(gzipSync("bytes"));
    });
    await keep(["v/0a/used.bin"], get, null);
    expect(await text(answerFile(at("v/0a/used.bin"), cache, offline))).toBe("bytes");
  });

  it("is had as it is from a host that gives no gzip", async () => {
    await keep(["v/0a/page.js.gz"], host(files));
    expect(keys()).toEqual(["v/0a/page.js", "index.html"]);
  });
});
