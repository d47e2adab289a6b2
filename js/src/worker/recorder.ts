/** Writes what happens in a game to the journal: the step columns, and the records around them. */

import type { Agent, EpisodeEndRecord, EpisodeRecord } from "../generated/contract";
import type { RecordBody } from "../shared/record-line";
import type { Taped } from "../shared/tape";
import { Alarm } from "../shared/timer";
import type { Decision } from "./actor";
import {
  AgentColumns,
  type AgentRows,
  type Observed,
  recordedBytes,
  type StepTimes,
  TimeColumns,
} from "./columns";
import { HAS_INFO, PRESENT } from "./environment";
import type { Timing } from "./timing";

/** Where records go: `Journal`. */
export interface RecordSink {
  /** @param taped what it is to the tape of the running episode; not given: nothing. */
  append(body: RecordBody, taped?: Taped | null): Promise<void>;
  flush(options?: { durable?: boolean }): Promise<void>;
}

/** Commits what was appended, in the background. */
export function commitSoon(sink: Pick<RecordSink, "flush">): void {
  // Where this fails the journal says so itself, keeps the records and tries again.
  sink.flush().catch(() => {});
}

/** What an `episode` record says beyond its place in the study. */
export type EpisodeStart = Pick<
  EpisodeRecord,
  | "pace"
  | "practice"
  | "seed"
  | "seed_from"
  | "seed_list"
  | "donor"
  | "streams"
  | "policy_seeds"
  | "hook_stream"
  | "hook_seed"
  | "actors"
  | "thinking"
  | "info"
>;

/** What an `episode_end` record says beyond its place in the study. */
export type EpisodeOutcome = Pick<
  EpisodeEndRecord,
  "steps" | "returns" | "reason" | "unused_presses"
>;

/** What the rows of an agent are made of, as the manifest has it. */
export function rowsOf({ layout, recorded }: Agent): AgentRows {
  const { action, output, uniforms = 1 } = layout;
  return { observation: { ...recorded, whole: layout.observation }, action, output, uniforms };
}

export class Recorder {
  /** A record holds at most this many steps, this much data and this much time. */
  static readonly maxRows = 512;
  static readonly maxBytes = 4_000_000;
  /**
   * The same, where several steps have room in it. V8 keeps texts of 128 KB apart, and from its next
   * short collection on with what is old: all of 84x84x4 pixels made it collect the whole memory of
   * whoever makes the text every 17 s. Base64 of so much is shorter.
   */
  static readonly maxYoungBytes = 90_000;
  /** Fewer of them in a record, and its commits cost more than the collections. */
  static readonly minYoungRows = 3;
  static readonly maxInfoCharacters = 500_000;
  /** Of rows that have no fixed size. */
  static readonly maxTailedBytes = 1_000_000;
  /** Leaves 40 of the 100 ms that are promised to the commit, on a machine that is busy. */
  static readonly maxAgeMs = 60;

  readonly #columns: Map<string, AgentColumns>;
  readonly #recorded: EpisodeRecord["recorded"];
  readonly #times: TimeColumns;
  /** Of all that is observed in a step, as far as it is recorded. */
  readonly #rowBytes: number;
  readonly #capacity: number;
  #episode = 0;
  /** Index in the episode of the first step that is not in a record yet, and how many follow. */
  #first = 0;
  #count = 0;
  #info: Record<string, string> = {};
  #infoCharacters = 0;
  readonly #alarm: Alarm;
  /** How many steps each of the next records is to hold; null: as many as there is time and room. */
  #lengths: number[] | null = null;

