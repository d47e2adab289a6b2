/** Puts what the environment draws onto a canvas. */

import type { View } from "../../generated/contract";
import type { Frame } from "../environment";
import { TextPainter } from "./ansi";
import { prepareContext } from "./context";
import { drawScene } from "./draw";
import type { Pictures } from "./pictures";
import { RgbPainter } from "./rgb";
import { type Frames, screenFrames } from "./screen";
import { Tweening } from "./tween";
import { WindowPainter } from "./window";

/**
 * Sizes the canvas for its screen and makes the function that shows frames on it.
 *
 * @param scale device pixels per CSS pixel
 */
export function openView(
  canvas: OffscreenCanvas,
  { width, height }: Pick<View, "width" | "height">,
  scale: number,
  pictures: Pictures,
  frames: Frames = screenFrames,
): (frame: Frame) => void {
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = prepareContext(canvas);
  const makeScratch = (w: number, h: number) => prepareContext(new OffscreenCanvas(w, h));
  const rgb = new RgbPainter(makeScratch);
  const windows = new WindowPainter(makeScratch);
  const text = new TextPainter();
  const scenes = new Tweening((scene) => drawScene(context, scene, pictures), frames);
  return (frame) => {
    if (frame.kind === "scene") return scenes.show(frame.scene, frame.fresh);
    scenes.stop();
    if (frame.kind === "rgb") rgb.draw(context, frame);
    else if (frame.kind === "window") windows.draw(context, frame.scene, frame.read);
    else text.draw(context, frame.text);
  };
}
