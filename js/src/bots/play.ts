/** A bot at a game: the study's own environment, policies and controls, in time that leaps. */

import { nextTask, type VirtualTime } from "../endurance/time";
import type { GameStep } from "../generated/contract";
import { Scoring } from "../page/flow/scoring";
import { shownAgent } from "../shared/agents";
import type { GameResults } from "../shared/course";
import type { Journal } from "../shared/journal";
import type { Input, ToPage } from "../shared/protocol";
import type { Donor } from "../worker/donor";
import { failureOf, StepError } from "../worker/failure";
import { Play } from "../worker/play";
import type { PlayParts } from "../worker/play-parts";
import type { Uniform } from "./chance";
import { Player } from "./player";

/** Nobody plays on for longer: an endless episode is stopped, as a participant would stop it. */
const MAX_STEPS = 5_000;
/** From the picture to the press on "Start". */
const BEGIN_MS = 800;
/** So many turns of the event loop nothing happened in, and nothing is due. */
const STUCK = 100_000;
const STOPPED = "The game had to stop because of an error in it.";

export interface Table {
  step: GameStep;
  attempt: number;
  /** The session's: 128 bits in hexadecimal. */
  seed: string;
  seedList: number | null;
  donor: Donor | null;
  runtime: PlayParts["runtime"];
  journal: Journal;
  time: VirtualTime;
  uniform: Uniform;
}

export interface Played {
  /** Null before the first episode is over. */
  results: GameResults | null;
  /** The traceback of what failed; null: nothing. */
  failure: string | null;
}

/** Plays all episodes. */
export async function playGame(table: Table): Promise<Played> {
  const scoring = new Scoring();
  const game = new Game(table, scoring);
  const failure = await game.play();
  return { results: scoring.results, failure };
}

class Game {
  readonly #play: Play;
  readonly #players: readonly Player[];
  #isOver = false;
  #error: unknown = null;

  constructor(
    private readonly table: Table,
    private readonly scoring: Scoring,
  ) {
    const { step, time, uniform } = table;
    this.#play = new Play(this.#parts());
    this.#players = Object.entries(step.controls).map(([agent, controls]) => {
      const send = (input: Input) =>
        this.#play.input({ type: "input", view: step.id, agent, input, timeStamp: time.now() });
      return new Player(controls, uniform, time.timer, send);
    });
  }

  async play(): Promise<string | null> {
    this.#do(() => this.#play.prepare());
    try {
      await this.#untilOver();
    } catch (error) {
      this.#error ??= error;
    }
    for (const player of this.#players) player.end();
    const failure = this.#error === null ? null : this.#record(this.#error);
    await this.#play.close();
    await this.table.journal.flush();
    return failure;
  }

  /** Nothing of a game waits for real time, so that what waits is due as soon as all is done. */
  async #untilOver(): Promise<void> {
    let idle = 0;
    while (!this.#isOver && this.#error === null) {
      await nextTask();
      idle = this.table.time.leap() ? 0 : idle + 1;
      if (idle > STUCK) throw new Error("Nothing happens any more in this game.");
    }
  }

  #hear(message: ToPage): void {
    switch (message.type) {
      case "episode_ready":
        this.table.time.after(() => this.#begin(), BEGIN_MS);
        break;
      case "status":
        if (message.steps >= MAX_STEPS) this.#play.stop("stop", false);
        break;
      case "episode_end":
        for (const player of this.#players) player.end();
        this.scoring.ended(message.returns[shownAgent(this.table.step)] ?? 0, message.steps);
        break;
      case "game_end":
        this.#isOver = true;
    }
  }

  #begin(): void {
    for (const player of this.#players) player.begin();
    this.#do(() => this.#play.start());
  }

  #do(act: () => Promise<void>): void {
    act().catch((error: unknown) => {
      this.#error ??= error;
    });
  }

  /** As the game worker does it. @returns the traceback, which is the same for the same mistake */
  #record(error: unknown): string {
    this.#play.emit();
    const failure = failureOf(error, STOPPED);
    void this.table.journal.append({ type: "error", where: this.table.step.id, ...failure });
    return failureOf(error instanceof StepError ? error.cause : error, STOPPED).detail;
  }

  #parts(): PlayParts {
    const { step, time, ...given } = this.table;
    return {
      ...given,
      view: step.id,
      step,
      episode: 0,
      played: { steps: 0, seconds: 0, score: 0 },
      show: () => {},
      timing: time,
      frames: null,
      clockOffset: () => 0,
      tellTiming: null,
      guard: { begin: () => {} },
      post: (message) => this.#hear(message),
    };
  }
}
