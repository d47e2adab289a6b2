/** The sounds of a game: loaded when its step is shown, and played over each other. */

export class Sounds {
  readonly #known = new Map<string, HTMLAudioElement>();

  preload(address: string): void {
    const audio = new Audio(address);
    audio.preload = "auto";
    this.#known.set(address, audio);
  }

  /** @param volume 0 to 1; some phones know only their own */
  play(address: string, volume: number): void {
    if (!this.#known.has(address)) this.preload(address);
    const audio = this.#known.get(address)?.cloneNode() as HTMLAudioElement;
    audio.volume = volume;
    audio.play().catch((error: unknown) => console.warn(`A sound was not played: ${error}`));
  }
}
