/**
 * What a picture costs: a scene of many shapes and a frame of pixels, from Python to the canvas, by
 * the product's own modules in a worker.
 */

import type { PyBufferView, PyProxy } from "pyodide/ffi";
import { boot } from "../worker/boot";
import type { Frame } from "../worker/environment";
import { openView } from "../worker/view";
import { Pictures } from "../worker/view/pictures";
import { answerBy } from "./answer";
import type { DrawAnswer, DrawQuestion, WindowAnswer } from "./protocol";
import { measureWindow } from "./window";

const now = () => performance.now();

answerBy(measure);

async function measure({ root, manifest, rounds, shapes, size }: DrawQuestion) {
  const scope = self as unknown as Parameters<typeof boot>[0];
  const { python } = await boot(scope, root, manifest, now, () => {});
  const canvas = new OffscreenCanvas(1, 1);
  const show = openView(canvas, size, 1, Pictures.none);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const makeScene = python.runPython(source) as PyProxy & ((shapes: number, at: number) => string);
  const makePixels = python.runPython(pixels) as PyProxy & ((w: number, h: number) => PyProxy);
  const answer: Omit<DrawAnswer, keyof WindowAnswer> = {
    python: [],
    scene: [],
    scenePixels: [],
    rgb: [],
  };
  for (let round = -5; round < rounds; round++) {
    const begun = now();
    const json = makeScene(shapes, round + 5);
    const made = now();
    show({ kind: "scene", scene: JSON.parse(json), fresh: true });
    const drawn = now();
    // Until a pixel can be read, drawing may only have been noted down.
    context.getImageData(0, 0, 1, 1);
    const seen = now();
    showPixels(makePixels(size.width, size.height), show);
    context.getImageData(0, 0, 1, 1);
    const shown = now();
    if (round < 0) continue; // everything warms up
    answer.python.push(made - begun);
    answer.scene.push(drawn - made);
    answer.scenePixels.push(seen - made);
    answer.rgb.push(shown - seen);
  }
  return { ...answer, ...measureWindow(python, manifest, rounds, size) };
}

/** As `Environment.render` does it. */
function showPixels(picture: PyProxy, show: (frame: Frame) => void): void {
  const view = picture.getBuffer("u8") as PyBufferView;
  const [height = 0, width = 0] = view.shape;
  show({ kind: "rgb", rgb: view.data as Uint8Array, width, height });
  view.release();
  picture.destroy();
}

/** Rectangles, circles, lines, polygons and texts in turn, all of which move. */
const source = `
from gymbrowser import draw
from gymbrowser.bridge.pictures import shown

def _shape(kind, x, y):
    if kind == 0:
        return draw.rectangle(x, y, 18, 12, fill="teal", radius=3)
    if kind == 1:
        return draw.circle(x, y, 8, fill="crimson", stroke="black")
    if kind == 2:
        return draw.line([(x, y), (x + 9, y + 7), (x + 18, y)], stroke="navy", line_width=3)
    if kind == 3:
        return draw.polygon([(x, y), (x + 14, y + 4), (x + 5, y + 13)], fill="orange")
    return draw.text(x, y, str(kind), size=12)

def _make(shapes, at):
    found = [_shape(i % 5, (i * 37 + at) % 580, (i * 53 + at) % 380) for i in range(shapes)]
    return shown(draw.scene(600, 400, found), {})[1]

_make
`;

const pixels = `
import numpy as np
from gymbrowser.bridge.pictures import shown

_random = np.random.default_rng(0)
_frames = {}

def _pixels(width, height):
    if not _frames:
        _frames[0] = _random.integers(0, 256, (height, width, 3), np.uint8)
    return shown(_frames[0], {})[1]

_pixels
`;
