/** Hears all devices that the people in a game act by. */

import { type ChosenKeys, pressedFor } from "./chosen-keys";
import { listenToGamepad } from "./gamepad";
import type { ScreenJoystick } from "./joystick";
import { listenToKeys } from "./keyboard";
import type { Needs } from "./needs";
import { listenToPointer } from "./pointer";
import type { InputSink } from "./sink";

export interface Devices {
  needs: Needs;
  /** Keys of the participant's own choice. */
  chosen: ChosenKeys;
  /** Keys that do something beside the game. */
  taken: ReadonlySet<string>;
  /** Where the pointer is heard. */
  picture: HTMLElement;
  /** On the screen; null: there is none. */
  joystick: Pick<ScreenJoystick, "listen"> | null;
  /** Whether it counts how long a code is held. */
  counts: (code: string) => boolean;
}

/** Until the returned function is called; then, and when the window loses the focus, all is up. */
export function listenToDevices(
  { needs, chosen, taken, picture, joystick, counts }: Devices,
  sink: InputSink,
): () => void {
  const { codes, axes, places } = needs;
  const keys = listenToKeys({ codes: pressedFor(codes, chosen, taken), counts }, sink);
  const bound = new Set(codes.keys());
  const moved = new Set(axes.keys());
  const stops = [
    keys.stop,
    listenToGamepad(window, { codes: bound, axes: moved }, sink),
    joystick?.listen({ codes: bound, axes: moved }, sink) ?? (() => {}),
    listenToPointer(picture, { codes: bound, places }, sink),
    listenToLoss((timeStamp) => {
      keys.release();
      sink.release(timeStamp);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    sink.release(performance.now());
  };
}

/** What is down will not say when it comes up. */
function listenToLoss(lost: (timeStamp: number) => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  addEventListener("blur", ({ timeStamp }) => lost(timeStamp), { signal });
  document.addEventListener(
    "visibilitychange",
    ({ timeStamp }) => {
      if (document.visibilityState === "hidden") lost(timeStamp);
    },
    { signal },
  );
  return () => stop.abort();
}
