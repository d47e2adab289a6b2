/** Plays all games of a study as the build does: whole episodes, drawn and recorded. */

import type { PyodideAPI } from "pyodide";
import type { GameStep, Manifest } from "../generated/contract";
import { type Frame, gameSpec } from "../worker/environment";
import { Chain, rehearse } from "../worker/rehearsal";

/** What of a manifest is needed to play. */
export type Games = Pick<Manifest, "environment" | "policies" | "hooks"> & { steps: GameStep[] };

/** What playing them gives. */
export interface Played {
  /** A digest of each episode, in the order of the games. */
  episodes: string[];
  /** What a page compares a restored Python with: the beginning of the first game. */
  probe: string;
}

/** Long enough for what happens at an episode's end, short enough for an environment without one. */
const maxSteps = 1000;
/** A picture may take longer than many steps. */
const maxPictures = 100;

/** @returns a digest of all that an episode of this game gives, in hexadecimal */
export function playThrough(python: PyodideAPI, games: Games, step: GameStep): string {
  const chain = new Chain();
  const steps = Math.min(step.max_steps ?? maxSteps, maxSteps);
  const rehearsal = { step, spec: gameSpec(games, step), steps };
  const numbers = new Numbers();
  rehearse(python, rehearsal, (environment, index, last) => {
    chain.addState(environment, step);
    if (index < maxPictures || last)
      environment.render((frame) => chain.add(bytesOf(frame, numbers)));
  });
  return chain.hex;
}

function bytesOf(frame: Frame, numbers: Numbers): Uint8Array {
  if (frame.kind === "rgb") return frame.rgb;
  return new TextEncoder().encode(frame.kind === "text" ? frame.text : sceneText(frame, numbers));
}

/** Images that a window shows are drawn by the same calls, which its scene tells. */
function sceneText(
  { kind, scene }: Extract<Frame, { kind: "scene" | "window" }>,
  numbers: Numbers,
): string {
  if (kind === "scene") return JSON.stringify(scene);
  return JSON.stringify(scene, (key, value) =>
    key === "pixels" && typeof value === "number" ? numbers.of(value) : value,
  );
}

/** An image has a number of its own; which one it is depends on what was drawn before the episode. */
class Numbers {
  readonly #known = new Map<number, number>();

  of(image: number): number {
    const known = this.#known.get(image) ?? this.#known.size;
    this.#known.set(image, known);
    return known;
  }
}
