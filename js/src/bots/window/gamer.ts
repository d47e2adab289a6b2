/** A bot at a game that it sees: it presses the keys and moves the pointer of a real browser. */

import type { Locator, Page } from "playwright-core";
import type { GameStep } from "../../generated/contract";
import { english as strings } from "../../page/strings";
import type { Input } from "../../shared/protocol";
import { systemTimer } from "../../shared/timer";
import type { Uniform } from "../chance";
import { Player } from "../player";

/** Python may have to start first. */
const BOOT_MS = 120_000;
/** An episode takes no longer; who waits longer than that sees a game that hangs. */
const EPISODE_MS = 600_000;

export class Gamer {
  /** Between the rounds there is a form; and one of these at the end of each. */
  readonly onward: Locator;
  readonly #begin: Locator;
  readonly #players: readonly Player[];
  #pressed: Promise<void> = Promise.resolve();

  constructor(
    private readonly page: Page,
    step: GameStep,
    uniform: Uniform,
  ) {
    this.#begin = page.getByRole("button", { name: BEGINS });
    const goOn = page.getByRole("button", { name: strings.continue, exact: true });
    this.onward = this.#begin.or(goOn).first();
    this.#players = Object.values(step.controls).map(
      (controls) =>
        new Player(controls, uniform, systemTimer, (input) => {
          this.#pressed = this.#pressed.then(() => this.#press(input));
        }),
    );
  }

  /** Plays an episode, if one is to begin. @returns whether it was */
  async play(): Promise<boolean> {
    await this.onward.waitFor({ timeout: BOOT_MS });
    if (!(await this.#begin.isVisible())) return false;
    await this.#begin.click();
    await this.#begin.waitFor({ state: "hidden" });
    for (const player of this.#players) player.begin();
    await this.onward.waitFor({ timeout: EPISODE_MS });
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

const BEGINS = new RegExp(`^(${strings.game.start}|${strings.game.next(1, 2).split(" 1 ")[0]})`);

/** Nobody has plugged in a gamepad. */
function isKey(code: string): boolean {
  return !code.startsWith("Gamepad");
}
