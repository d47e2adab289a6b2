import { gzipSync } from "node:zlib";
import { expect, it, vi } from "vitest";
import type { Fetch } from "../../src/worker/ask";
import type { Code } from "../../src/worker/code";
import { Downloads } from "../../src/worker/downloads";
import { begin, type EarlyScope } from "../../src/worker/early";

const root = "https://lab.example/study/";
const job = {
  script: `${root}worker.js`,
  code: { address: `${root}code.wasm`, gzip: true },
  files: [{ address: `${root}a.bin`, gzip: true }, { address: `${root}gone.bin` }],
  form: "plain" as const,
};

/** "\0asm", version 1: a module of nothing. */
const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

function scopeWith(fetch: Fetch): EarlyScope {
  return { fetch, onmessage: null, WebAssembly };
}

const answer = (body: string | Uint8Array<ArrayBuffer>) =>
  new Response(body, { headers: { "content-encoding": "br", "content-type": "application/wasm" } });

it("asks for the files before the script is there, and gives it the messages that came meanwhile", async () => {
  const heard: unknown[] = [];
  const asked: string[] = [];
  const scope = scopeWith(async (input) => {
    asked.push(String(input));
    return answer("code");
  });
  await begin(scope, job, async (script) => {
    expect(script).toBe(job.script);
    expect(asked).toEqual([`${root}code.wasm`, `${root}a.bin`, `${root}gone.bin`]);
    scope.onmessage?.({ data: "boot" } as MessageEvent);
    scope.onmessage = ({ data }) => heard.push(data);
    expect(heard).toEqual([]);
  });
  expect(heard).toEqual(["boot"]);
});

it("says so where the script does not load", async () => {
  const load = () => Promise.reject(new TypeError("no worker.js"));
  await expect(
    begin(
      scopeWith(async () => answer("")),
      job,
      load,
    ),
  ).rejects.toThrow("no worker.js");
});

it("compiles the interpreter while it comes, and knows how much of it is here", async () => {
  const scope = scopeWith(async () => answer(empty));
  await begin(scope, job, async () => {});
  const code = scope.code as Code;
  expect(WebAssembly.Module.exports(await code.module)).toEqual([]);
  const downloads = new Downloads([{ path: "code.wasm", size: 10 }], root);
  downloads.follow(code);
  expect(downloads.loaded).toBe(empty.length);
  code.loadedBytes = Number.POSITIVE_INFINITY;
  code.onLoaded();
  expect(downloads.loaded).toBe(10);
});

it("unpacks the interpreter where the host gives it as gzip", async () => {
  const zipped = () => new Response(gzipSync(empty), { headers: { "content-type": "x/gzip" } });
  const scope = scopeWith(async () => zipped());
  await begin(scope, { ...job, form: "gzip" }, async () => {});
  const code = scope.code as Code;
  expect(WebAssembly.Module.exports(await code.module)).toEqual([]);
  expect(code.loadedBytes).toBe(empty.length);
});

it("compiles an interpreter that is kept here from its very response", async () => {
  const compiled: unknown[] = [];
  const kept = answer(empty);
  const compileStreaming: typeof WebAssembly.compileStreaming = async (source) => {
    compiled.push(await source);
    return new WebAssembly.Module(empty);
  };
  const scope = { ...scopeWith(async () => kept), WebAssembly: { compileStreaming } };
  await begin(scope, { ...job, form: "kept" }, async () => {});
  await (scope as EarlyScope).code?.module;
  expect(compiled).toEqual([kept]);
  expect((scope as EarlyScope).code?.loadedBytes).toBe(Number.POSITIVE_INFINITY);
});

it("says which file the host does not give", async () => {
  const scope = scopeWith(async () => new Response("", { status: 404 }));
  await begin(scope, { ...job, form: "kept" }, async () => {});
  await expect(scope.code?.module).rejects.toThrow("code.wasm is not there");
});

it("is taken over by the script, each answer once, and never for bytes that must be checked", async () => {
  const fetch = vi.fn<Fetch>(async (input) => {
    if (String(input).endsWith("gone.bin")) throw new TypeError("Failed to fetch");
    return answer(String(input).endsWith(".wasm") ? empty : "text");
  });
  const scope = scopeWith(fetch);
  await begin(scope, job, async () => {});
  const files = job.files.map(({ address }) => ({ path: address, size: 4 }));
  const downloads = new Downloads(files, root, "plain", () => true, scope.early);
  const get = downloads.counting(fetch);
  await expect(get(`${root}gone.bin`)).rejects.toThrow("gone.bin could not be loaded");
  expect(fetch).toHaveBeenCalledTimes(3);
  await get(`${root}a.bin`, { integrity: "sha256-x" });
  expect(fetch).toHaveBeenCalledTimes(4);
  expect(await (await get(`${root}a.bin`)).text()).toBe("text");
  expect(fetch).toHaveBeenCalledTimes(4);
  await get(`${root}a.bin`);
  expect(fetch).toHaveBeenCalledTimes(5);
});

it("leaves code that is kept here as it came, so that its compilation is found again", async () => {
  const kept = answer("code");
  const downloads = new Downloads([{ path: "a.wasm", size: 4, gzip: true }], root, "kept");
  expect(await downloads.counting(async () => kept)(`${root}a.wasm`)).toBe(kept);
  expect(downloads.loaded).toBe(4);
  const gone = downloads.counting(async () => new Response("", { status: 404 }));
  await expect(gone(`${root}a.wasm`)).rejects.toThrow("status 404");
});
