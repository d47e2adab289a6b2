/** Holds what comes again against the record, picture by picture, as `data verify` does at once. */

import type { GameStep } from "../../generated/contract";
import { areEqual } from "../../shared/bytes";
import { type Environment, PRESENT, TERMINATED, TRUNCATED } from "../../worker/environment";
import { ObservationSelector } from "../../worker/observations";
import type { Difference } from "../protocol";
import type { Tape, Track } from "../tape";

export class Judge {
  /** Pictures 0 to this one, itself not included, were held against the record. */
  checked = 0;
  /** Null: all of these were equal. */
  difference: Difference | null = null;
  readonly #witnesses: Witness[];

  constructor(
    private readonly tape: Tape,
    game: GameStep,
  ) {
    this.#witnesses = tape.tracks.map((track) => new Witness(track, game));
  }

  /** The episode begins anew: the next picture is that of `reset`. */
  begin(): void {
    for (const witness of this.#witnesses) witness.begin();
  }

  /**
   * To be called for each picture of a run, without a gap.
   *
   * @param info exact JSON; null: it was empty.
   */
  see(picture: number, environment: Environment, info: string | null): void {
    // Each is asked, since rules for what is recorded count the observations.
    const found = this.#witnesses.map((witness) => witness.see(picture, environment));
    if (picture < this.checked) return;
    this.checked = picture + 1;
    if (this.difference !== null) return;
    const [first] = found.filter((difference) => difference !== null);
    if (first !== undefined) this.difference = first;
    else if (info !== (this.tape.episode.infos[picture] ?? null)) {
      this.difference = { picture, agent: "", field: "info" };
    }
  }
}

/** Of one agent. */
class Witness {
  readonly #selector: ObservationSelector;

  constructor(
    private readonly track: Track,
    game: GameStep,
  ) {
    const whole = game.agents[track.name]?.layout.observation ?? [];
    this.#selector = new ObservationSelector({ ...track.recorded.recorded, whole });
  }

  begin(): void {
    this.#selector.begin();
  }

  see(picture: number, environment: Environment): Difference | null {
    const field = this.#other(picture, environment);
    return field === null ? null : { picture, agent: this.track.name, field };
  }

  #other(picture: number, environment: Environment): Difference["field"] | null {
    const { track } = this;
    const kept = this.#selector.take(environment.observation(track.name));
    if ((kept !== null) !== track.isObserved(picture)) return "observed";
    if (!areSame(kept, track.observation(picture))) return "observation";
    const digest = track.digest(picture);
    if (digest !== null && !areEqual(this.#selector.digest, digest)) return "digest";
    const flags = environment.flags(track.name);
    if (Boolean(flags & PRESENT) !== track.isPresent(picture)) return "present";
    if (picture === 0) return null;
    if (!Object.is(environment.reward(track.name), track.rewards[picture - 1])) return "reward";
    const { terminated, truncated } = track.ends(picture);
    if (Boolean(flags & TERMINATED) !== terminated) return "terminated";
    return Boolean(flags & TRUNCATED) === truncated ? null : "truncated";
  }
}

function areSame(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : areEqual(a, b);
}
