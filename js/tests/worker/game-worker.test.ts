import { expect, it } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import type { WriterIdentity } from "../../src/shared/journal";
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
