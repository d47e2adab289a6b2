/** The columns of a `steps` record, in memory that is allocated once: a step makes no garbage. */

import type { ArrayField } from "../generated/contract";
import { fromLatin1, toBase64 } from "../shared/bytes";
import { ACTION_SOURCES } from "../shared/columns";
import { type AgentBody, base64Of, type Packed } from "../shared/record-line";
import type { Action, Decision } from "./actor";
import { Column, keptOf } from "./column";
import { PRESENT, TERMINATED, TRUNCATED } from "./environment";
import { emptyRow, hasTail, rowSize } from "./layout";
import { ObservationSelector, type RecordedObservations } from "./observations";

/** When one environment step was due, begun, answered and drawn (NaN: not drawn): `performance.now`. */
export interface StepTimes {
  due: number;
  started: number;
  stepped: number;
  drawn: number;
}

/** What an agent saw and did, as the environment tells it. */
export interface Observed {
  observation(agent: string): Uint8Array;
  reward(agent: string): number;
  /** Bits, see `Environment`. */
  flags(agent: string): number;
  info(): string;
}

export interface AgentRows {
  observation: RecordedObservations;
  action: readonly ArrayField[];
  output: readonly ArrayField[];
  /** How many random numbers a decision may draw; 1 if it is not given. */
  uniforms?: number;
}

/** Rows that differ in size, each in memory of its own. */
class TailedColumn {
  readonly #empty: Uint8Array;
  #rows: Uint8Array[] = [];
  /** Of all rows. */
  bytes = 0;

  constructor(layout: readonly ArrayField[]) {
    this.#empty = emptyRow(layout);
  }

  setBytes(_row: number, value: Uint8Array): void {
    this.#rows.push(value.slice());
    this.bytes += value.length;
  }

  setAction(row: number, action: Action): void {
    this.setBytes(row, typeof action === "string" ? fromLatin1(action) : this.#empty);
  }

  /** All rows; the next one is the first again. */
  packed(count: number): string {
    return base64Of(this.kept(count));
  }

  /** The same, for whoever makes it base64 later. */
  kept(_count: number): Packed {
    const all = new Uint8Array(this.bytes);
    let end = 0;
    for (const row of this.#rows) {
      all.set(row, end);
      end += row.length;
    }
    this.#rows = [];
    this.bytes = 0;
    return keptOf(all);
  }
}

function columnOf(layout: readonly ArrayField[], capacity: number): Column | TailedColumn {
  return hasTail(layout) ? new TailedColumn(layout) : new Column(rowSize(layout), capacity);
}

/** The columns that a layout of the environment's packs. */
type OfEnvironment = "observation" | "action" | "intended";

/** What one agent saw and did, row by row. */
export class AgentColumns {
  readonly #columns: Record<Exclude<keyof AgentBody, OfEnvironment>, Column> &
    Record<OfEnvironment, Column | TailedColumn>;
  readonly #tailed: TailedColumn[];
  readonly #selector: ObservationSelector;
  readonly #observationBytes: number;
  /** Rows of `observation`, which has one for each observation that is recorded. */
  #kept = 0;

  constructor(layouts: AgentRows, capacity: number) {
    const column = (width: number) => new Column(width, capacity);
    this.#selector = new ObservationSelector(layouts.observation);
    this.#observationBytes = recordedBytes(layouts);
    this.#columns = {
      action: columnOf(layouts.action, capacity),
      intended: columnOf(layouts.action, capacity),
      source: column(1),
      present: column(1),
      input_t: column(8),
      observed: column(1),
      observation: isRecorded(layouts) ? columnOf(layouts.observation.layout, capacity) : column(0),
      digest: column(this.#selector.digest.length),
      reward: column(8),
      terminated: column(1),
      truncated: column(1),
      output: column(rowSize(layouts.output)),
      uniform: column(8 * (layouts.uniforms ?? 1)),
    };
    const { observation, action, intended } = this.#columns;
    this.#tailed = [observation, action, intended].filter((each) => each instanceof TailedColumn);
  }

  /** Bytes of the rows so far that have no fixed size. */
  get tailedBytes(): number {
    return this.#tailed.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Of the observations so far, without their tails. */
  get keptBytes(): number {
    return this.#kept * this.#observationBytes;
  }

  /** An episode begins. @returns what is recorded of its first observation */
  begin(observation: Uint8Array): { observation: string; digest: string } {
    this.#selector.begin();
    const kept = this.#selector.take(observation);
    return {
      observation: kept === null ? "" : toBase64(kept),
      digest: toBase64(this.#selector.digest),
    };
  }

  write(row: number, agent: string, decision: Decision, observed: Observed): void {
    const columns = this.#columns;
    const flags = observed.flags(agent);
    columns.action.setAction(row, decision.action);
    columns.intended.setAction(row, decision.intended);
    columns.source.setUint8(row, ACTION_SOURCES.indexOf(decision.source));
    columns.present.setUint8(row, flags & PRESENT ? 1 : 0);
    columns.input_t.setFloat64(row, decision.inputT);
    this.#writeObservation(row, observed.observation(agent));
    columns.reward.setFloat64(row, observed.reward(agent));
    columns.terminated.setUint8(row, flags & TERMINATED ? 1 : 0);
    columns.truncated.setUint8(row, flags & TRUNCATED ? 1 : 0);
    columns.output.setBytes(row, decision.output);
    columns.uniform.setFloat64s(row, decision.uniform);
  }

  /** The rows so far; the next one is written over the first of them. */
  drain(count: number): AgentBody {
    const { observation, ...others } = this.#columns;
    const entries = Object.entries(others).map(([name, column]) => [name, column.packed(count)]);
    const packed: Omit<AgentBody, "observation"> = Object.fromEntries(entries);
    const kept = observation.kept(this.#kept);
    this.#kept = 0;
    return { ...packed, observation: kept };
  }

  #writeObservation(row: number, observation: Uint8Array): void {
    const kept = this.#selector.take(observation);
    this.#columns.observed.setUint8(row, kept === null ? 0 : 1);
    if (kept !== null) this.#columns.observation.setBytes(this.#kept++, kept);
    this.#columns.digest.setBytes(row, this.#selector.digest);
  }
}

/** Of an observation, as far as it is recorded, without its tail. */
export function recordedBytes(rows: AgentRows): number {
  return isRecorded(rows) ? rowSize(rows.observation.layout) : 0;
}

function isRecorded({ observation }: AgentRows): boolean {
  return observation.rule.keep !== "none";
}

/** When each step was due, begun, answered and drawn. */
export class TimeColumns {
  readonly #columns: Record<keyof StepTimes, Column>;

  constructor(capacity: number) {
    const column = () => new Column(8, capacity);
    this.#columns = { due: column(), started: column(), stepped: column(), drawn: column() };
  }

  write(row: number, times: StepTimes): void {
    this.#columns.due.setFloat64(row, times.due);
    this.#columns.started.setFloat64(row, times.started);
    this.#columns.stepped.setFloat64(row, times.stepped);
    this.#columns.drawn.setFloat64(row, times.drawn);
  }

  firstStarted(): number {
    return this.#columns.started.getFloat64(0);
  }

  packed(count: number): Record<keyof StepTimes, string> {
    const { due, started, stepped, drawn } = this.#columns;
    return {
      due: due.packed(count),
      started: started.packed(count),
      stepped: stepped.packed(count),
      drawn: drawn.packed(count),
    };
  }
}
