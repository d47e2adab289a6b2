import { describe, expect, it } from "vitest";
import { Album } from "../../src/replay/worker/album";
import type { Frame } from "../../src/worker/environment";
import type { Image } from "../../src/worker/view/window";

type Window = Extract<Frame, { kind: "window" }>;

/** A picture of a window that names pixels by their numbers. */
function windowOf(numbers: readonly number[], memory: Uint8Array, asked: number[]): Window {
  const shapes = numbers.map(
    (pixels) => ({ kind: "pixels", pixels, width: 1, height: 1 }) as const,
  );
  return {
    kind: "window",
    scene: { width: 1, height: 1, background: "", shapes },
    read: (number, take) => {
      asked.push(number);
      take({ rgba: memory, width: 1, height: 1 });
    },
  };
}

function imageIn(frame: Frame, number: number): Image | null {
  let found: Image | null = null;
  (frame as Window).read(number, (image) => {
    found = image;
  });
  return found;
}

describe("Album", () => {
  it("copies what is Python's memory", () => {
    const album = new Album(1000);
    const rgb = Uint8Array.of(1, 2, 3);
    album.keep(0, { kind: "rgb", rgb, width: 1, height: 1 }, {}, false);
    rgb.fill(9);
    expect(album.get(0)?.frame).toMatchObject({ rgb: Uint8Array.of(1, 2, 3) });
  });

  it("copies the images of a window once, whichever pictures show them", () => {
    const album = new Album(1000);
    const memory = Uint8Array.of(1, 2, 3, 4);
    const asked: number[] = [];
    const first = album.keep(0, windowOf([5, 6], memory, asked), {}, false);
    const second = album.keep(1, windowOf([6, 7], memory, asked), {}, false);
    memory.fill(0);
    expect(asked).toEqual([5, 6, 7]);
    for (const [kept, number] of [
      [first, 5],
      [first, 6],
      [second, 6],
      [second, 7],
    ] as const) {
      expect(imageIn(kept.frame, number)?.rgba).toEqual(Uint8Array.of(1, 2, 3, 4));
    }
    expect(first.bytes - second.bytes, "shared pixels weigh nothing again").toBe(4);
  });

  it("drops what was not looked at for the longest time, and never what is pinned", () => {
    const album = new Album(8);
    const text = (text: string): Frame => ({ kind: "text", text });
    album.keep(0, text("ab"), {}, true);
    album.keep(1, text("ab"), {}, false);
    album.keep(2, text("ab"), {}, false);
    album.get(1);
    album.keep(3, text("ab"), {}, false);
    expect([0, 1, 2, 3].filter((picture) => album.get(picture) !== null)).toEqual([0, 1, 3]);
    expect([album.nearest(2), album.nearest(99)]).toEqual([1, 3]);
  });
});
