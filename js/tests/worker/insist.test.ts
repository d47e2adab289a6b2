import { expect, it } from "vitest";
import { insisting } from "../../src/worker/view/insist";
import type { Frames } from "../../src/worker/view/screen";

/** A canvas that writes down what is drawn on it, and a screen whose frames a test lets pass. */
function stage() {
  const drawn: string[] = [];
  const due: ((at: number) => void)[] = [];
  const context = {
    save: () => drawn.push("save"),
    resetTransform: () => drawn.push("reset"),
    drawImage: (_: unknown, ...box: number[]) => drawn.push(`own ${box.join(" ")}`),
    restore: () => drawn.push("restore"),
  };
  const canvas = { getContext: () => context } as unknown as OffscreenCanvas;
  const frames: Frames = {
    now: () => 0,
    next: (run) => {
      due.push(run);
      return () => {};
    },
  };
  const pass = () => {
    for (const run of due.splice(0)) run(0);
  };
  return { drawn, canvas, frames, pass };
}

const AGAIN = ["save", "reset", "own 0 0 1 1 0 0 1 1", "restore"];

it("gives the first picture to the screen twice more, and no other", () => {
  const { drawn, canvas, frames, pass } = stage();
  const show = insisting((picture: string) => drawn.push(picture), canvas, frames);
  show("first");
  expect(drawn.splice(0)).toEqual(["first"]);
  pass();
  expect(drawn.splice(0)).toEqual(AGAIN);
  show("second");
  pass();
  expect(drawn.splice(0)).toEqual(["second", ...AGAIN]);
  show("third");
  pass();
  expect(drawn).toEqual(["third"]);
});

it("does nothing where a worker has no frames", () => {
  const { drawn, canvas } = stage();
  insisting((picture: string) => drawn.push(picture), canvas, null)("first");
  expect(drawn).toEqual(["first"]);
});
