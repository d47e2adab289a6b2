/** One episode, run again from its seed and actions: forward step by step, back from its begin. */

import type { GameStep, Manifest } from "../../generated/contract";
import { toHex } from "../../shared/bytes";
import { Environment, type Frame, gameSpec, HAS_INFO } from "../../worker/environment";
import { digestBytes, Sha256 } from "../../worker/sha256";
import type { Tape } from "../tape";
import { Judge } from "./judge";

type Python = Parameters<typeof Environment.make>[0];

export class Rerun {
  readonly judge: Judge;
  readonly #environment: Environment;
  readonly #sha256 = new Sha256();
  readonly #digest = new Uint8Array(digestBytes);
  /** The picture that the environment would draw now; -1 before the first `reset`. */
  #at = -1;

  constructor(
    python: Python,
    manifest: Manifest,
    game: GameStep,
    private readonly tape: Tape,
  ) {
    this.#environment = Environment.make(python, gameSpec(manifest, game));
    this.judge = new Judge(tape, game);
  }

  get at(): number {
    return this.#at;
  }

  /** Begins anew. */
  rewind(): void {
    this.judge.begin();
    this.#see(0, this.#environment.reset(this.tape.episode.seed));
  }

  /** Takes the next of the recorded steps. */
  advance(): void {
    const actions = this.tape.tracks.map((track) => track.action(this.#at));
    const flags = this.#environment.step(...actions);
    this.#see(this.#at + 1, flags & HAS_INFO ? this.#environment.info() : null);
  }

  /** @param show may not keep the frame */
  render(show: (frame: Frame) => void): void {
    this.#environment.render(show);
  }

  /** Agent to the SHA-256 of what it observes now, in hexadecimal. */
  digests(): Record<string, string> {
    const each = this.tape.tracks.map(({ name }) => {
      this.#sha256.digest(this.#environment.observation(name), this.#digest);
      return [name, toHex(this.#digest)];
    });
    return Object.fromEntries(each);
  }

  close(): void {
    this.#environment.close();
  }

  #see(picture: number, info: string | null): void {
    this.#at = picture;
    this.judge.see(picture, this.#environment, info);
  }
}
