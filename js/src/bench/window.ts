/** What a frame of CartPole costs by the stand-in for pygame: as vectors, and as pixels. */

import type { PyodideAPI } from "pyodide";
import type { Manifest } from "../generated/contract";
import { gamesOf } from "../shared/games";
import { Environment, gameSpec } from "../worker/environment";
import { openView } from "../worker/view";
import { Pictures } from "../worker/view/pictures";
import type { WindowAnswer } from "./protocol";

type Size = { width: number; height: number };

/** Alternates between the two, each from a step of the environment until a pixel can be read. */
export function measureWindow(
  python: PyodideAPI,
  manifest: Manifest,
  rounds: number,
  size: Size,
): WindowAnswer {
  const [game] = gamesOf(manifest);
  if (game === undefined) throw new Error("The site needs a game.");
  const spec = { ...gameSpec(manifest, game), draw: null, policies: {} };
  const vectors = frames(Environment.make(python, { ...spec, render_mode: "human" }), size);
  const pixels = frames(Environment.make(python, { ...spec, render_mode: "rgb_array" }), size);
  const answer: WindowAnswer = { window: [], windowAsPixels: [] };
  for (let round = -5; round < rounds; round++) {
    const [window, asPixels] = [vectors(), pixels()];
    if (round < 0) continue; // everything warms up
    answer.window.push(window);
    answer.windowAsPixels.push(asPixels);
  }
  return answer;
}

function frames(environment: Environment, size: Size): () => number {
  const canvas = new OffscreenCanvas(1, 1);
  const show = openView(canvas, size, 1, Pictures.none);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  let seed = 0;
  environment.reset(seed);
  return () => {
    const begun = performance.now();
    const over = environment.step(0) !== 0;
    environment.render(show);
    context.getImageData(0, 0, 1, 1);
    const passed = performance.now() - begun;
    if (over) environment.reset(++seed);
    return passed;
  };
}
