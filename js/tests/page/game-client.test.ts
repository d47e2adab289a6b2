import { describe, expect, it, vi } from "vitest";
import type { Manifest } from "../../src/generated/contract";
import { estimateOffset } from "../../src/page/clock-offset";
import { GameClient, type WorkerPort } from "../../src/page/game-client";
import { recordsOf } from "../../src/page/game-records";
import type { WriterIdentity } from "../../src/shared/journal";
import type { ToPage, ToWorker } from "../../src/shared/protocol";
import { ManualTime } from "../record/support";

class FakeWorker implements WorkerPort {
  readonly got: ToWorker[] = [];
  terminated = false;
  onmessage: ((event: MessageEvent<ToPage>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;

  /** Answers by itself what it is asked, if so told. */
  constructor(private readonly answer: (message: ToWorker) => ToPage | null = () => null) {}

  postMessage(message: ToWorker): void {
    this.got.push(message);
    const answer = this.answer(message);
    if (answer !== null) this.say(answer);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(message: ToPage): void {
    this.onmessage?.({ data: message } as MessageEvent<ToPage>);
  }
}

const identity = (writer: string): WriterIdentity => ({
  database: "d",
  session: "s",
  mode: "dev",
  writer,
});
const started = { stages: { interpreter: 1 }, way: "pyc", why: "It does." } as const;
const ready: ToPage = { type: "ready", ...started };
const failed = {
  type: "failed",
  view: "main",
  message: "It broke.",
  detail: "Traceback",
  cause: "error",
} as const satisfies ToPage;

function setUp(answer?: (message: ToWorker) => ToPage | null) {
  const workers: FakeWorker[] = [];
  let clock = 0;
  const time = new ManualTime();
  const client = new GameClient({
    manifest: {
      runtime: {
        files: [
          { path: "a", size: 70 },
          { path: "b", size: 30 },
        ],
      },
    } as Manifest,
    root: "https://lab.example/study/",
    form: "plain",
    wanted: null,
    startWorker: () => {
      const worker = new FakeWorker(answer);
      workers.push(worker);
      return worker;
    },
    // A tick for each look, beside the time that the test moves.
    now: () => time.now_ms + clock++,
    says: () => ({ workerLost: "A file did not load.", hung: "It did not go on." }),
    timer: time.timer,
    isHidden: () => false,
  });
  client.start();
  const last = () => workers.at(-1) as FakeWorker;
  return { client, workers, last, time };
}

describe("booting", () => {
  it("begins with all bytes to load, and follows the worker's word", () => {
    const { client, last } = setUp();
    expect(client.state.get()).toMatchObject({ kind: "booting", loaded: 0, total: 0 });
    last().say({ type: "progress", stage: "packages", loaded: 40, total: 100 });
    expect(client.state.get()).toMatchObject({ kind: "booting", stage: "packages", loaded: 40 });
    last().say(ready);
    expect(client.state.get()).toEqual({ kind: "ready", ...started });
  });

  it.each([ready, failed])("is over, well or not", async (end) => {
    const { client, last } = setUp();
    const over = vi.fn();
    const waiting = client.booted().then(over);
    last().say({ type: "progress", stage: "packages", loaded: 40, total: 100 });
    await Promise.resolve();
    expect(over).not.toHaveBeenCalled();
    last().say(end);
    await waiting;
    await client.booted();
    expect(over).toHaveBeenCalledOnce();
  });

  it("fails in words when the worker's own file does not load", () => {
    const { client, last } = setUp();
    last().onerror?.({ message: "404", filename: "worker.js", lineno: 1 } as ErrorEvent);
    expect(client.state.get()).toEqual({
      kind: "failed",
      view: null,
      message: "A file did not load.",
      detail: "404 (worker.js:1)",
      cause: "load",
    });
    expect(last().terminated).toBe(true);
  });

  it("tells the worker who it writes as only when consent has been given", () => {
    const { client, last } = setUp();
    expect(last().got.map((message) => message.type)).toEqual(["boot"]);
    client.identify(identity("game-0"), "5eed");
    expect(last().got.at(-1)).toEqual({
      type: "identify",
      identity: identity("game-0"),
      seed: "5eed",
    });
  });
});

describe("a worker that has its games wait for its storing", () => {
  const ends = {
    failed: ({ last }: ReturnType<typeof setUp>) => last().say(failed),
    restarted: ({ client }: ReturnType<typeof setUp>) =>
      client.restart(async () => identity("game-1")),
  };

  it.each(Object.entries(ends))(
    "lets go of the page's word of it when it is %s",
    async (_, end) => {
      const parts = setUp();
      const heard: unknown[] = [];
      parts.client.onStorage = (message) => heard.push(message);
      parts.last().say({ type: "held", held: true });
      await end(parts);
      await end(parts);
      const said = (held: boolean) => ({ type: "held", held });
      expect(heard).toEqual([said(true), said(false)]);
    },
  );
});

describe("restarting", () => {
  it("ends the failed worker and starts another as a new writer with the same seed", async () => {
    const { client, workers, last } = setUp();
    client.identify(identity("game-0"), "5eed");
    last().say(failed);
    await client.restart(async () => identity("game-1"));
    expect(workers).toHaveLength(2);
    expect(workers[0]?.terminated).toBe(true);
    expect(client.state.get().kind).toBe("booting");
    expect(last().got.map((message) => message.type)).toEqual(["boot", "identify"]);
    expect(last().got[1]).toMatchObject({ identity: identity("game-1"), seed: "5eed" });
  });

  it("needs no new writer before consent", async () => {
    const { client, last } = setUp();
    last().say({ ...failed, view: null });
    await client.restart(() => Promise.reject(new Error("must not be asked")));
    expect(last().got.map((message) => message.type)).toEqual(["boot"]);
  });

  it("starts no worker for somebody who has withdrawn meanwhile", async () => {
    const { client, workers, last } = setUp();
    client.identify(identity("game-0"), "5eed");
    last().say(failed);
    const restarting = client.restart(async () => identity("game-1"));
    client.close();
    await restarting;
    expect(workers).toHaveLength(1);
    expect(client.state.get().kind).toBe("closed");
  });
});

describe("a worker that is watched over", () => {
  /** Second by second, so that timers are in time. */
  const pass = (time: ManualTime, seconds: number) => {
    for (let i = 0; i < seconds; i++) time.advance(1_000);
  };
  const types = (worker: FakeWorker) => worker.got.map(({ type }) => type);

  it("is ended when it gives no answer for so long, and only then", () => {
    const { client, last, time } = setUp();
    last().say(ready);
    client.watch("main", 3);
    pass(time, 2);
    last().say({ type: "alive" });
    pass(time, 2);
    expect(client.state.get().kind).toBe("ready");
    expect(types(last()).filter((type) => type === "ping")).toHaveLength(5);
    pass(time, 1);
    expect(last().terminated).toBe(true);
    expect(client.state.get()).toMatchObject({
      kind: "failed",
      view: "main",
      message: "It did not go on.",
      cause: "hang",
    });
    expect(time.waits).toEqual([]);
  });

  it("may be silent where nobody waits for it", () => {
    const { client, last, time } = setUp();
    last().say(ready);
    client.watch("main", 3);
    client.unwatch();
    pass(time, 60);
    expect(client.state.get().kind).toBe("ready");
  });

  it("is not blamed for the time in which the computer slept", () => {
    const { client, last, time } = setUp();
    last().say(ready);
    client.watch("main", 2);
    time.advance(3_600_000);
    pass(time, 1);
    expect(client.state.get().kind).toBe("ready");
  });
});

describe("flushing", () => {
  it("waits for the worker's answer", async () => {
    const { client, last } = setUp();
    last().say(ready);
    let done = false;
    const flushed = client.flush().then(() => {
      done = true;
    });
    await Promise.resolve();
    expect(done).toBe(false);
    last().say({ type: "flushed" });
    await flushed;
    expect(done).toBe(true);
  });

  it("does not wait for a worker that has nothing, or that has ended", async () => {
    const { client, last } = setUp();
    await client.flush();
    last().say(ready);
    const flushed = client.flush();
    client.close();
    await flushed;
    expect(client.state.get()).toEqual({ kind: "closed" });
  });
});

describe("messages", () => {
  it("go to who listens to their view, as long as it listens", () => {
    const { client, last } = setUp();
    const heard: number[] = [];
    const stop = client.listen("main", (message) => {
      if (message.type === "episode_ready") heard.push(message.episode);
    });
    last().say({ type: "episode_ready", view: "main", episode: 0 });
    last().say({ type: "episode_ready", view: "other", episode: 1 });
    stop();
    last().say({ type: "episode_ready", view: "main", episode: 2 });
    expect(heard).toEqual([0]);
  });
});

describe("the clocks", () => {
  it("are compared by the exchange with the shortest way", () => {
    const exchanges = [
      { asked: 0, answered: 1_009, received: 20 },
      { asked: 30, answered: 1_031.5, received: 33 },
      { asked: 40, answered: 1_048, received: 50 },
    ];
    expect(estimateOffset(exchanges)).toEqual({ offset_ms: 1_000, round_trip_ms: 3 });
  });

  it("are compared over several exchanges with the worker", async () => {
    const { client, last } = setUp((message) =>
      message.type === "clock"
        ? { type: "clock", asked: message.asked, answered: message.asked + 100.5 }
        : null,
    );
    expect(await client.calibrateClock()).toEqual({ offset_ms: 100, round_trip_ms: 1 });
    expect(last().got.filter((message) => message.type === "clock").length).toBeGreaterThan(4);
  });

  it("are not compared with a worker that ends meanwhile", async () => {
    const { client } = setUp();
    const calibrated = client.calibrateClock();
    client.close();
    expect(await calibrated).toBeNull();
  });
});

describe("records of the worker", () => {
  it("say that a boot failed, and why", () => {
    const failure = { kind: "failed", message: "No.", detail: "stack", cause: "error" } as const;
    const records = recordsOf({ ...failure, view: null });
    expect(records).toEqual([
      { type: "boot", ready: false, stages: {}, way: null, why: null, message: "No." },
      { type: "error", where: "boot", message: "No.", detail: "stack" },
    ]);
  });

  it("do not call the failure of a game a failed boot", () => {
    const failure = { kind: "failed", message: "No.", detail: "stack", cause: "error" } as const;
    const records = recordsOf({ ...failure, view: "main" });
    expect(records.map((record) => record.type)).toEqual(["error"]);
  });
});
