import { describe, expect, it } from "vitest";
import type { ReplayEvent } from "../../src/generated/contract";
import { neighbour } from "../../src/replay/panel-events";
import { Timeline } from "../../src/replay/timeline";
import { Transport } from "../../src/replay/transport";
import { apart } from "../../src/replay/worker/video";
import { FakeFrames } from "../worker/fake-frames";

function loaded(...times: number[]) {
  let now = 0;
  const screen = new FakeFrames(() => now);
  /** So much later the next frame comes. */
  const advance = (ms: number) => {
    now += ms;
    screen.come();
  };
  const moves: number[] = [];
  const transport = new Transport(screen, ({ picture }) => moves.push(picture));
  transport.load(new Timeline([times]));
  return { advance, moves, transport };
}

describe("Timeline", () => {
  it("knows the picture of each time", () => {
    const timeline = new Timeline([[0, 100, 100, 250]]);
    const at = [-1, 0, 99, 100, 249, 250, 9999].map((time) => timeline.pictureAt(time));
    expect(at).toEqual([0, 0, 0, 2, 2, 3, 3]);
  });

  it("goes step by step through two episodes, and on through the longer one", () => {
    const timeline = new Timeline([
      [0, 10, 20],
      [0, 50, 100, 150, 170],
    ]);
    expect(timeline.times_ms).toEqual([0, 10, 20, 70, 90]);
  });
});

describe("Transport", () => {
  it("plays at its speed, and holds at the end", () => {
    const { advance, transport } = loaded(0, 100, 200, 300);
    transport.speed = 2;
    transport.play();
    advance(50);
    expect([transport.picture, transport.isPlaying]).toEqual([1, true]);
    advance(100);
    expect([transport.picture, transport.isPlaying]).toEqual([3, false]);
  });

  it("begins anew from its end", () => {
    const { transport } = loaded(0, 100, 200);
    transport.seek(2);
    transport.toggle();
    expect([transport.picture, transport.isPlaying]).toEqual([0, true]);
    transport.toggle();
    expect(transport.isPlaying).toBe(false);
  });

  it("stays within the film", () => {
    const { moves, transport } = loaded(0, 100, 200);
    transport.seek(-5);
    transport.seek(99);
    expect(moves).toEqual([0, 0, 2]);
  });

  it("does not jump ahead after the page was hidden", () => {
    const { advance, transport } = loaded(0, 100, 200, 300, 400, 500, 600);
    transport.play();
    advance(10_000);
    expect(transport.picture).toBe(2);
  });

  it("has nothing to play in an episode without steps", () => {
    const { transport } = loaded(0);
    transport.play();
    expect(transport.isPlaying).toBe(false);
  });
});

describe("neighbour", () => {
  const events = [0, 3, 3, 8].map((at) => ({ at, kind: "page", text: "" }) as ReplayEvent);

  it.each([
    [0, 1, 3],
    [3, 1, 8],
    [8, 1, undefined],
    [8, -1, 3],
    [3, -1, 0],
    [0, -1, undefined],
  ] as const)("of picture %i, way %i", (picture, way, at) => {
    expect(neighbour(events, picture, way)?.at).toBe(at);
  });
});

describe("apart", () => {
  it("gives each picture of a video a time of its own", () => {
    expect(apart([0, 0, 0, 10, 10.5])).toEqual([0, 1, 2, 10, 11]);
  });
});
