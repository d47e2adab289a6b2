/** Makes sure that the first picture on a canvas is seen. */

import type { Frames } from "./screen";

/** How many frames of the screen give the picture again. */
const AGAIN = 2;

/**
 * Firefox on a busy machine now and then shows nothing of what was drawn just after a canvas was
 * handed over and sized, until something is drawn on it again (bugzilla.mozilla.org/1389254 tells of
 * the like). A game that waits for a key would wait behind an empty canvas, so the first picture is
 * given to the screen again with its next frames: one pixel of it, drawn over itself.
 *
 * @param show shows a picture on the canvas
 * @param frames the screen's; null: the browser has none in a worker
 */
export function insisting<T>(
  show: (picture: T) => void,
  canvas: OffscreenCanvas,
  frames: Frames | null,
): (picture: T) => void {
  let isFirst = true;
  return (picture) => {
    show(picture);
    if (isFirst && frames !== null) giveAgain(canvas, frames, AGAIN);
    isFirst = false;
  };
}

function giveAgain(canvas: OffscreenCanvas, frames: Frames, times: number): void {
  frames.next(() => {
    const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    context.save();
    context.resetTransform();
    context.drawImage(canvas, 0, 0, 1, 1, 0, 0, 1, 1);
    context.restore();
    if (times > 1) giveAgain(canvas, frames, times - 1);
  });
}
