/** A gamepad: what is down and where its sticks are, looked at in each frame of the page. */

import { Changes, type Wanted } from "./changes";
import { downOf } from "./directions";
import type { InputSink } from "./sink";

/** What of a `Gamepad` is used. */
export type PadState = Pick<Gamepad, "axes" | "timestamp"> & {
  readonly buttons: readonly Pick<GamepadButton, "pressed" | "value">[];
};

/** Source: W3C, Gamepad, "Remapping": the axes and buttons of the standard gamepad. */
const stickAxes = ["stick:left_x", "stick:left_y", "stick:right_x", "stick:right_y"];
const triggers = new Map([
  ["trigger:left", 6],
  ["trigger:right", 7],
]);

export class GamepadReader {
  readonly #changes: Changes;

  constructor(wanted: Wanted, sink: InputSink) {
    this.#changes = new Changes(wanted, sink);
  }

  /**
   * @param pad null: there is none, or none any more.
   * @param now stands in where the browser does not say when the gamepad changed.
   */
  look(pad: PadState | null, now: number): void {
    const timeStamp = pad !== null && pad.timestamp > 0 ? pad.timestamp : now;
    this.#changes.press(pad === null ? new Set() : this.#downOf(pad), timeStamp);
    this.#changes.move((name) => (pad === null ? 0 : axisOf(pad, name)), timeStamp);
  }

  #downOf({ buttons, axes: [leftX = 0, leftY = 0, rightX = 0, rightY = 0] }: PadState) {
    const { wasDown } = this.#changes;
    const pressed = buttons.flatMap((button, i) => (button.pressed ? [`GamepadButton${i}`] : []));
    return new Set([
      ...pressed,
      ...downOf("GamepadLeftStick", leftX, leftY, wasDown),
      ...downOf("GamepadRightStick", rightX, rightY, wasDown),
    ]);
  }
}

function axisOf({ axes, buttons }: PadState, name: string): number {
  const button = triggers.get(name);
  if (button !== undefined) return buttons[button]?.value ?? 0;
  return axes[stickAxes.indexOf(name)] ?? 0;
}

/** What of a window is used. */
export type PadScope = Pick<Window, "requestAnimationFrame" | "cancelAnimationFrame"> & {
  navigator: Pick<Navigator, "getGamepads">;
  performance: Pick<Performance, "now">;
  document: Pick<Document, "hasFocus">;
};

/**
 * Looks at the first gamepad in the standard mapping until the returned function is called. As with
 * keys, what is held counts as up while the window does not have the focus.
 */
export function listenToGamepad(
  scope: PadScope,
  { codes, axes }: Wanted,
  sink: InputSink,
): () => void {
  const wanted = {
    codes: new Set([...codes].filter((code) => code.startsWith("Gamepad"))),
    axes: new Set([...axes].filter((name) => triggers.has(name) || stickAxes.includes(name))),
  };
  if (wanted.codes.size === 0 && wanted.axes.size === 0) return () => {};
  const reader = new GamepadReader(wanted, sink);
  let frame = 0;
  const look = () => {
    const pads = scope.navigator.getGamepads();
    const pad = pads.find((each) => each?.connected && each.mapping === "standard");
    reader.look((scope.document.hasFocus() && pad) || null, scope.performance.now());
    frame = scope.requestAnimationFrame(look);
  };
  look();
  return () => scope.cancelAnimationFrame(frame);
}
