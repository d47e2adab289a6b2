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

/** The largest place for a picture on the canvas: in the middle, undistorted. */
export function fit(picture: Size, canvas: Size): Fit {
  const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
  return {
    scale,
    x: (canvas.width - picture.width * scale) / 2,
    y: (canvas.height - picture.height * scale) / 2,
  };
}
