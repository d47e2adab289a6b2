/** The joystick on the screen: a script of its own, since most studies have none. */

import { create, setLogLevel } from "nipplejs";

/** Told where the stick is, from -1 to 1 to the right and down; `timeStamp` is the event's. */
export type TellStick = (x: number, y: number, timeStamp: number) => void;

/** In CSS pixels: the ball of a thumb, and room to move it. */
const sizePx = 128;

/** Puts a joystick into the middle of an element. */
export function openJoystick(zone: HTMLElement, tell: TellStick): void {
  // A second finger in the same place is nothing to write home about.
  setLogLevel("none");
  let timeStamp = 0;
  for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel"] as const) {
    // The library does not pass on the event that it heard; this hears it first.
    addEventListener(type, (event) => (timeStamp = event.timeStamp), { capture: true });
  }
  const joystick = create({
    zone,
    mode: "static",
    position: { left: "50%", top: "50%" },
    size: sizePx,
    color: { front: "var(--accent)", back: "var(--edge)" },
    restOpacity: 0.9,
    fadeTime: 0,
    // What stands above it on the page may come and go.
    dynamicPage: true,
  });
  joystick.on("move", ({ data }) => tell(data.vector.x, -data.vector.y, timeStamp));
  joystick.on("end", () => tell(0, 0, timeStamp));
}
