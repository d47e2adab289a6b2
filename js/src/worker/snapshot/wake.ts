/** From a Python whose memory was restored to one that is this visit's own. */

import type { PyodideAPI } from "pyodide";
import { probeOf } from "../rehearsal";

/**
 * Sees that it plays as it did when the snapshot was proven, and that nobody else has drawn, or will
 * draw, what it draws.
 *
 * @param games those of the study
 * @param probe what the first of them gave then
 * @returns whether it gives the same here
 */
export function wake(
  python: PyodideAPI,
  games: Parameters<typeof probeOf>[1],
  probe: string,
): boolean {
  const bridge = python.pyimport("gymbrowser.bridge.snapshot");
  try {
    bridge.wake();
    const isSame = probeOf(python, games) === probe;
    // Its seed is the same for everybody, and an environment may have given it to all of Python.
    bridge.wake();
    return isSame;
  } finally {
    bridge.destroy();
  }
}
