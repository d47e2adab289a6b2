/** A bot that watches and judges the clips that it sees. */

import type { Locator, Page } from "playwright-core";
import type { StepOf } from "../../page/steps/context";
import type { Strings } from "../../page/strings";
import type { Mind } from "../mind";
import { Taste } from "../taste";
import { leave } from "./leave";

/** A clip takes no longer. */
const CLIP_MS = 300_000;

export class Viewer {
  constructor(
    private readonly page: Page,
    private readonly mind: Mind,
    private readonly strings: Strings,
  ) {}

  async watch({ clips, feedback }: StepOf<"watch">): Promise<void> {
    for (const [at] of clips.entries()) {
      await this.#title(at === 0, this.strings.judging.ofClips(at + 1, clips.length));
      await this.#play();
      if (feedback.length > 0) await this.#button(this.mind.choose(feedback).label).click();
      await this.#answer(this.#button(this.strings.continue), at === clips.length - 1);
    }
  }

  async compare(step: StepOf<"compare">): Promise<void> {
    const { pairs, draw, gold, repeats } = step;
    const count = (draw ?? pairs.length) + gold.length + repeats;
    const taste = new Taste(this.mind);
    for (let at = 0; at < count; at++) {
      await this.#title(at === 0, this.strings.judging.pair(at + 1, count));
      await this.#play();
      const answer = taste.prefer(step, await this.#clips());
      await this.#answer(this.#button(this.strings.judging[answer]), at === count - 1);
    }
  }

  async rank({ clips }: StepOf<"rank">): Promise<void> {
    await this.#play();
    const letter = String.fromCharCode("A".charCodeAt(0) + clips.length - 1);
    await this.page
      .getByRole("button", { name: this.strings.judging.up(this.strings.judging.clip(letter)) })
      .click();
    await this.#answer(this.#button(this.strings.continue), true);
  }

  /** The one before is gone. */
  async #title(isFirst: boolean, title: string): Promise<void> {
    if (!isFirst) await this.page.getByText(title, { exact: true }).first().waitFor();
  }

  /** The two that are shown: the page names them for those who simulate participants. */
  async #clips(): Promise<[string, string]> {
    const shown = this.page.locator("canvas[data-clip]");
    const [first, second] = [shown.first(), shown.last()];
    const name = async (canvas: Locator) => (await canvas.getAttribute("data-clip")) ?? "";
    return [await name(first), await name(second)];
  }

  /** It begins by itself but for the first one. */
  async #play(): Promise<void> {
    const play = this.#button(this.strings.judging.play);
    if (await play.isEnabled().catch(() => false)) await play.click();
  }

  #answer(button: Locator, isLast: boolean): Promise<void> {
    const press = () => button.click({ timeout: CLIP_MS });
    return isLast ? leave(this.page, press) : press();
  }

  /** Its name may hold the key that does the same. */
  #button(name: string): Locator {
    return this.page.getByRole("button", { name }).first();
  }
}
