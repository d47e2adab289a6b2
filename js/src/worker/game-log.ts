/** Everything that is written down of one game: its steps, its inputs, its frames and its time. */

import type { Agent, PauseRecord, SignalRecord } from "../generated/contract";
import type { Input } from "../shared/protocol";
import type { Decision } from "./actor";
import { stallMs } from "./clock";
import type { Observed, StepTimes } from "./columns";
import { InputLog } from "./input-log";
import {
  commitSoon,
  type EpisodeOutcome,
  type EpisodeStart,
  Recorder,
  type RecordSink,
  rowsOf,
} from "./recorder";
import type { Said } from "./signals";
import { Timekeeper, type TimekeeperParts } from "./timekeeper";
import type { Standing } from "./ui";

const noTimes: Readonly<StepTimes> = {
  due: Number.NaN,
  started: Number.NaN,
  stepped: Number.NaN,
  drawn: Number.NaN,
};

export interface GameLogParts extends TimekeeperParts {
  journal: RecordSink;
  agents: Record<string, Agent>;
  /** How far the game is. */
  standing: () => Standing;
}

export class GameLog {
  readonly #recorder: Recorder;
  readonly #inputs: InputLog;
  readonly #timekeeper: Timekeeper;

  constructor(private readonly parts: GameLogParts) {
    const { agents, journal, place, timing } = parts;
    const rows = Object.entries(agents).map(([name, agent]) => [name, rowsOf(agent)]);
    this.#recorder = new Recorder(journal, place, Object.fromEntries(rows), timing);
    this.#inputs = new InputLog(journal, place, timing);
    this.#timekeeper = new Timekeeper(parts);
  }

  /** `reset` was called. */
  episode(episode: number, start: EpisodeStart, observed: Observed): void {
    this.#inputs.begin(episode);
    this.#timekeeper.begin(episode);
    this.#recorder.episode(episode, start, observed);
  }

  /** The next steps were played before: they are recorded in parts that are so long. */
  follow(lengths: readonly number[]): void {
    this.#recorder.follow(lengths);
  }

  /** One of them was taken again. Its times are those of an earlier attempt, which has them. */
  again(decisions: ReadonlyMap<string, Decision>, flags: number, observed: Observed): void {
    this.#recorder.step(noTimes, decisions, flags, observed);
  }

  /** So many were: what follows is played. */
  goOn(steps: number): void {
    this.#recorder.follow(null);
    this.#timekeeper.begin(this.parts.standing().episode, steps);
  }

  /** `step` was called. @param flags what it returned */
  step(
    times: StepTimes,
    decisions: ReadonlyMap<string, Decision>,
    flags: number,
    observed: Observed,
  ): void {
    this.#recorder.step(times, decisions, flags, observed);
    this.#timekeeper.step(times, decisions);
  }

  /**
   * An input of an agent's person was heard.
   *
   * @param timeStamp the event's, on the page's clock.
   */
  input(agent: string, input: Input, timeStamp: number, receivedAt: number): void {
    this.#inputs.add(agent, input, { timeStamp, receivedAt, after: this.parts.standing().steps });
  }

  /** Nothing counts as held any more. */
  release(timeStamp: number, receivedAt: number): void {
    this.#inputs.release({ timeStamp, receivedAt, after: this.parts.standing().steps });
  }

  /** The person said something beside the game. */
  signal(said: Said, from: Pick<SignalRecord, "event_t" | "received_t" | "source">): void {
    const { steps: after, episode } = this.parts.standing();
    const place = { ...this.parts.place, episode, after };
    void this.parts.journal.append({ type: "signal", ...place, ...said, ...from });
    commitSoon(this.parts.journal);
  }

  /** The hook put something into the record. @param after how many steps were begun */
  hook(name: string, data: string, after: number): void {
    const { episode } = this.parts.standing();
    const place = { ...this.parts.place, episode, after };
    void this.parts.journal.append({ type: "hook", ...place, name, data });
  }

  /** The running game began to wait, or goes on. */
  pause(pause: Pick<PauseRecord, "why" | "paused" | "pauses">): void {
    if (pause.paused) this.#timekeeper.rest();
    void this.parts.journal.append({ type: "pause", ...this.#place(), ...pause });
  }

  rate(fps: number): void {
    void this.parts.journal.append({ type: "rate", ...this.#place(), fps });
  }

  /**
   * Due times were moved, from `due` on, since the game could not keep its rate.
   *
   * @returns whether it stood still for so long that this was no play.
   */
  moved(moved_ms: number, due: number): boolean {
    if (moved_ms < stallMs) {
      this.#timekeeper.slowed(moved_ms);
      return false;
    }
    this.#timekeeper.stalled();
    void this.parts.journal.append({ type: "stall", ...this.#place(), due, moved_ms });
    return true;
  }

  /** Hands everything so far to the journal. */
  emit(): void {
    this.#inputs.emit();
    this.#recorder.emit();
    this.#timekeeper.emit();
  }

  /** The game is over, or left: nothing more is written down. */
  close(): void {
    this.emit();
    this.#recorder.close();
  }

  /** Waits until the last frame was painted, but not for long. */
  settle(): Promise<void> {
    return this.#timekeeper.settle();
  }

  /** The episode is over; to have it on disk, flush the journal. */
  episodeEnd(outcome: EpisodeOutcome): void {
    this.emit();
    this.#timekeeper.end();
    this.#recorder.episodeEnd(outcome);
  }

  /** All episodes are over. */
  conclude(): void {
    this.#timekeeper.conclude();
  }

  #place(): { step: string; attempt: number } & Standing {
    return { ...this.parts.place, ...this.parts.standing() };
  }
}
