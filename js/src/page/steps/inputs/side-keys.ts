/** Keys that do something beside the game: those of widgets and of the page's own buttons. */

import { listenToKeys } from "./keyboard";

export class SideKeys {
  /** Code to itself, as the keyboard's module wants it. */
  readonly #codes = new Map<string, string>();
  #stop: (() => void) | null = null;

  /** @param press told of each press once, with the event's `timeStamp` */
  constructor(private readonly press: (code: string, timeStamp: number) => void) {}

  /** Changes which keys these are. */
  bind(codes: Iterable<string>): void {
    this.#codes.clear();
    for (const code of codes) this.#codes.set(code, code);
  }

  hear(on: boolean): void {
    if (on === (this.#stop !== null)) return;
    this.#stop?.();
    this.#stop = on ? this.#listen() : null;
  }

  #listen(): () => void {
    const keys = listenToKeys(
      { codes: this.#codes, counts: () => false },
      {
        input: (input, timeStamp) => {
          if (input.kind === "down") this.press(input.code, timeStamp);
        },
        release: () => {},
      },
    );
    // A key that goes up elsewhere is heard again when it goes down.
    addEventListener("blur", keys.release);
    return () => {
      removeEventListener("blur", keys.release);
      keys.stop();
    };
  }
}
