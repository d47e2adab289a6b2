import { describe, expect, it } from "vitest";
import { Layers } from "../../src/worker/view/layers";
import type { Scene, Shape } from "../../src/worker/view/shapes";
import { between, Tweening } from "../../src/worker/view/tween";

const paint = { fill: "red", stroke: null, line_width: 1 };

function ball(x: number, change: Partial<Shape> = {}): Shape {
  return { kind: "circle", id: "ball", x, y: 0, radius: 5, ...paint, ...change } as Shape;
}

function sceneOf(...shapes: Shape[]): Scene {
  return { width: 100, height: 50, background: "white", shapes };
}

/** A screen whose frames come when the test says so. */
function setUp() {
  const drawn: Scene[] = [];
  let now = 0;
  let waiting: ((due: number) => void) | null = null;
  const frames = {
    now: () => now,
    next: (draw: (due: number) => void) => {
      waiting = draw;
      return () => {
        waiting = null;
      };
    },
  };
  const tweening = new Tweening((scene) => drawn.push(scene), frames);
  const frameAt = (time: number) => {
    now = time;
    const draw = waiting;
    waiting = null;
    draw?.(now);
  };
  const xs = () => drawn.map(({ shapes }) => shapes.map((shape) => (shape as { x: number }).x));
  return { tweening, drawn, frameAt, xs, isWaiting: () => waiting !== null };
}

describe("Tweening", () => {
  it("lets an object glide from where it was to where it is, and then rests", () => {
    const { tweening, frameAt, xs, isWaiting } = setUp();
    tweening.show(sceneOf(ball(0, { tween_ms: 100 })), true);
    expect(isWaiting()).toBe(false);
    tweening.show(sceneOf(ball(10, { tween_ms: 100 })), false);
    for (const time of [25, 50, 100]) frameAt(time);
    expect(xs()).toEqual([[0], [0], [2.5], [5], [10]]);
    expect(isWaiting()).toBe(false);
  });

  it("goes on from where it is when the next scene comes too early", () => {
    const { tweening, frameAt, xs } = setUp();
    tweening.show(sceneOf(ball(0)), true);
    tweening.show(sceneOf(ball(10, { tween_ms: 100 })), false);
    frameAt(50);
    tweening.show(sceneOf(ball(0, { tween_ms: 100 })), false);
    frameAt(100);
    expect(xs().map(([x]) => x)).toEqual([0, 0, 5, 5, 2.5]);
  });

  it("leaves those alone that have no id, are new, are of another kind, or begin an episode", () => {
    const { tweening, xs, isWaiting } = setUp();
    const square = { ...ball(30, { tween_ms: 100 }), kind: "ellipse", id: "b" } as unknown as Shape;
    const moved = { tween_ms: 100 } as const;
    const { id: _, ...nameless } = ball(1, moved);
    tweening.show(sceneOf(ball(0), nameless as Shape, ball(3, { id: "b" })), true);
    tweening.show(sceneOf(nameless as Shape, ball(20, { id: "new", ...moved }), square), false);
    expect(xs().at(-1)).toEqual([1, 20, 30]);
    tweening.show(sceneOf(ball(50, { id: "new", ...moved })), true);
    expect(xs().at(-1)).toEqual([50]);
    expect(isWaiting()).toBe(false);
  });

  it("ends where another picture is shown", () => {
    const { tweening, isWaiting } = setUp();
    tweening.show(sceneOf(ball(0)), true);
    tweening.show(sceneOf(ball(10, { tween_ms: 100 })), false);
    expect(isWaiting()).toBe(true);
    tweening.stop();
    expect(isWaiting()).toBe(false);
  });
});

describe("between", () => {
  it("mixes numbers and points, and takes all else from the new one", () => {
    const from = ball(0, { fill: "red", alpha: 0 });
    const to = ball(10, { fill: "blue", angle: 90, depth: 3, tween_ms: 100 });
    expect(between(from, to, 0.5)).toEqual({
      ...to,
      x: 5,
      alpha: 0.5,
      angle: 45,
    });
    expect(between(ball(0, { angle: 180 }), ball(0, { angle: -90 }), 0.5)).toMatchObject({
      angle: -135,
    });
    const line = (...points: [number, number][]): Shape =>
      ({ kind: "line", points, ...paint }) as Shape;
    expect(between(line([0, 0], [2, 2]), line([4, 0], [2, 6]), 0.5)).toMatchObject({
      points: [
        [2, 0],
        [2, 4],
      ],
    });
    const more = line([4, 0], [2, 6], [1, 1]);
    expect(between(line([0, 0], [2, 2]), more, 0.5)).toHaveProperty("points.2", [1, 1]);
  });
});

describe("Layers", () => {
  it("completes a layer that was sent before, and takes a new one in its place", () => {
    const layers = new Layers();
    const layer = (shapes?: Shape[]): Shape => ({ kind: "layer", id: "map", shapes }) as Shape;
    layers.complete(sceneOf(layer([ball(1)])));
    expect(layers.complete(sceneOf(layer())).shapes).toEqual([layer([ball(1)])]);
    layers.complete(sceneOf(layer([ball(2)])));
    expect(layers.complete(sceneOf(layer())).shapes).toEqual([layer([ball(2)])]);
  });
});
