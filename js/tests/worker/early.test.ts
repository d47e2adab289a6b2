import { expect, it, vi } from "vitest";
import type { Fetch } from "../../src/worker/ask";
import { Downloads } from "../../src/worker/downloads";
import { begin, type EarlyScope } from "../../src/worker/early";

const root = "https://lab.example/study/";
const job = {
  script: `${root}worker.js`,
  files: [{ address: `${root}a.wasm`, gzip: true }, { address: `${root}gone.bin` }],
  form: "plain" as const,
};

function scopeWith(fetch: Fetch): EarlyScope {
  return { fetch, onmessage: null };
}

const answer = (text: string) =>
  new Response(text, { headers: { "content-encoding": "br", "content-type": "application/wasm" } });

it("asks for the files before the script is there, and gives it the messages that came meanwhile", async () => {
  const heard: unknown[] = [];
  const asked: string[] = [];
  const scope = scopeWith(async (input) => {
    asked.push(String(input));
    return answer("code");
  });
  await begin(scope, job, async (script) => {
    expect(script).toBe(job.script);
    expect(asked).toEqual([`${root}a.wasm`, `${root}gone.bin`]);
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

it("is taken over by the script, each answer once, and never for bytes that must be checked", async () => {
  const fetch = vi.fn<Fetch>(async (input) => {
    if (String(input).endsWith("gone.bin")) throw new TypeError("Failed to fetch");
    return answer("code");
  });
  const scope = scopeWith(fetch);
  await begin(scope, job, async () => {});
  const files = job.files.map(({ address }) => ({ path: address, size: 4 }));
  const downloads = new Downloads(files, root, "plain", () => true, scope.early);
  const get = downloads.counting(fetch);
  await expect(get(`${root}gone.bin`)).rejects.toThrow("gone.bin could not be loaded");
  expect(fetch).toHaveBeenCalledTimes(2);
  await get(`${root}a.wasm`, { integrity: "sha256-x" });
  expect(fetch).toHaveBeenCalledTimes(3);
  expect(await (await get(`${root}a.wasm`)).text()).toBe("code");
  expect(fetch).toHaveBeenCalledTimes(3);
  await get(`${root}a.wasm`);
  expect(fetch).toHaveBeenCalledTimes(4);
});

it("leaves code that is kept here as it came, so that its compilation is found again", async () => {
  const kept = answer("code");
  const downloads = new Downloads([{ path: "a.wasm", size: 4, gzip: true }], root, "kept");
  expect(await downloads.counting(async () => kept)(`${root}a.wasm`)).toBe(kept);
  expect(downloads.loaded).toBe(4);
  const gone = downloads.counting(async () => new Response("", { status: 404 }));
  await expect(gone(`${root}a.wasm`)).rejects.toThrow("status 404");
});
