import "fake-indexeddb/auto";
import { beforeEach, expect, it, vi } from "vitest";
import { StoreWorker } from "../../src/journal/store";
import { Connection, type HeaderConstants } from "../../src/shared/database";
import { Journal, type WriterIdentity } from "../../src/shared/journal";
import type { FromStore, ToStore } from "../../src/shared/journal-messages";
import { EmptiedError } from "../../src/shared/journal-rows";
import type { RecordBody } from "../../src/shared/record-line";
import { RemoteStore, type StorePort } from "../../src/worker/store";
import { emptyIndexedDB } from "../record/support";
import { stepsBody } from "../shared/steps-body";

const identity: WriterIdentity = { database: "test", session: "s", mode: "dev", writer: "game-1" };
const onFailed = vi.fn();

beforeEach(() => {
  emptyIndexedDB();
  onFailed.mockReset();
  vi.spyOn(console, "warn").mockImplementation(() => {});
});

/** Both ends in one thread; what is said is cloned, as between two of them. */
function openPort(): StorePort {
  const port: StorePort = {
    postMessage: () => {},
    onmessage: null,
    onerror: null,
    terminate: () => {},
  };
  const answer = (data: FromStore) =>
    port.onmessage?.({ data: structuredClone(data) } as MessageEvent<FromStore>);
  const worker = new StoreWorker(answer);
  port.postMessage = (message: ToStore) => void worker.receive(structuredClone(message));
  return port;
}

function journalBy(start: () => StorePort): Journal {
  const store = new RemoteStore(start);
  return new Journal({ store, onCommitted: () => {}, onFailed, onUnstored: () => {} });
}

async function beginWriter(): Promise<void> {
  const header = { experiment: "e", mode: "dev", site: "0", layouts: {}, columns: {}, sources: [] };
  const chain = { number: 0, previous: null, sealed: 0, header: header as HeaderConstants };
  const row = { session: identity.session, writer: identity.writer, ...chain };
  await new Connection("test").use((database) => database.put("writers", row));
}

function enter(index: number): RecordBody {
  return { type: "enter", step: "main", index };
}

/** The steps' numbers of all that is in the journal. */
async function stored(): Promise<number[]> {
  const rows = await new Connection("test").use((database) => database.getAll("journal"));
  return rows.flatMap(({ lines }) => lines.map((line) => JSON.parse(line).index));
}

it("has it make text of a record's bytes, for the journal and the tape", async () => {
  await beginWriter();
  const journal = journalBy(openPort);
  await journal.identify(identity);
  const bytes = new Uint8Array(5000).fill(7);
  void journal.append(enter(0), "begins");
  void journal.append(stepsBody(bytes), "goes_on");
  await journal.flush();
  const [, taped = ""] = await journal.taped();
  const [player] = Object.values<{ observation: string }>(JSON.parse(taped).agents);
  expect(player?.observation).toBe(Buffer.from(bytes).toString("base64"));
  const rows = await new Connection("test").use((database) => database.getAll("journal"));
  expect(rows.flatMap(({ lines }) => lines).filter((line) => line === taped)).toHaveLength(2);
});

it("has another worker store, in order", async () => {
  await beginWriter();
  const start = vi.fn(openPort);
  const journal = journalBy(start);
  expect(start).not.toHaveBeenCalled();
  await journal.identify(identity, enter(0));
  const kept = journal.append(enter(1));
  await journal.flush({ durable: true });
  await kept;
  expect(await stored()).toEqual([0, 1]);
  expect(start).toHaveBeenCalledOnce();
});

it("reads the tape that another one has left", async () => {
  await beginWriter();
  const journal = journalBy(openPort);
  await journal.identify(identity);
  void journal.append({ type: "episode" } as RecordBody, "begins");
  await journal.flush();
  const later = journalBy(openPort);
  await later.identify({ ...identity, writer: "game-2" });
  expect((await later.taped()).map((line) => JSON.parse(line).type)).toEqual(["episode"]);
});

it("tells of an emptied database as if it had been here", async () => {
  const journal = journalBy(openPort);
  await journal.identify({ ...identity, writer: "nobody" });
  void journal.append(enter(0));
  await expect(journal.flush()).rejects.toThrow(EmptiedError);
  expect(onFailed).toHaveBeenCalledWith(expect.any(EmptiedError));
});

it("has the browser's own words where it refuses", async () => {
  const port = openPort();
  port.postMessage = ({ number }) => {
    const refusal: FromStore = {
      type: "not_stored",
      number,
      name: "QuotaExceededError",
      message: "The disk is full.",
    };
    port.onmessage?.({ data: refusal } as MessageEvent<FromStore>);
  };
  const journal = journalBy(() => port);
  await journal.identify(identity);
  void journal.append(enter(0));
  await expect(journal.flush()).rejects.toThrow("The disk is full.");
  expect(String(onFailed.mock.lastCall?.[0])).toBe("QuotaExceededError: The disk is full.");
});

it("stores by itself where there can be no other worker", async () => {
  await beginWriter();
  const journal = journalBy(() => {
    throw new Error("no workers here");
  });
  await journal.identify(identity, enter(0));
  expect(await stored()).toEqual([0]);
});

it("stores by itself once the other worker is lost, and what that had not answered", async () => {
  await beginWriter();
  const port = openPort();
  const silent = { ...port, postMessage: vi.fn(), terminate: vi.fn() };
  const journal = journalBy(() => silent);
  await journal.identify(identity);
  void journal.append(enter(0));
  const attempt = journal.flush();
  await vi.waitFor(() => expect(silent.postMessage).toHaveBeenCalledOnce());
  const preventDefault = vi.fn();
  silent.onerror?.({ message: "no script", preventDefault } as unknown as ErrorEvent);
  expect(preventDefault).toHaveBeenCalledOnce();
  await expect(attempt).rejects.toThrow("no script");
  expect(silent.terminate).toHaveBeenCalledOnce();
  await journal.flush();
  expect(await stored()).toEqual([0]);
});

it("reads the tape by itself where the other one does not start", async () => {
  await beginWriter();
  const earlier = journalBy(openPort);
  await earlier.identify(identity);
  void earlier.append({ type: "episode" } as RecordBody, "begins");
  await earlier.flush();
  const port: StorePort = { ...openPort(), postMessage: () => {} };
  const asked = vi.spyOn(port, "postMessage");
  const later = journalBy(() => port);
  await later.identify({ ...identity, writer: "game-2" });
  const taped = later.taped();
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
  port.onerror?.({ message: "no script", preventDefault: () => {} } as ErrorEvent);
  expect((await taped).map((line) => JSON.parse(line).type)).toEqual(["episode"]);
});
