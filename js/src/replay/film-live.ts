/** Films the picture while it plays (MediaRecorder): it takes as long as the film does. */

import type { Transport } from "./transport";

/** The picture is looked at so often for whether the film is over. */
const lookEveryMs = 100;

/** @param canvas is shown, else browsers give no frames of it */
export async function filmLive(
  canvas: HTMLCanvasElement,
  transport: Transport,
  onProgress: (picture: number) => void,
): Promise<Blob> {
  const recorder = new MediaRecorder(canvas.captureStream());
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  transport.seek(0);
  recorder.start();
  transport.play();
  const looking = setInterval(() => {
    onProgress(transport.picture);
    if (transport.isPlaying) return;
    clearInterval(looking);
    recorder.stop();
  }, lookEveryMs);
  await stopped;
  return new Blob(parts, { type: recorder.mimeType });
}
