/** The canvas as all painters see it. */

export type Context = OffscreenCanvasRenderingContext2D;

export interface Size {
  width: number;
  height: number;
}

/** Where a picture lies on the canvas, in device pixels. */
export interface Fit {
  scale: number;
  x: number;
  y: number;
}

/** @throws where the browser gives no 2D context */
export function prepareContext(canvas: OffscreenCanvas): Context {
  const context = canvas.getContext("2d");
  if (context === null)
    throw new Error("This browser cannot draw in a worker (OffscreenCanvas 2D).");
  return context;
}

/**
 * Draws a picture in its place on the canvas: in its own units, on its background, and nothing beyond
 * its edges.
 *
 * No state is saved, here and wherever else a picture is drawn without it: Chromium makes a new object
 * of almost a kilobyte for each, and clears these away only with all of a worker's memory, which is
 * its longest pause.
 */
export function drawFramed(
  context: Context,
  picture: Size & { background: string },
  draw: () => void,
): void {
  const { canvas } = context;
  const { scale, x, y } = fit(picture, canvas);
  const [width, height] = [picture.width * scale, picture.height * scale];
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(scale, 0, 0, scale, x, y);
  context.fillStyle = picture.background;
  context.fillRect(0, 0, picture.width, picture.height);
  draw();
  context.setTransform(1, 0, 0, 1, 0, 0);
  if (x > 0) {
    context.clearRect(0, 0, x, canvas.height);
    context.clearRect(x + width, 0, x, canvas.height);
  }
  if (y > 0) {
    context.clearRect(0, 0, canvas.width, y);
    context.clearRect(0, y + height, canvas.width, y);
  }
}

/** Draws pixels as large as the canvas allows, and nothing else on it. */
export function drawPixels(context: Context, pixels: Size & CanvasImageSource): void {
  const { width, height } = pixels;
  const { canvas } = context;
  const { scale, x, y } = fit(pixels, canvas);
  // Enlarged pixels stay squares: many environments draw small.
  context.imageSmoothingEnabled = scale < 1;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(pixels, x, y, width * scale, height * scale);
}

/** Nothing outside of it is drawn. @param area x, y, width and height */
export function drawClipped(
  context: Context,
  area: readonly [number, number, number, number],
  draw: () => void,
): void {
  context.save(); // else no clip ends
  context.beginPath();
  context.rect(...area);
  context.clip();
  draw();
  context.restore();
}

/** The largest place for a picture on the canvas: in the middle, undistorted. */
export function fit(picture: Size, canvas: Size): Fit {
  const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
  return {
    scale,
    x: (canvas.width - picture.width * scale) / 2,
    y: (canvas.height - picture.height * scale) / 2,
  };
}

/** As `draw` draws it, but so much more transparent. @param alpha 0 to 1; undefined: as it is */
export function drawFaded(context: Context, alpha: number | undefined, draw: () => void): void {
  const { globalAlpha } = context;
  if (alpha !== undefined) context.globalAlpha = globalAlpha * alpha;
  draw();
  context.globalAlpha = globalAlpha;
}

/** The units that `draw` changes are again as before. */
export function drawMoved(context: Context, draw: () => void): void {
  const units = context.getTransform();
  draw();
  context.setTransform(units);
}
