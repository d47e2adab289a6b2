/** When what was drawn came to be seen, as far as a page can tell. */

import type { Cancel } from "../shared/timer";
import type { Frames } from "./view/screen";

/**
 * Waits for the screen's next frame after each drawing. Of several drawings before it the newest is
 * seen; the others never are.
 */
export class Paints {
  #waiting: number | null = null;
  #cancel: Cancel = () => {};
  #settle: () => void = () => {};

  /**
   * @param frames the screen's; null: the browser has none in a worker.
   * @param onPainted told of a drawing that is seen, and when: ms on the clock of `frames`.
   */
  constructor(
    private readonly frames: Frames | null,
    private readonly onPainted: (drawing: number, at: number) => void,
  ) {}

  /** The drawing whose frame is still to come; null: none. */
  get waiting(): number | null {
    return this.#waiting;
  }

  /** Something was drawn; `drawing` is its number. */
  drawn(drawing: number): void {
    const { frames } = this;
    if (frames === null) return;
    const isAwaited = this.#waiting !== null;
    this.#waiting = drawing;
    if (!isAwaited) this.#cancel = frames.next(() => this.#painted(frames.now()));
  }

  /** Resolves when no frame is to come any more. */
  settled(): Promise<void> {
    if (this.#waiting === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Waits for nothing any more. */
  forget(): void {
    this.#cancel();
    this.#waiting = null;
    this.#settle();
  }

  #painted(at: number): void {
    const drawing = this.#waiting;
    this.#waiting = null;
    if (drawing !== null) this.onPainted(drawing, at);
    this.#settle();
  }
}
