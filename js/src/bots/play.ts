/** A bot at a game: the study's own environment, policies and controls, in time that leaps. */

import type { GameStep } from "../generated/contract";
import { nextTask, type VirtualTime } from "../node-page/time";
import { afterEpisode } from "../page/steps/game-progress";
import type { GameResults } from "../shared/course";
import { type Asks, type GameProgress, untouched } from "../shared/game-progress";
import type { Journal } from "../shared/journal";
import type { EpisodeEndMessage, Input, ProbeMessage, ToPage } from "../shared/protocol";
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
  /** Told of the results after each episode. */
  onResults: (results: GameResults) => void;
  /** Answers what is asked after an episode. */
  ask: (asks: Asks) => Promise<void>;
  /** Answers what probes ask in the middle of one. */
  probe: (due: Pick<ProbeMessage, "episode" | "steps" | "probes">) => Promise<void>;
}

/** Plays all episodes. @returns the traceback of what failed; null: nothing */
export function playGame(table: Table): Promise<string | null> {
  return new Game(table).play();
}

class Game {
  readonly #play: Play;
  readonly #players: readonly Player[];
  #progress: GameProgress;
  /** Null while nothing is asked. */
  #asking: Promise<void> | null = null;
  #isOver = false;
  #error: unknown = null;

  constructor(private readonly table: Table) {
    const { step, time, uniform } = table;
    this.#progress = untouched(step.id);
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
    while ((!this.#isOver || this.#asking !== null) && this.#error === null) {
      await this.#asking;
      await nextTask();
      idle = this.table.time.leap() ? 0 : idle + 1;
      if (idle > STUCK) throw new Error("Nothing happens any more in this game.");
    }
  }

  #hear(message: ToPage): void {
    switch (message.type) {
      case "episode_ready":
        void Promise.resolve(this.#asking).then(() =>
          this.table.time.after(() => this.#begin(), BEGIN_MS),
        );
        break;
      case "status":
        if (message.steps >= MAX_STEPS) this.#play.stop("stop", false);
        break;
      case "probe":
        this.#wait(this.table.probe(message).then(() => this.#play.hold("probe", false)));
        break;
      case "episode_end":
        for (const player of this.#players) player.end();
        this.#ended(message);
        break;
      case "game_end":
        this.#isOver = true;
    }
  }

  #begin(): void {
    for (const player of this.#players) player.begin();
    this.#do(() => this.#play.start());
  }

  /** As the page does it: what is asked comes before the next episode may begin. */
  #ended(message: EpisodeEndMessage): void {
    const { step, attempt, onResults, ask } = this.table;
    this.#progress = afterEpisode(step, { ...this.#progress, running: attempt }, message);
    const { asks, results } = this.#progress;
    if (results !== null) onResults(results);
    if (asks !== null) this.#wait(ask(asks));
  }

  #wait(asked: Promise<void>): void {
    this.#asking = asked.finally(() => {
      this.#asking = null;
    });
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
    const { step, time, onResults, ask, probe, ...given } = this.table;
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
