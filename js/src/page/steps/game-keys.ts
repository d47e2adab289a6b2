/** Keys and on-screen buttons: from events of the browser to inputs of the game. */

import type { Pace } from "../../generated/contract";
import { h } from "../dom";
import { keyName } from "../strings";

export interface InputSink {
  /** @param timeStamp of the event, on the page's clock. */
  input(code: string, down: boolean, timeStamp: number): void;
  /** Everything that is down counts as up. */
  release(timeStamp: number): void;
}

/** What of a `KeyboardEvent` is used. */
export type KeyPress = Pick<
  KeyboardEvent,
  "code" | "type" | "repeat" | "timeStamp" | "ctrlKey" | "altKey" | "metaKey"
>;

/**
 * The keys of one episode. Only bound keys are taken; all others, and shortcuts of the browser with
 * Ctrl, Alt or the command key, stay the browser's.
 */
export class BoundKeys {
  readonly #held = new Set<string>();

  constructor(
    private readonly codes: ReadonlySet<string>,
    private readonly sink: InputSink,
    private readonly pace: Pace,
  ) {}

  /**
   * Takes an event of a key. The repeats of a held key are no inputs; but in real time, where it
   * counts what is held, the first one of a key that was already down when the episode began is.
   *
   * @returns whether the key is bound, so that the browser is not to act on it.
   */
  take(press: KeyPress): boolean {
    const { code, timeStamp } = press;
    const down = press.type === "keydown";
    // While the command key is held, macOS tells of no key that comes up.
    if (!down && code.startsWith("Meta")) this.release(timeStamp);
    if (!this.codes.has(code)) return false;
    if (down && isShortcut(press)) return false;
    if (down === this.#held.has(code)) return true;
    if (press.repeat && this.pace === "turn_based") return true;
    if (down) this.#held.add(code);
    else this.#held.delete(code);
    this.sink.input(code, down, timeStamp);
    return true;
  }

  /** The window lost the focus: no key will say when it comes up. */
  release(timeStamp: number): void {
    this.#held.clear();
    this.sink.release(timeStamp);
  }
}

function isShortcut({ code, ctrlKey, altKey, metaKey }: KeyPress): boolean {
  return (ctrlKey || altKey || metaKey) && !/^(Control|Alt|Meta)/.test(code);
}

/** Hears the bound keys wherever the focus is, until the returned function is called. */
export function listenToKeys(codes: ReadonlySet<string>, sink: InputSink, pace: Pace): () => void {
  const keys = new BoundKeys(codes, sink, pace);
  const stop = new AbortController();
  const { signal } = stop;
  const take = (event: KeyboardEvent) => {
    if (keys.take(event)) event.preventDefault();
  };
  const release = (event: Event) => keys.release(event.timeStamp);
  addEventListener("keydown", take, { signal });
  addEventListener("keyup", take, { signal });
  addEventListener("blur", release, { signal });
  document.addEventListener(
    "visibilitychange",
    (event) => {
      if (document.visibilityState === "hidden") release(event);
    },
    { signal },
  );
  return () => {
    stop.abort();
    keys.release(performance.now());
  };
}

/** Left, up, down, right: the order in which they are read, and in which the stylesheet takes them. */
const arrows = ["ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"];
const letters = ["KeyA", "KeyW", "KeyS", "KeyD"];

/** The arrows first, in reading order; then all other keys as they come. */
export function inReadingOrder(codes: readonly string[]): string[] {
  return [...arrows.filter((code) => codes.includes(code)), ...codes.filter(isNoArrow)];
}

function isNoArrow(code: string): boolean {
  return !arrows.includes(code);
}

/** Groups of keys as they are laid out: all four directions make a cross, the others a row. */
export function layOut(codes: readonly string[]): { crosses: string[][]; row: string[] } {
  const crosses = [arrows, letters].filter((four) => four.every((code) => codes.includes(code)));
  const crossed = new Set(crosses.flat());
  return { crosses, row: inReadingOrder(codes.filter((code) => !crossed.has(code))) };
}

/**
 * One button per bound key, for devices without a keyboard (the stylesheet shows them there only).
 * A press that leaves the button is over.
 */
export function touchButtons(codes: readonly string[], sink: InputSink): HTMLElement {
  const { crosses, row } = layOut(codes);
  const group = (name: string, keys: readonly string[]) =>
    h("div", { class: name }, ...keys.map((code) => touchButton(code, sink)));
  return h(
    "div",
    { class: "touch" },
    ...crosses.map((four) => group("cross", four)),
    row.length > 0 ? group("row", row) : null,
  );
}

function touchButton(code: string, sink: InputSink): HTMLElement {
  const { sign, name } = keyName(code);
  const element = h("button", { type: "button", "aria-label": name, tabindex: -1 }, sign);
  const press = (down: boolean) => (event: PointerEvent) => {
    if (element.classList.contains("down") === down) return;
    element.classList.toggle("down", down);
    sink.input(code, down, event.timeStamp);
  };
  element.addEventListener("pointerdown", press(true));
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
    element.addEventListener(type, press(false));
  }
  element.addEventListener("contextmenu", (event) => event.preventDefault());
  return element;
}
