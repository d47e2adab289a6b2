/** What a person says beside a game: recorded, told to the hook, and waited for. */

import { describe, expect, it } from "vitest";
import type { SignalMessage } from "../../src/shared/protocol";
import type { Hook } from "../../src/worker/hook";
import { Signals, sliceMs } from "../../src/worker/signals";
import { FakeTiming } from "./fake-timing";

const good: SignalMessage = {
  type: "signal",
  view: "main",
  kind: "feedback",
  name: "good",
  value: 1,
  timeStamp: 5,
};

/** A hook that needs so many slices for each thing that it hears. */
function setUp(slices = 0, change: Partial<Hook> = {}) {
  const log: string[] = [];
  let left = 0;
  const hear = (what: string) => {
    log.push(what);
    left += slices;
    return left > 0;
  };
  const hook: Hook = {
    signal: (kind, name, value) => hear(`${kind} ${name} ${value}`),
    end: (reason) => hear(`end ${reason}`),
    work: (limitMs) => {
      expect(limitMs).toBe(sliceMs);
      log.push("work");
      left -= 1;
      return left > 0;
    },
    ...change,
  };
  const timing = new FakeTiming();
  const closing = new AbortController();
  const parts = {
    log: {
      signal: (said: object, from: object) => void log.push(JSON.stringify({ ...said, ...from })),
    },
    timing,
    onBegin: () => void log.push("begin"),
    hold: (holds: boolean) => void log.push(holds ? "hold" : "go on"),
    closing: closing.signal,
    donor: null,
  };
  return { log, timing, closing, parts, hook, signals: new Signals({ ...parts, hook }) };
}

describe("Signals", () => {
  it("records what is said, then tells the hook", async () => {
    const { signals, log } = setUp();
    await signals.hear(good);
    expect(log).toEqual([
      '{"kind":"feedback","name":"good","value":1,"event_t":5,"received_t":1000,"source":"device"}',
      "begin",
      "feedback good 1",
    ]);
  });

  it("records it where there is no hook too", async () => {
    const { parts, log } = setUp();
    await new Signals({ ...parts, hook: null }).hear(good);
    expect(log).toHaveLength(1);
  });

  it("holds the game while the hook works, and hears the page between two slices", async () => {
    const { signals, log, timing } = setUp(3);
    const said = signals.hear(good);
    expect(log.slice(2)).toEqual(["feedback good 1", "hold"]);
    await said;
    expect(log.slice(3)).toEqual([
      ...["hold", "begin", "work", "begin", "work", "begin", "work", "go on"],
    ]);
    expect(timing.hops).toBe(3);
  });

  it("tells at once what is said while the hook works, and holds the game once", async () => {
    const { signals, log } = setUp(2);
    const all = [signals.hear(good), signals.hear({ ...good, name: "bad", value: -1 })];
    await signals.rest();
    await Promise.all(all);
    const heard = log.filter((line) => !line.startsWith("{") && line !== "begin");
    expect(heard).toEqual([
      ...["feedback good 1", "hold", "feedback bad -1", "work", "work", "work", "work", "go on"],
    ]);
  });

  it("works no more when the game is left", async () => {
    const { signals, log, closing } = setUp(100);
    const said = signals.hear(good);
    closing.abort();
    await said;
    expect(log.at(-1)).toBe("go on");
    expect(log).not.toContain("work");
  });

  it("hands a failure to who said it, and lets the game go on", async () => {
    const fails = () => {
      throw new Error("no chalk");
    };
    const { signals, log } = setUp(2, { work: fails });
    await expect(signals.hear(good)).rejects.toThrow("no chalk");
    await signals.rest();
    expect(log.at(-1)).toBe("go on");
    const deaf = setUp(0, { signal: fails });
    await expect(deaf.signals.hear(good)).rejects.toThrow("no chalk");
    expect(deaf.log).not.toContain("hold");
  });

  it("repeats what a donor has judged, one after the other", async () => {
    const { parts, hook, log } = setUp(1);
    const judged = [
      { after: 1, name: "good", value: 1 },
      { after: 2, name: "bad", value: -1 },
    ];
    const donor = { judged: (steps: number) => (steps === 2 ? judged : []) };
    const signals = new Signals({ ...parts, hook, donor });
    expect(signals.repeat(1)).toBeNull();
    await signals.repeat(2);
    expect(log.filter((line) => line.startsWith("feedback") || line === "work")).toEqual([
      ...["feedback good 1", "work", "feedback bad -1", "work"],
    ]);
    expect(JSON.parse(log[0] as string)).toMatchObject({ event_t: null, source: "donor" });
  });
});
