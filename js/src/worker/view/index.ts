/** Puts what the environment draws onto a canvas. */

import type { View } from "../../generated/contract";
import type { Frame } from "../environment";
import { TextPainter } from "./ansi";
import { prepareContext } from "./context";
import { drawScene } from "./draw";
import { RgbPainter } from "./rgb";

/**
 * Sizes the canvas for its screen and makes the function that shows frames on it.
 *
 * @param scale device pixels per CSS pixel
 */
export function openView(
  canvas: OffscreenCanvas,
  { width, height }: Pick<View, "width" | "height">,
  scale: number,
): (frame: Frame) => void {
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = prepareContext(canvas);
  const rgb = new RgbPainter((w, h) => prepareContext(new OffscreenCanvas(w, h)));
  const text = new TextPainter();
  return (frame) => {
    if (frame.kind === "rgb") rgb.draw(context, frame);
    else if (frame.kind === "text") text.draw(context, frame.text);
    else drawScene(context, frame.scene);
  };
}
