/** Keys that a participant has chosen in the place of the study's. */

/** Agent to code to the one that is pressed for it; what is not in it is pressed as the study says. */
export type ChosenKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

const none: ReadonlySet<string> = new Set();

/** Keys that the browser, the system or a reader of the screen cannot do without. */
const reserved = /^(Escape|Tab|Meta.*|ContextMenu|PrintScreen|F\d+|Unidentified|)$/;

/**
 * @param codes code to agent
 * @param taken as in `KeyChoice`
 * @returns the code that is pressed to the one that the game knows
 */
export function pressedFor(
  codes: ReadonlyMap<string, string>,
  chosen: ChosenKeys,
  taken: ReadonlySet<string> = none,
): Map<string, string> {
  const choice = new KeyChoice(codes, chosen, taken);
  return new Map([...codes.keys()].map((code) => [choice.pressed(code), code]));
}

/** What is chosen while the participant is at it. No key ever has two meanings. */
export class KeyChoice {
  /** Code to the one that is pressed for it. */
  readonly #pressed: Map<string, string>;

  /**
   * @param codes code to agent: of all people
   * @param before what was chosen, perhaps in a game with other keys: one that does something here
   *   changes places
   * @param taken keys that do something beside the game, and cannot be had
   */
  constructor(
    private readonly codes: ReadonlyMap<string, string>,
    private readonly before: ChosenKeys,
    private readonly taken: ReadonlySet<string> = none,
  ) {
    this.#pressed = new Map([...codes.keys()].map((code) => [code, code]));
    for (const [code, agent] of codes) {
      const pressed = before[agent]?.[code];
      if (pressed !== undefined) this.choose(code, pressed);
    }
  }

  pressed(code: string): string {
    return this.#pressed.get(code) ?? code;
  }

  /**
   * Takes a key for what `code` does. One that does something else already changes places with it.
   *
   * @returns false where the key cannot be had.
   */
  choose(code: string, pressed: string): boolean {
    if (reserved.test(pressed) || this.taken.has(pressed)) return false;
    const before = this.pressed(code);
    for (const [other, own] of this.#pressed) {
      if (own === pressed) this.#pressed.set(other, before);
    }
    this.#pressed.set(code, pressed);
    return true;
  }

  /** As the study has it. */
  reset(): void {
    for (const code of this.codes.keys()) this.#pressed.set(code, code);
  }

  /**
   * Of all people in this game, without what is as the study has it. What was chosen for keys that
   * this game does not have stays, as it is another game's.
   */
  get chosen(): ChosenKeys {
    const chosen: Record<string, Record<string, string>> = {};
    for (const agent of new Set(this.codes.values())) chosen[agent] = this.#elsewhere(agent);
    for (const [code, agent] of this.codes) {
      const pressed = this.pressed(code);
      if (pressed !== code) chosen[agent] = { ...chosen[agent], [code]: pressed };
    }
    return chosen;
  }

  #elsewhere(agent: string): Record<string, string> {
    const all = Object.entries(this.before[agent] ?? {});
    return Object.fromEntries(all.filter(([code]) => this.codes.get(code) !== agent));
  }
}
