import { expect, it, vi } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import type { WriterIdentity } from "../../src/shared/journal";
import type { JournalStore } from "../../src/shared/journal-rows";
import type { BootMessage, ToPage } from "../../src/shared/protocol";
import { GameWorker, type WorkerScope } from "../../src/worker/game-worker";
import { FakeTiming } from "./fake-timing";

const manifest = { runtime: { files: [] } } as unknown as Manifest;
const identity: WriterIdentity = { database: null, session: "s", mode: "dev", writer: "game-1" };

it("hands its records to the page where the browser stores none", async () => {
  const posted: ToPage[] = [];
  const scope = { postMessage: (message: ToPage) => posted.push(message) };
  const worker = new GameWorker(scope as unknown as WorkerScope, new FakeTiming());
  // There is no interpreter to boot, which makes a record.
  await worker.receive({ type: "boot", root: "", manifest } as BootMessage);
  await worker.receive({ type: "identify", identity, seed: "0" });
  const [unstored, journaled] = posted.slice(-2);
  expect(unstored).toMatchObject({ type: "unstored", writer: "game-1", first: 0 });
  expect(unstored).toHaveProperty("lines.0", expect.stringContaining('"type":"error"'));
  expect(journaled).toMatchObject({ type: "journaled", writer: "game-1", records: 1 });
});

it.each(["flushed", "failed"] as const)("says %s once all its records are kept", async (last) => {
  const posted: string[] = [];
  const timing = new FakeTiming();
  const storeLines = vi.fn<JournalStore["storeLines"]>(async () => {});
  const scope = { postMessage: ({ type }: ToPage) => posted.push(type) };
  const store = { storeLines, tapedLines: async () => [] };
  const worker = new GameWorker(scope as unknown as WorkerScope, timing, store);
  const boot = { type: "boot", root: "", manifest } as BootMessage;
  await worker.receive(boot);
  await worker.receive({ type: "identify", identity: { ...identity, database: "d" }, seed: "0" });
  posted.length = 0;
  vi.spyOn(console, "error").mockImplementation(() => {});
  const refused = new DOMException("busy", "UnknownError");
  storeLines.mockRejectedValueOnce(refused).mockRejectedValueOnce(refused);
  const failed = worker.receive(boot); // which makes a record
  await timing.advance(0);
  const flushed = worker.receive({ type: "flush" });
  await timing.advance(500);
  await timing.advance(500);
  await Promise.all([failed, flushed]);
  expect(posted[0]).toBe("journaled");
  expect(posted).toContain(last);
});
