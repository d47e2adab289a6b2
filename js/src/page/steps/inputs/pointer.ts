/** Mouse, finger and pen on the picture: from pointer events to inputs of the game. */

import { dragged } from "../../dragged";
import type { InputSink } from "./sink";

/** Source: W3C, Pointer Events, "The button property": the bits of `buttons`. */
const buttons: Readonly<Record<string, number>> = {
  PointerLeft: 1,
  PointerRight: 2,
  PointerMiddle: 4,
};
const primary = 1;

/** What of a `PointerEvent` is used. */
export type PointerMove = Pick<
  PointerEvent,
  "pointerId" | "pointerType" | "buttons" | "clientX" | "clientY" | "timeStamp"
>;

/** Where the picture is, in CSS pixels of the window. */
export type Rectangle = Pick<DOMRectReadOnly, "left" | "top" | "width" | "height">;

export interface PointerNeeds {
  /** The bound ones among `PointerLeft`, `PointerMiddle` and `PointerRight`. */
  codes: ReadonlySet<string>;
  /** What is told of the pointer's place: nothing, presses, also moves while pressed, all moves. */
  places: "none" | "click" | "drag" | "move";
}

/**
 * One pointer at a time: where a finger plays, a second one beside it is not heard. What began on the
 * picture is heard until it ends, wherever that is.
 */
export class PointerReader {
  /** Null: none is pressed. */
  #pressedBy: number | null = null;
  #held = 0;
  #isOver = false;

  constructor(
    private readonly needs: PointerNeeds,
    private readonly sink: InputSink,
  ) {}

  /** Something of a pointer's changed. @param picture where the picture is now */
  move(event: PointerMove, picture: Rectangle): void {
    if (this.#pressedBy !== null && event.pointerId !== this.#pressedBy) return;
    const before = this.#held;
    this.#hold(event);
    const pressed = (this.#held & primary) > (before & primary);
    const lifted = (this.#held & primary) < (before & primary);
    if (pressed) this.#tell("down", event, picture);
    else if (lifted) this.#tell("up", event, picture);
    else if (this.#tellsMoves) this.#tell("move", event, picture);
    // A finger that is lifted is no longer anywhere.
    if (lifted && event.pointerType !== "mouse") this.#leave(event, picture);
  }

  /** The pointer is no longer over the picture, or it was taken by the browser. */
  leave(event: PointerMove, picture: Rectangle): void {
    if (this.#pressedBy !== null && event.pointerId !== this.#pressedBy) return;
    if (this.#held !== 0) this.move({ ...read(event), buttons: 0 }, picture);
    this.#leave(event, picture);
  }

  get #tellsMoves(): boolean {
    const { places } = this.needs;
    return places === "move" || (places === "drag" && (this.#held & primary) !== 0);
  }

  #hold(event: PointerMove): void {
    for (const [code, bit] of Object.entries(buttons)) {
      const down = (event.buttons & bit) !== 0;
      if (down === ((this.#held & bit) !== 0) || !this.needs.codes.has(code)) continue;
      this.sink.input({ kind: down ? "down" : "up", code }, event.timeStamp);
    }
    this.#held = event.buttons;
    this.#pressedBy = event.buttons === 0 ? null : event.pointerId;
  }

  #tell(phase: "down" | "move" | "up", event: PointerMove, picture: Rectangle): void {
    if (this.needs.places === "none") return;
    this.#isOver = true;
    this.#point(phase, event, picture);
  }

  #leave(event: PointerMove, picture: Rectangle): void {
    if (this.#isOver) this.#point("leave", event, picture);
    this.#isOver = false;
  }

  #point(
    phase: "down" | "move" | "up" | "leave",
    { clientX, clientY, timeStamp }: PointerMove,
    { left, top, width, height }: Rectangle,
  ): void {
    const place = { x: (clientX - left) / width, y: (clientY - top) / height };
    this.sink.input({ kind: "point", phase, ...place }, timeStamp);
  }
}

/** A copy, since the properties of an event are not its own. */
function read(event: PointerMove): PointerMove {
  const { pointerId, pointerType, clientX, clientY, timeStamp } = event;
  return { pointerId, pointerType, buttons: event.buttons, clientX, clientY, timeStamp };
}

/** Hears the pointer on the picture until the returned function is called. */
export function listenToPointer(
  picture: HTMLElement,
  needs: PointerNeeds,
  sink: InputSink,
): () => void {
  if (needs.places === "none" && needs.codes.size === 0) return () => {};
  const reader = new PointerReader(needs, sink);
  const stop = new AbortController();
  const { signal } = stop;
  const move = (event: PointerEvent) => reader.move(event, picture.getBoundingClientRect());
  const leave = (event: PointerEvent) => reader.leave(event, picture.getBoundingClientRect());
  picture.addEventListener(
    "pointerdown",
    (event) => {
      move(event);
      picture.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  for (const type of ["pointermove", "pointerup"] as const) {
    picture.addEventListener(type, move, { signal });
  }
  for (const type of ["pointerleave", "pointercancel"] as const) {
    picture.addEventListener(type, leave, { signal });
  }
  dragged(picture, { signal });
  // The browser would scroll by the middle button, select, or open its menu.
  for (const type of ["mousedown", "contextmenu"] as const) {
    picture.addEventListener(type, (event) => event.preventDefault(), { signal });
  }
  return () => stop.abort();
}
