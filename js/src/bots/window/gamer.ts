/** A bot at a game that it sees: it presses the keys and moves the pointer of a real browser. */

import type { Locator, Page } from "playwright-core";
import type { GameStep } from "../../generated/contract";
import type { Strings } from "../../page/strings";
import type { Input } from "../../shared/protocol";
import { systemTimer } from "../../shared/timer";
import type { Uniform } from "../chance";
import { Player } from "../player";

/** Python may have to start first. */
const BOOT_MS = 120_000;
/** An episode takes no longer; who waits longer than that sees a game that hangs. */
const EPISODE_MS = 600_000;

export class Gamer {
  /** One of these is at the end of each round, and on whatever is asked between or within them. */
  readonly #onward: Locator;
  readonly #begin: Locator;
  readonly #players: readonly Player[];
  #pressed: Promise<void> = Promise.resolve();
  #hasBegun = false;

  constructor(
    private readonly page: Page,
    step: GameStep,
    uniform: Uniform,
    strings: Strings,
  ) {
    this.#begin = page.getByRole("button", { name: beginning(strings.game) });
    const goOn = page.getByRole("button", { name: strings.continue, exact: true });
    this.#onward = this.#begin.or(goOn).first();
    this.#players = Object.values(step.controls).map(
      (controls) =>
        new Player(controls, uniform, systemTimer, (input) => {
          this.#pressed = this.#pressed.then(() => this.#press(input));
        }),
    );
  }

  /**
   * Plays until something is to be pressed that does not begin an episode: until it is over, or until
   * it waits for an answer.
   *
   * @returns whether anything was played: else that is there already
   */
  async play(): Promise<boolean> {
    if (!this.#hasBegun) await this.#onward.waitFor({ timeout: BOOT_MS });
    this.#hasBegun = true;
    if (await this.#begin.isVisible()) {
      await this.#begin.click();
      await this.#begin.waitFor({ state: "hidden" });
    } else if (await this.#onward.isVisible()) return false;
    for (const player of this.#players) player.begin();
    await this.#onward.waitFor({ timeout: EPISODE_MS });
    for (const player of this.#players) player.end();
    await this.#pressed;
    return true;
  }

  async #press(input: Input): Promise<void> {
    const { keyboard, mouse } = this.page;
    switch (input.kind) {
      case "down":
        return isKey(input.code) ? keyboard.down(input.code) : undefined;
      case "up":
        return isKey(input.code) ? keyboard.up(input.code) : undefined;
      case "point": {
        const box = await this.page.locator("canvas").first().boundingBox();
        if (box === null) return;
        await mouse.move(box.x + input.x * box.width, box.y + input.y * box.height);
        if (input.phase === "down") await mouse.down();
        if (input.phase === "up") await mouse.up();
      }
    }
  }
}

/** The button of a first round, or of any later one. */
function beginning({ start, next }: Strings["game"]): RegExp {
  const rounds = [next(1, 9), next(2, 9)] as const;
  let alike = 0;
  while (rounds[0][alike] === rounds[1][alike]) alike += 1;
  return new RegExp(`^(${start}|${rounds[0].slice(0, alike).trim()})`);
}

/** Nobody has plugged in a gamepad. */
function isKey(code: string): boolean {
  return !code.startsWith("Gamepad");
}
