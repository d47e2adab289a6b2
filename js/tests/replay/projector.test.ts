import { afterEach, describe, expect, it } from "vitest";
import type { FromReplayWorker } from "../../src/replay/protocol";
import { Projector, strideOf } from "../../src/replay/worker/projector";
import type { Rerun } from "../../src/replay/worker/rerun";
import type { Frame } from "../../src/worker/environment";
import { FakeTiming, settle } from "../worker/fake-timing";

const pictures = 10_001;

/** An episode whose picture is its number; each step takes a while. */
class FakeRerun {
  at = -1;
  resets = 0;
  advanced = 0;
  renders = 0;
  readonly judge = { checked: 0, difference: null };

  constructor(
    private readonly timing: FakeTiming,
    readonly kind: "text" | "rgb" = "text",
  ) {}

  rewind(): void {
    this.resets++;
    this.#see(0);
  }

  advance(): void {
    this.advanced++;
    if (this.advanced % 100 === 0) this.timing.busy(3);
    this.#see(this.at + 1);
  }

  render(show: (frame: Frame) => void): void {
    this.renders++;
    if (this.kind === "text") show({ kind: "text", text: String(this.at) });
    // As large as they come: not all of them have room.
    else show({ kind: "rgb", rgb: new Uint8Array(2 * 1024 * 1024), width: 0, height: this.at });
  }

  digests(): Record<string, string> {
    return { player: String(this.at) };
  }

  #see(picture: number): void {
    this.at = picture;
    this.judge.checked = Math.max(this.judge.checked, picture + 1);
  }
}

function start(kind: "text" | "rgb" = "text") {
  const timing = new FakeTiming();
  const rerun = new FakeRerun(timing, kind);
  const told: FromReplayWorker[] = [];
  const projector = new Projector({
    rerun: rerun as unknown as Rerun,
    pictures,
    show: () => {},
    tell: (message) => told.push(message),
    timing,
  });
  const over = projector.run();
  opened.push(projector);
  const shown = () => told.filter((message) => message.type === "shown");
  const exact = () =>
    shown()
      .filter(({ isNearest }) => !isNearest)
      .at(-1);
  /** Until it has nothing to do. */
  const rest = async () => {
    let hops = -1;
    while (hops !== timing.hops) {
      hops = timing.hops;
      await settle();
    }
  };
  return { timing, rerun, told, projector, over, shown, exact, rest };
}

const opened: Projector[] = [];
afterEach(() => {
  for (const projector of opened.splice(0)) projector.close();
});

describe("Projector", () => {
  it("shows the first picture, then holds the whole episode against the record", async () => {
    const { rerun, told, exact, rest } = start();
    await rest();
    expect(exact()).toMatchObject({ picture: 0, digests: { player: "0" } });
    expect(told.at(-1)).toEqual({ type: "checked", pictures, difference: null });
    expect([rerun.resets, rerun.advanced]).toEqual([1, pictures - 1]);
    expect(rerun.renders, "not each picture of it").toBeLessThan(300);
  });

  it("shows the nearest picture while a far one is on its way, then this one", async () => {
    const { shown, exact, projector, rest } = start();
    await rest();
    projector.seek(8765, false);
    await rest();
    expect(exact()).toMatchObject({ picture: 8765, digests: { player: "8765" } });
    const near = shown().at(-2);
    expect(near?.isNearest).toBe(true);
    expect(Math.abs((near?.picture ?? 0) - 8765)).toBeLessThanOrEqual(20);
  });

  it("goes back step by step without running the episode again each time", async () => {
    const { rerun, exact, projector, rest } = start();
    await rest();
    projector.seek(9007, false);
    await rest();
    const { resets } = rerun;
    for (let picture = 9006; picture >= 8947; picture--) {
      projector.seek(picture, false);
      await rest();
      expect(exact()).toMatchObject({ picture, digests: { player: String(picture) } });
    }
    expect(rerun.resets).toBe(resets);
  });

  it("heeds the newest wish alone", async () => {
    const { shown, projector, rest } = start();
    await rest();
    for (const picture of [9000, 7001, 5002, 33]) projector.seek(picture, false);
    await rest();
    expect(shown().map(({ picture }) => picture)).not.toContain(7001);
    expect(shown().at(-1)).toMatchObject({ picture: 33, isNearest: false });
  });

  it("stays where the film is while it plays", async () => {
    const { rerun, projector, rest } = start();
    projector.play(true);
    await rest();
    for (let picture = 1; picture <= 50; picture++) {
      projector.seek(picture, true);
      await rest();
    }
    expect([rerun.at, rerun.resets, rerun.advanced]).toEqual([50, 1, 50]);
    projector.play(false);
    await rest();
    expect(rerun.judge.checked, "and goes on when it is held").toBe(pictures);
  });

  it("keeps large pictures within its bound, and still finds each of them", async () => {
    const { exact, projector, rest } = start("rgb");
    await rest();
    for (const picture of [10_000, 100, 9999, 5000]) {
      projector.seek(picture, false);
      await rest();
      expect(exact()).toMatchObject({ picture });
    }
  });

  it("takes each picture once for a film, in order", async () => {
    const { exact, projector, rest } = start();
    const taken: string[] = [];
    const filmed = projector.each(async (picture, { frame }) => {
      taken.push(`${picture} ${frame.kind === "text" ? frame.text : ""}`);
    });
    projector.seek(5, false);
    await rest();
    await filmed;
    expect(taken).toEqual(Array.from({ length: pictures }, (_, at) => `${at} ${at}`));
    expect(exact(), "what was wished meanwhile").toMatchObject({ picture: 5 });
  });

  it("ends when it is closed", async () => {
    const { projector, over, rest } = start();
    await rest();
    projector.close();
    await over;
  });
});

describe("strideOf", () => {
  it.each([
    [100, 1000, 1],
    [10_001, 1000, 40],
    [10_001, 4 * 1024 * 1024, 313],
    [1, 1e12, 1],
  ])("%i pictures of %i bytes", (count, bytes, stride) => {
    expect(strideOf(count, bytes)).toBe(stride);
  });
});
