/** Times at which nobody minds that the browser does something else besides. */

interface Scope {
  setTimeout(callback: () => void, ms: number): unknown;
  requestIdleCallback?(callback: () => void): unknown;
}

/** Where there is no `requestIdleCallback`, as in Safari. */
const pauseMs = 200;

export class Quiet {
  #games = 0;
  #waiting: (() => void)[] = [];

  constructor(private readonly scope: Scope) {}

  /** A game's pace is not to be disturbed. */
  async during(game: Promise<unknown>): Promise<void> {
    this.#games += 1;
    await game.catch(() => {}); // whoever runs it hears of it
    this.#games -= 1;
    if (this.#games === 0) for (const resume of this.#waiting.splice(0)) resume();
  }

  /** Resolves when no game is shown and the page has nothing to do. */
  async wait(): Promise<void> {
    while (this.#games > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    await new Promise<void>((resolve) => this.#whenIdle(resolve));
    if (this.#games > 0) await this.wait();
  }

  #whenIdle(resolve: () => void): void {
    if (this.scope.requestIdleCallback) this.scope.requestIdleCallback(resolve);
    else this.scope.setTimeout(resolve, pauseMs);
  }
}
