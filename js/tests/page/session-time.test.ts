import { describe, expect, it } from "vitest";
import { fillIn } from "../../src/page/redirect";
import { completed, type Result } from "../../src/page/runner";
import { SessionTime } from "../../src/page/session-time";
import { english } from "../../src/page/strings";

const MINUTE = 60_000;

/** A session whose clock stands until it is moved. */
function sessionOf(max_minutes: number | null) {
  let now = 1_000 * MINUTE;
  const waiting: [number, () => void][] = [];
  const told: string[] = [];
  const time = new SessionTime({
    max_minutes,
    makeClock: () => () => now,
    timer: (run, delay) => {
      waiting.push([now + delay, run]);
      return () => {};
    },
    tell: (text) => void told.push(text),
    strings: english.time,
  });
  const pass = (minutes: number) => {
    now += minutes * MINUTE;
    const due = waiting.filter(([at]) => at <= now).sort(([a], [b]) => a - b);
    for (const one of due) {
      waiting.splice(waiting.indexOf(one), 1);
      one[1]();
    }
  };
  /** Timers do not run meanwhile, nor count it. */
  const sleep = (minutes: number) => {
    now += minutes * MINUTE;
    for (const one of waiting) one[0] += minutes * MINUTE;
  };
  return { time, pass, sleep, told, begun: now };
}

const forever = new Promise<Result>(() => {});
const timedOut = { kind: "cut_short", outcome: "timed_out" };

describe("the time of a session", () => {
  it("is told before it is over, and then ends it in the middle of a step", async () => {
    const { time, pass, told, begun } = sessionOf(30);
    time.begin(begun);
    const step = time.within(forever);
    pass(24.9);
    expect(told).toEqual([]);
    pass(0.1);
    expect(told).toEqual([english.time.left(5)]);
    pass(4);
    expect(told.at(-1)).toContain("in 1 minute.");
    pass(1);
    expect(await step).toEqual(timedOut);
  });

  it("goes on over a reload: what is left counts from the beginning", async () => {
    const { time, pass, told, begun } = sessionOf(30);
    time.begin(begun - 27 * MINUTE);
    pass(0);
    expect(told).toEqual([english.time.left(3)]);
    pass(3);
    expect(await time.within(forever)).toEqual(timedOut);
  });

  it("is over at once for who comes back too late", async () => {
    const { time, pass, begun } = sessionOf(30);
    time.begin(begun - 31 * MINUTE);
    pass(0);
    expect(await time.within(forever)).toEqual(timedOut);
  });

  it("leaves alone who is through in time, and is not told on the last page", async () => {
    const { time, pass, told, begun } = sessionOf(30);
    time.begin(begun);
    expect(await time.within(Promise.resolve(completed))).toEqual(completed);
    time.hush();
    pass(40);
    expect(told).toEqual([""]);
  });

  it("runs on while the computer sleeps", async () => {
    const { time, pass, sleep, told, begun } = sessionOf(30);
    time.begin(begun);
    const step = time.within(forever);
    pass(1);
    sleep(26);
    pass(0.5);
    expect(told).toEqual([english.time.left(3)]);
    sleep(60);
    pass(0.5);
    const soon = new Promise((resolve) => setTimeout(resolve, 10));
    expect(await Promise.race([step, soon])).toEqual(timedOut);
    expect(told).toHaveLength(1);
  });

  it("has no end where the study sets none", () => {
    const { time, pass, told, begun } = sessionOf(null);
    time.begin(begun);
    pass(10_000);
    expect(told).toEqual([]);
  });
});

describe("a redirect", () => {
  const taker = { participant: "a&b=c", params: { survey_code: "ü 7" } };

  it("takes along what the participant came with", () => {
    expect(fillIn("https://x.example/credit?a={participant}&s={survey_code}", taker)).toBe(
      "https://x.example/credit?a=a%26b%3Dc&s=%C3%BC%207",
    );
  });

  it("leaves empty what they did not come with", () => {
    const nobody = { participant: null, params: {} };
    expect(fillIn("https://x.example/?a={participant}&s={survey_code}", nobody)).toBe(
      "https://x.example/?a=&s=",
    );
  });
});
