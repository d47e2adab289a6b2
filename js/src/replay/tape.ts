/** An episode as it was recorded, by steps: what was done in it, and what must come of it. */

import type { GameStep, ReplayAgent, ReplayEpisode } from "../generated/contract";
import { fromBase64 } from "../shared/bytes";
import { type Action, decodedAction } from "../worker/actor";
import { splitRows } from "../worker/layout";

/** Bytes of a SHA-256. */
const digestBytes = 32;

/** One agent's part; pictures are counted as in game-messages.ts. */
export class Track {
  readonly rewards: Float64Array;
  readonly #present: Uint8Array;
  readonly #observed: Uint8Array;
  readonly #terminated: Uint8Array;
  readonly #truncated: Uint8Array;
  readonly #digests: Uint8Array;
  readonly #outputs: Uint8Array[];
  /** For each picture its observation, where that was recorded. */
  readonly #observations: (Uint8Array | null)[];
  /** For each picture the sum of the rewards up to it. */
  readonly #returns: Float64Array;

  constructor(
    readonly name: string,
    readonly recorded: ReplayAgent,
    outputLayout: Parameters<typeof splitRows>[1],
  ) {
    this.rewards = new Float64Array(fromBase64(recorded.rewards).buffer);
    this.#present = fromBase64(recorded.present);
    this.#observed = fromBase64(recorded.observed);
    this.#terminated = fromBase64(recorded.terminated);
    this.#truncated = fromBase64(recorded.truncated);
    this.#digests = fromBase64(recorded.digests);
    this.#outputs =
      recorded.outputs === "" ? [] : splitRows(fromBase64(recorded.outputs), outputLayout);
    const rows = splitRows(fromBase64(recorded.observations), recorded.recorded.layout).values();
    this.#observations = Array.from(this.#observed, (is) =>
      is ? (rows.next().value ?? null) : null,
    );
    this.#returns = new Float64Array(this.rewards.length + 1);
    this.rewards.forEach((reward, step) => {
      this.#returns[step + 1] = (this.#returns[step] as number) + reward;
    });
  }

  action(step: number): Action {
    return decodedAction(this.recorded.actions[step] ?? 0);
  }

  isPresent(picture: number): boolean {
    return this.#present[picture] === 1;
  }

  isObserved(picture: number): boolean {
    return this.#observed[picture] === 1;
  }

  /** Null where it was not recorded. */
  observation(picture: number): Uint8Array | null {
    return this.#observations[picture] ?? null;
  }

  /** Null where none is recorded. */
  digest(picture: number): Uint8Array | null {
    if (this.#digests.length === 0) return null;
    return this.#digests.subarray(digestBytes * picture, digestBytes * (picture + 1));
  }

  return(picture: number): number {
    return this.#returns[picture] ?? 0;
  }

  /** What the step before this picture ended with; nothing is over before a step. */
  ends(picture: number): { terminated: boolean; truncated: boolean } {
    const step = picture - 1;
    return { terminated: this.#terminated[step] === 1, truncated: this.#truncated[step] === 1 };
  }

  /** The policy's output at a step; null without one. */
  output(step: number): Uint8Array | null {
    return this.#outputs[step] ?? null;
  }
}

export class Tape {
  /** In the order in which `step` takes their actions. */
  readonly tracks: readonly Track[];
  /** Environment steps. */
  readonly steps: number;

  constructor(
    readonly episode: ReplayEpisode,
    game: GameStep,
  ) {
    this.tracks = Object.entries(game.agents).map(([name, { layout }]) => {
      const recorded = episode.agents[name];
      if (recorded === undefined) throw new Error(`The episode has no agent ${name}.`);
      return new Track(name, recorded, layout.output);
    });
    this.steps = episode.times_ms.length - 1;
  }

  /** How many pictures there are. */
  get pictures(): number {
    return this.steps + 1;
  }
}