  constructor(
    private readonly sink: RecordSink,
    private readonly place: { step: string; attempt: number },
    layouts: Record<string, AgentRows>,
    timing: Pick<Timing, "now" | "after">,
  ) {
    this.#alarm = new Alarm(() => this.emit(), timing.after, timing.now);
    const entries = Object.entries(layouts);
    this.#rowBytes = entries.reduce((sum, [, rows]) => sum + recordedBytes(rows), 0);
    const fitting = Math.floor(Recorder.maxBytes / (this.#rowBytes + 1));
    this.#capacity = Math.max(1, Math.min(Recorder.maxRows, fitting));
    this.#columns = new Map(
      entries.map(([agent, rows]) => [agent, new AgentColumns(rows, this.#capacity)]),
    );
    this.#times = new TimeColumns(this.#capacity);
    this.#recorded = mapped(entries, ({ observation }) => observation.rule);
  }

  /** `reset` was called. */
  episode(episode: number, start: EpisodeStart, observed: Observed): void {
    this.#episode = episode;
    this.#first = 0;
    const agents = [...this.#columns.keys()];
    const first = [...this.#columns].map(
      ([agent, columns]) => [agent, columns.begin(observed.observation(agent))] as const,
    );
    void this.sink.append({
      type: "episode",
      ...this.place,
      episode,
      ...start,
      present: agents.filter((agent) => observed.flags(agent) & PRESENT),
      recorded: this.#recorded,
      observation: mapped(first, ({ observation }) => observation),
      digest: mapped(first, ({ digest }) => digest),
    });
  }

  /** `step` was called. @param flags what it returned */
  step(
    times: StepTimes,
    decisions: ReadonlyMap<string, Decision>,
    flags: number,
    observed: Observed,
  ): void {
    for (const [agent, decision] of decisions) {
      this.#columns.get(agent)?.write(this.#count, agent, decision, observed);
    }
    this.#times.write(this.#count, times);
    if (flags & HAS_INFO) this.#keepInfo(observed.info());
    this.#count += 1;
    if (this.#lengths !== null) this.#follow(this.#lengths);
    else if (this.#isFull(times.started)) this.emit();
    else if (this.#count === 1) this.#alarm.within(Recorder.maxAgeMs);
  }

  /** The next records hold so many steps each: those of an earlier attempt; null: as always. */
  follow(lengths: readonly number[] | null): void {
    this.#lengths = lengths && [...lengths];
  }

  #follow(lengths: number[]): void {
    if (this.#count < (lengths[0] ?? 1)) return;
    lengths.shift();
    this.emit();
  }

  /** Hands the steps so far to the journal, which commits them in the background. */
  emit(): void {
    this.#alarm.callOff();
    if (this.#count === 0) return;
    const steps = this.#steps();
    this.#first += this.#count;
    this.#count = 0;
    this.#info = {};
    this.#infoCharacters = 0;
    // Last: where the storage falls behind, the game is held within it, which emits what there is.
    void this.sink.append(steps);
    commitSoon(this.sink);
  }

  /** Nothing more is recorded. */
  close(): void {
    this.emit();
    this.#alarm.close();
  }

  /** The episode is over; to have it on disk, flush the journal. */
  episodeEnd(end: EpisodeOutcome): void {
    this.emit();
    const { place } = this;
    void this.sink.append({ type: "episode_end", ...place, episode: this.#episode, ...end });
  }

  #keepInfo(info: string): void {
    this.#info[this.#count] = info;
    this.#infoCharacters += info.length;
  }

  /** A timer that is late, since an unthrottled loop seldom lets timers run, must not cost data. */
  #isFull(now: number): boolean {
    const isLarge =
      this.#count === this.#capacity ||
      this.#infoCharacters >= Recorder.maxInfoCharacters ||
      this.#bytes("tailedBytes") >= Recorder.maxTailedBytes ||
      this.#isGrown();
    return isLarge || now - this.#times.firstStarted() >= Recorder.maxAgeMs;
  }

  /** One more step would make its text one that V8 takes for old. */
  #isGrown(): boolean {
    if (this.#rowBytes * Recorder.minYoungRows > Recorder.maxYoungBytes) return false;
    return this.#bytes("keptBytes") + this.#rowBytes > Recorder.maxYoungBytes;
  }

  #bytes(which: "tailedBytes" | "keptBytes"): number {
    let bytes = 0;
    for (const columns of this.#columns.values()) bytes += columns[which];
    return bytes;
  }

  #steps(): RecordBody {
    const count = this.#count;
    return {
      type: "steps",
      ...this.place,
      episode: this.#episode,
      first: this.#first,
      count,
      agents: mapped([...this.#columns], (columns) => columns.drain(count)),
      ...this.#times.packed(count),
      info: this.#info,
    };
  }
}

function mapped<V, W>(
  entries: readonly (readonly [string, V])[],
  of: (value: V) => W,
): Record<string, W> {
  return Object.fromEntries(entries.map(([name, value]) => [name, of(value)]));
}
