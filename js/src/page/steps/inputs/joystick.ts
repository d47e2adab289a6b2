/** The joystick on the screen of a phone or tablet. */

import type { openJoystick } from "../../../joystick/main";
import { h } from "../../dom";
import { dragged } from "../../dragged";
import { Changes, type Wanted } from "./changes";
import { downOf } from "./directions";
import type { InputSink } from "./sink";

/** The script that draws it and hears the fingers. */
export interface JoystickScript {
  openJoystick: typeof openJoystick;
}

/** From the file of the site that only studies with a joystick have. */
export function loadJoystick(root: string): Promise<JoystickScript> {
  return import(new URL("joystick.js", root).href);
}

/** Devices that are touched and have no mouse: as the stylesheet says it. */
export const touchDevice = "(hover: none) and (pointer: coarse)";

export class ScreenJoystick {
  /** The stylesheet shows it on touch devices only. */
  readonly element: HTMLElement;
  #isThere = false;
  #place = { x: 0, y: 0, timeStamp: 0 };
  #onMove = () => {};

  /** @param label for screen readers */
  constructor(label: string) {
    this.element = h("div", { class: "stick-pad", role: "group", "aria-label": label });
    dragged(this.element);
  }

  /** Makes it, once. @throws TypeError where its script does not load */
  async make(load: () => Promise<JoystickScript>): Promise<void> {
    if (this.#isThere) return;
    const script = await load();
    this.#isThere = true;
    script.openJoystick(this.element, (x, y, timeStamp) => {
      this.#place = { x, y, timeStamp };
      this.#onMove();
    });
  }

  /** Hears it until the returned function is called; a thumb may lie on it already. */
  listen({ codes, axes }: Wanted, sink: InputSink): () => void {
    const own = (names: ReadonlySet<string>) =>
      new Set([...names].filter((name) => /^joystick/i.test(name)));
    const changes = new Changes({ codes: own(codes), axes: own(axes) }, sink);
    this.#onMove = () => {
      const { x, y, timeStamp } = this.#place;
      changes.press(new Set(downOf("Joystick", x, y, changes.wasDown)), timeStamp);
      changes.move((name) => (name === "joystick:x" ? x : y), timeStamp);
    };
    this.#onMove();
    return () => {
      this.#onMove = () => {};
    };
  }
}
