/**
 * Draws windows: what environments drew by the stand-in for pygame (`gymbrowser/standin/pygame`).
 *
 * Such a picture is a tree: a group is a surface that was laid onto another one, perhaps turned,
 * mirrored or scaled. Shapes are drawn at device pixels through all of its matrices, so they stay
 * sharp; what the environment has as pixels (files, arrays) is scaled as pixels.
 */

import { type Context, drawClipped, drawFaded, drawFramed, drawMoved } from "./context";
import { drawShapes } from "./draw";
import { Pictures } from "./pictures";
import type { Shape } from "./shapes";

export interface WindowScene {
  width: number;
  height: number;
  background: string;
  shapes: Drawn[];
}

/** Pixels that Python has. */
export interface Image {
  /** uint8 of shape [height, width, 4]: red, green, blue and alpha, not multiplied by it. */
  rgba: Uint8Array;
  width: number;
  height: number;
}

/** Gives the pixels of a number, to be copied at once. */
export type ReadImage = (pixels: number, take: (image: Image) => void) => void;

export type Drawn = Group | Pixels | Letters | Shape;

interface Group {
  kind: "group";
  /** a, b, c, d, e, f, as `CanvasRenderingContext2D.transform` takes them. */
  matrix?: [number, number, number, number, number, number];
  /** x, y, width and height: nothing outside is drawn. */
  clip?: [number, number, number, number];
  alpha?: number;
  /** Whether enlarged pixels are blurred. */
  smooth?: boolean;
  shapes: Drawn[];
}

interface Pixels {
  kind: "pixels";
  /** The same number stands for the same pixels, for as long as the page is open. */
  pixels: number;
  width: number;
  height: number;
}

interface Letters {
  kind: "letters";
  x: number;
  baseline: number;
  content: string;
  size: number;
  bold: boolean;
  fill: string;
  /** The text is made to end here, whatever fonts there are. */
  width: number;
}

/** The numbers of the pixels that a window's picture names. */
export function pixelsIn(node: unknown): Set<number> {
  const found = new Set<number>();
  JSON.stringify(node, (key, value) => {
    if (key === "pixels" && typeof value === "number") found.add(value);
    return value;
  });
  return found;
}

/** An image that so many pictures did without is dropped, and asked for again if need be. */
const kept = 8;

/** Like the letters by which widths were counted. */
const family = '"Liberation Sans", Arial, Helvetica, FreeSans, sans-serif';

interface Kept {
  context: Context;
  /** The picture that it was in last. */
  seen: number;
}

export class WindowPainter {
  readonly #images = new Map<number, Kept>();
  #picture = 0;

  /** @param makeScratch makes the context of a hidden canvas. */
  constructor(private readonly makeScratch: (width: number, height: number) => Context) {}

  /** Draws the picture as large as the canvas allows. */
  draw(context: Context, scene: WindowScene, read: ReadImage): void {
    this.#picture++;
    drawFramed(context, scene, () => {
      // Lines have their last pixel too, and sharp corners.
      context.lineCap = "square";
      context.lineJoin = "miter";
      context.textBaseline = "alphabetic";
      context.imageSmoothingQuality = "high";
      this.#drawAll(context, scene.shapes, false, read);
    });
    for (const [id, { seen }] of this.#images)
      if (seen < this.#picture - kept) this.#images.delete(id);
  }

  #drawAll(context: Context, shapes: readonly Drawn[], smooth: boolean, read: ReadImage): void {
    for (const shape of shapes) {
      if (shape.kind === "group") this.#drawGroup(context, shape, smooth, read);
      else if (shape.kind === "pixels") this.#drawPixels(context, shape, smooth, read);
      else if (shape.kind === "letters") drawLetters(context, shape);
      else drawShapes(context, [shape], Pictures.none);
    }
  }

  #drawGroup(context: Context, group: Group, smooth: boolean, read: ReadImage): void {
    if (group.alpha !== undefined && group.shapes.length > 1) {
      this.#drawAsOne(context, group, smooth, read);
      return;
    }
    const { alpha, matrix, clip: area } = group;
    const draw = () => this.#drawAll(context, group.shapes, smooth || group.smooth === true, read);
    const placed = () => {
      if (matrix !== undefined) context.transform(...matrix);
      if (area === undefined) draw();
      else drawClipped(context, area, draw);
    };
    drawFaded(context, alpha, matrix === undefined ? placed : () => drawMoved(context, placed));
  }

  /** What its shapes hide of each other stays hidden when all of them can be seen through. */
  #drawAsOne(context: Context, group: Group, smooth: boolean, read: ReadImage): void {
    const { width, height } = context.canvas;
    const scratch = this.makeScratch(width, height);
    scratch.setTransform(context.getTransform());
    scratch.lineCap = "square";
    scratch.textBaseline = "alphabetic";
    const { alpha = 1, ...opaque } = group;
    this.#drawGroup(scratch, opaque, smooth, read);
    drawFaded(context, alpha, () =>
      drawMoved(context, () => {
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.drawImage(scratch.canvas, 0, 0);
      }),
    );
  }

  #drawPixels(context: Context, shape: Pixels, smooth: boolean, read: ReadImage): void {
    const { a, b, c, d } = context.getTransform();
    const scale = Math.sqrt(Math.abs(a * d - b * c));
    // Enlarged pixels stay squares: many environments draw small.
    context.imageSmoothingEnabled = smooth || scale < 1;
    const { canvas } = this.#image(shape.pixels, read);
    context.drawImage(canvas, 0, 0, shape.width, shape.height);
  }

  #image(id: number, read: ReadImage): Context {
    const known = this.#images.get(id);
    if (known !== undefined) {
      known.seen = this.#picture;
      return known.context;
    }
    let context: Context | null = null;
    read(id, ({ rgba, width, height }) => {
      context = this.makeScratch(width, height);
      // Copied, since Python may free its own.
      context.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
    });
    if (context === null) throw new Error(`Python has no pixels of the number ${id}.`);
    this.#images.set(id, { context, seen: this.#picture });
    return context;
  }
}

function drawLetters(context: Context, letters: Letters): void {
  context.font = `${letters.bold ? "bold " : ""}${letters.size}px ${family}`;
  context.textAlign = "left";
  context.fillStyle = letters.fill;
  const { width } = context.measureText(letters.content);
  drawMoved(context, () => {
    context.translate(letters.x, letters.baseline);
    if (width > 0) context.scale(letters.width / width, 1);
    context.fillText(letters.content, 0, 0);
  });
}
