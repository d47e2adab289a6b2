import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import type { Fetch } from "../../src/worker/ask";
import { Downloads, throttled } from "../../src/worker/downloads";

const root = "https://lab.example/study/";
const files = [
  { path: "rt/a.wasm", size: 6 },
  { path: "rt/b.js", size: 4 },
];

function server(status = 200): Fetch {
  return async () =>
    new Response("abcdef", { status, headers: { "content-type": "application/wasm" } });
}

describe("Downloads", () => {
  it("counts the bytes of its files while they are read, and keeps their type", async () => {
    const downloads = new Downloads(files, root);
    const seen: number[] = [];
    downloads.onChange = () => seen.push(downloads.loaded);
    const response = await downloads.counting(server())(`${root}rt/a.wasm`);

    expect(response.headers.get("content-type")).toBe("application/wasm");
    expect(downloads.loaded).toBe(0);
    expect(await response.text()).toBe("abcdef");
    await (await downloads.counting(server())(`${root}rt/b.js`)).text();
    // What a host sends beyond the size that the site was built with does not count.
    expect(seen).toEqual([6, 10]);
    expect(downloads.total).toBe(10);
  });

  it("counts a file once that is fetched twice", async () => {
    const downloads = new Downloads(files, root);
    const fetch = downloads.counting(server());
    for (let i = 0; i < 2; i++) await (await fetch(`${root}rt/a.wasm`)).text();
    expect(downloads.loaded).toBe(6);
  });

  it("leaves other requests alone", async () => {
    const downloads = new Downloads(files, root);
    const response = await downloads.counting(server(404))(new Request(`${root}other`));
    expect(response.status).toBe(404);
    await response.text();
    expect(downloads.loaded).toBe(0);
  });

  it("fails where a file is not there", async () => {
    const fetch = new Downloads(files, root).counting(server(404));
    await expect(fetch(new URL("rt/a.wasm", root))).rejects.toThrow(
      "a.wasm is not there: the host answered with status 404",
    );
  });
});

describe("a file that is wanted whole", () => {
  const zipped = gzipSync("abcdef");
  const one = [{ path: "rt/a.bin", size: 6, gzip: true }];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

  it.each(["plain", "gzip", "kept"] as const)("is unpacked and counted: %s", async (form) => {
    const downloads = new Downloads(one, root, form);
    const fetch: Fetch = async (input) =>
      String(input).endsWith(".gz") ? new Response(zipped) : new Response("abcdef");
    expect(text(await downloads.bytes(fetch, `${root}rt/a.bin`))).toBe("abcdef");
    expect(downloads.loaded).toBe(6);
  });

  it("fails where it is not there", async () => {
    const gone = new Downloads(one, root).bytes(server(404), `${root}rt/a.bin`);
    await expect(gone).rejects.toThrow("a.bin is not there: the host answered with status 404");
  });
});

describe("a host that compresses nothing", () => {
  const both = [{ path: "rt/a.wasm", size: 6, gzip: true }];
  const zipped = gzipSync("abcdef");

  it("is asked for gzip, which is unpacked, counted unpacked, and typed by its name", async () => {
    const downloads = new Downloads(both, root, "gzip");
    const asked: unknown[] = [];
    const response = await downloads.counting(async (input) => {
      asked.push(input);
      return new Response(zipped, { headers: { "content-type": "application/gzip" } });
    })(`${root}rt/a.wasm`);
    expect(await response.text()).toBe("abcdef");
    expect(response.headers.get("content-type")).toBe("application/wasm");
    expect(asked).toEqual([`${root}rt/a.wasm.gz`]);
    expect(downloads.loaded).toBe(6);
  });

  it("may know nothing of .gz", async () => {
    const downloads = new Downloads(both, root, "gzip");
    const response = await downloads.counting(async (input) =>
      String(input).endsWith(".gz") ? new Response("", { status: 404 }) : new Response("abcdef"),
    )(`${root}rt/a.wasm`);
    expect(await response.text()).toBe("abcdef");
  });

  it("may unpack what ends in .gz by itself", async () => {
    const downloads = new Downloads(both, root, "gzip");
    const response = await downloads.counting(server())(`${root}rt/a.wasm`);
    expect(await response.text()).toBe("abcdef");
  });
});

describe("a host that compresses", () => {
  const both = [{ path: "rt/a.wasm", size: 6, gzip: true }];

  it("is asked for the file as it is", async () => {
    const downloads = new Downloads(both, root, "plain");
    const asked: unknown[] = [];
    const response = await downloads.counting(async (input) => {
      asked.push(input);
      return new Response("abcdef", { headers: { "content-encoding": "br" } });
    })(`${root}rt/a.wasm`);
    expect(await response.text()).toBe("abcdef");
    expect(asked).toEqual([`${root}rt/a.wasm`]);
  });

  it("is asked for gzip of what it sends as it is", async () => {
    const downloads = new Downloads(both, root, "plain");
    const cancel = vi.fn();
    const raw = new Response(new ReadableStream({ cancel }));
    const answers: Response[] = [raw, new Response(gzipSync("abcdef"))];
    const response = await downloads.counting(async () => answers.shift() as Response)(
      `${root}rt/a.wasm`,
    );
    expect(await response.text()).toBe("abcdef");
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe("a fetch that fails", () => {
  it("is told with the file's address", async () => {
    const fetch = new Downloads(files, root).counting(async () => {
      throw new TypeError("Failed to fetch");
    });
    const words = "https://lab.example/study/rt/b.js could not be loaded, or it is not the file";
    await expect(fetch(`${root}rt/b.js`)).rejects.toThrow(words);
  });
});

describe("throttled", () => {
  it("lets a call through once per interval", () => {
    let [now, calls] = [0, 0];
    const call = throttled(
      () => (calls += 1),
      100,
      () => now,
    );
    for (now = 0; now < 1000; now += 7) call();
    expect(calls).toBe(10);
  });
});
