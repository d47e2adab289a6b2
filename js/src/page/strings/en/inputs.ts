/** English: the keys, and the other things that a game is played with. */

/** What is shown of an input, and how a screen reader says it. */
export interface InputName {
  sign: string;
  name: string;
}

export const inputs = {
  /** The keys that have no letter or digit of their own. */
  keys: {
    ArrowLeft: { sign: "←", name: "left arrow" },
    ArrowRight: { sign: "→", name: "right arrow" },
    ArrowUp: { sign: "↑", name: "up arrow" },
    ArrowDown: { sign: "↓", name: "down arrow" },
    Space: { sign: "Space", name: "space bar" },
    Enter: { sign: "Enter", name: "enter" },
    NumpadEnter: { sign: "Enter", name: "enter on the number pad" },
    Escape: { sign: "Esc", name: "escape" },
    Tab: { sign: "Tab", name: "tab" },
    Backspace: { sign: "⌫", name: "backspace" },
    Delete: { sign: "Del", name: "delete" },
    ShiftLeft: { sign: "left ⇧", name: "left shift" },
    ShiftRight: { sign: "right ⇧", name: "right shift" },
    ControlLeft: { sign: "left Ctrl", name: "left control" },
    ControlRight: { sign: "right Ctrl", name: "right control" },
    AltLeft: { sign: "left Alt", name: "left alt" },
    AltRight: { sign: "right Alt", name: "right alt" },
    PageUp: { sign: "PgUp", name: "page up" },
    PageDown: { sign: "PgDn", name: "page down" },
    Home: { sign: "Home", name: "home" },
    End: { sign: "End", name: "end" },
    Minus: { sign: "-", name: "minus" },
    Equal: { sign: "=", name: "equals" },
    BracketLeft: { sign: "[", name: "left bracket" },
    BracketRight: { sign: "]", name: "right bracket" },
    Semicolon: { sign: ";", name: "semicolon" },
    Quote: { sign: "'", name: "quote" },
    Comma: { sign: ",", name: "comma" },
    Period: { sign: ".", name: "full stop" },
    Slash: { sign: "/", name: "slash" },
    Backslash: { sign: "\\", name: "backslash" },
    Backquote: { sign: "`", name: "backquote" },
  },
  ways: { Left: "left", Right: "right", Up: "up", Down: "down" },
  sticks: { Left: "left stick", Right: "right stick", screen: "joystick" },
  /** A stick, and the way that it is moved: a sign or a word. */
  moved: (stick: string, way: string) => `${stick} ${way}`,
  /** By their numbers in the standard mapping: what is written on them differs between makers. */
  gamepad: [
    "lower button",
    "right button",
    "left button",
    "upper button",
    "left shoulder",
    "right shoulder",
    "left trigger",
    "right trigger",
    "left middle button",
    "right middle button",
    "left stick pressed",
    "right stick pressed",
    "cross up",
    "cross down",
    "cross left",
    "cross right",
    "centre button",
  ],
  onGamepad: (button: string): InputName => ({
    sign: `gamepad: ${button}`,
    name: `${button} of the gamepad`,
  }),
  clicks: {
    Left: { sign: "left click", name: "left mouse button" },
    Middle: { sign: "middle click", name: "middle mouse button" },
    Right: { sign: "right click", name: "right mouse button" },
  },
  /** What is no key. */
  devices: {
    joystick: "the joystick on the screen",
    finger: "a finger on the picture",
    mouse: "the mouse on the picture",
    stick: { left: "the left stick of a gamepad", right: "the right stick of a gamepad" },
    trigger: { left: "the left trigger of a gamepad", right: "the right trigger of a gamepad" },
  },
};

export type InputStrings = typeof inputs;
