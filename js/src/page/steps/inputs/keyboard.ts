/** A keyboard: from events of the browser to inputs of the game. */

import { pressingKeys } from "./codes";
import type { InputSink } from "./sink";

/** What of a `KeyboardEvent` is used. */
export type KeyPress = Pick<
  KeyboardEvent,
  "code" | "type" | "repeat" | "timeStamp" | "ctrlKey" | "altKey" | "metaKey"
>;

export interface KeyNeeds {
  /** The code that is pressed to the one that the game knows: these are the bound keys. */
  codes: ReadonlyMap<string, string>;
  /** Whether it counts how long a key is held. */
  counts: (code: string) => boolean;
}

/**
 * The keys of one episode. Only bound keys are taken; all others, and shortcuts of the browser with
 * Ctrl, Alt or the command key, stay the browser's. A game that binds one of these three has the
 * shortcuts with it as well, as far as the browser lets go of them.
 */
export class BoundKeys {
  /** By the code that is pressed. */
  readonly #held = new Set<string>();

  constructor(
    private readonly needs: KeyNeeds,
    private readonly sink: InputSink,
  ) {}

  /**
   * Takes an event of a key. The repeats of a held key are no inputs; but where it counts what is
   * held, the first one of a key that was already down when the episode began is.
   *
   * @returns whether the key is bound, so that the browser is not to act on it.
   */
  take(press: KeyPress): boolean {
    const { code: pressed, timeStamp } = press;
    const down = press.type === "keydown";
    // While the command key is down, macOS does not tell of others that come up.
    if (!down && isCommand(pressed)) this.#lift(timeStamp);
    const code = this.needs.codes.get(pressed);
    if (code === undefined || (down && this.#isShortcut(press))) return false;
    if (down === this.#held.has(pressed)) return true;
    if (press.repeat && !this.needs.counts(code)) return true;
    if (down) this.#held.add(pressed);
    else this.#held.delete(pressed);
    this.sink.input({ kind: down ? "down" : "up", code }, timeStamp);
    return true;
  }

  /** Whether a key is down, of those that were taken. */
  holds(pressed: string): boolean {
    return this.#held.has(pressed);
  }

  /** The window lost the focus: no key will say when it comes up. */
  release(): void {
    this.#held.clear();
  }

  #lift(timeStamp: number): void {
    for (const pressed of this.#held) {
      const code = this.needs.codes.get(pressed);
      if (code !== undefined) this.sink.input({ kind: "up", code }, timeStamp);
    }
    this.#held.clear();
  }

  #isShortcut({ code, ctrlKey, altKey, metaKey }: KeyPress): boolean {
    const isBound = (name: string) =>
      this.needs.codes.has(`${name}Left`) || this.needs.codes.has(`${name}Right`);
    return (
      (ctrlKey && !code.startsWith("Control") && !isBound("Control")) ||
      (altKey && !code.startsWith("Alt") && !isBound("Alt")) ||
      (metaKey && !isCommand(code) && !isBound("Meta"))
    );
  }
}

function isCommand(code: string): boolean {
  return code.startsWith("Meta");
}

/** What an element with `data-keys` needs itself while it has the focus. */
const needed: Readonly<Record<string, readonly string[]>> = {
  press: [...pressingKeys, "Escape"],
  move: [
    ...["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"],
    ...["ShiftLeft", "ShiftRight", ...pressingKeys],
  ],
};

/** Whether a key is not the game's, since somebody types, answers a dialog, or is at a widget. */
function isElsewhere({ target, code }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  const own = target.closest<HTMLElement>("[data-keys]")?.dataset.keys;
  if (own !== undefined) return needed[own]?.includes(code) ?? false;
  return target.closest("input, textarea, select, [contenteditable], dialog") !== null;
}

/** Hears the bound keys wherever the focus is, until the returned function is called. */
export function listenToKeys(
  needs: KeyNeeds,
  sink: InputSink,
): { release: () => void; stop: () => void } {
  const keys = new BoundKeys(needs, sink);
  const stop = new AbortController();
  const { signal } = stop;
  const take = (event: KeyboardEvent) => {
    // What went down in the game comes up there too, wherever the focus is by then.
    const isLast = event.type === "keyup" && keys.holds(event.code);
    if (isElsewhere(event) && !isLast) return;
    if (keys.take(event)) event.preventDefault();
  };
  addEventListener("keydown", take, { signal });
  addEventListener("keyup", take, { signal });
  return { release: () => keys.release(), stop: () => stop.abort() };
}
