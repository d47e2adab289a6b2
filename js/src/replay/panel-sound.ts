/** Says whether an episode can be heard, and lets it be. */

import type { ReplaySound } from "../generated/contract";
import { h } from "../page/dom";
import { loadSound, Sound } from "./sound";

export class SoundPanel {
  readonly element: HTMLElement;
  readonly #said = h("span", { role: "status" });
  readonly #audio = h("audio", {});
  #sound: Sound | null = null;
  #isClosed = false;
  /** Where the film is when the sound has come. */
  #now: Parameters<Sound["follow"]> = [0, null];

  /** @param sound null: nothing was recorded */
  constructor(
    sound: ReplaySound | null,
    private readonly address: (sound: ReplaySound) => string,
  ) {
    const heard = h("input", { type: "checkbox", checked: true });
    heard.addEventListener("change", () => {
      this.#audio.muted = !heard.checked;
    });
    const choice = h("label", { hidden: sound === null }, heard, " Sound ");
    this.element = h("p", { class: "sound" }, choice, this.#said, this.#audio);
    if (sound === null) this.#said.textContent = "No sound was recorded of this episode.";
    else void this.#load(sound);
  }

  follow(...now: Parameters<Sound["follow"]>): void {
    this.#now = now;
    this.#sound?.follow(...now);
  }

  /** Another episode takes its place. */
  close(): void {
    this.#isClosed = true;
    this.#sound?.rest();
    this.#sound = null;
    URL.revokeObjectURL(this.#audio.src);
  }

  async #load(sound: ReplaySound): Promise<void> {
    this.#said.textContent = "The sound is loaded…";
    try {
      const blob = await loadSound(this.address(sound));
      if (this.#isClosed) return; // nobody would make it rest again
      this.#audio.src = URL.createObjectURL(blob);
      await new Promise((resolve, reject) => {
        this.#audio.addEventListener("loadedmetadata", resolve, { once: true });
        this.#audio.addEventListener("error", reject, { once: true });
      });
      if (this.#isClosed) return;
      this.#sound = new Sound(this.#audio, sound.at_ms);
      this.#sound.follow(...this.#now);
      this.#said.textContent = "What was said is heard with the film.";
    } catch {
      this.#said.textContent = "Sound was recorded, but this browser can’t play it.";
    }
  }
}
