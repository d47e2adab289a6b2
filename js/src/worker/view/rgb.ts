/** Pictures as arrays of pixels. */

import { type Context, drawPixels } from "./context";

export interface RgbFrame {
  /** uint8 of shape [height, width, 3], in C order. */
  rgb: Uint8Array;
  width: number;
  height: number;
}

export class RgbPainter {
  #scratch: Context | null = null;
  #image: ImageData | null = null;
  #pixels = new Uint32Array(0);

  /** @param makeScratch makes the context of a hidden canvas: pixels can't be scaled as they are put. */
  constructor(private readonly makeScratch: (width: number, height: number) => Context) {}

  draw(context: Context, frame: RgbFrame): void {
    const { scratch, image } = this.#sized(frame.width, frame.height);
    fillPixels(this.#pixels, frame.rgb);
    scratch.putImageData(image, 0, 0);
    drawPixels(context, scratch.canvas);
  }

  #sized(width: number, height: number): { scratch: Context; image: ImageData } {
    let [scratch, image] = [this.#scratch, this.#image];
    if (scratch === null || image === null || image.width !== width || image.height !== height) {
      scratch = this.makeScratch(width, height);
      image = scratch.createImageData(width, height);
      this.#pixels = new Uint32Array(image.data.buffer);
      [this.#scratch, this.#image] = [scratch, image];
    }
    return { scratch, image };
  }
}

/** Writes opaque pixels. @param pixels RGBA, one little-endian word each */
export function fillPixels(pixels: Uint32Array, rgb: Uint8Array): void {
  for (let i = 0, at = 0; i < pixels.length; i++, at += 3) {
    const red = rgb[at] as number;
    const green = rgb[at + 1] as number;
    const blue = rgb[at + 2] as number;
    pixels[i] = 0xff000000 | (blue << 16) | (green << 8) | red;
  }
}
