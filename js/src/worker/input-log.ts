/** Writes down what the devices gave, as the worker hears of it: `inputs` records. */

import type { InputKind } from "../generated/contract";
import { INPUT_KINDS } from "../shared/columns";
import type { Input } from "../shared/protocol";
import type { RecordBody } from "../shared/record-line";
import type { Cancel } from "../shared/timer";
import { Column } from "./column";
import { commitSoon, Recorder, type RecordSink } from "./recorder";
import type { Timing } from "./timing";

export interface InputTimes {
  /** The event's, on the page's clock. */
  timeStamp: number;
  /** When the worker heard of it, on its own clock. */
  receivedAt: number;
  /** How many environment steps of the episode were over by then. */
  after: number;
}

/** What of a row comes from the device. */
interface Given {
  kind: InputKind;
  code: string;
  x: number;
  y: number;
}

/** Of what has no name, and of what is everybody's. */
const nameless = "";
const none = Number.NaN;

export class InputLog {
  /** A record holds at most this many inputs, and as much time as one of steps. */
  static readonly maxRows = 512;

  readonly #columns = {
    agent: new Column(2, InputLog.maxRows),
    kind: new Column(1, InputLog.maxRows),
    code: new Column(2, InputLog.maxRows),
    x: new Column(8, InputLog.maxRows),
    y: new Column(8, InputLog.maxRows),
    event_t: new Column(8, InputLog.maxRows),
    received_t: new Column(8, InputLog.maxRows),
    after: new Column(4, InputLog.maxRows),
  };
  readonly #names = new Map<string, number>();
  #episode = 0;
  /** Index in the episode of the first input that is not in a record yet, and how many follow. */
  #first = 0;
  #count = 0;
  #cancelTimer: Cancel = () => {};

  constructor(
    private readonly sink: RecordSink,
    private readonly place: { step: string; attempt: number },
    private readonly timing: Pick<Timing, "after">,
  ) {}

  begin(episode: number): void {
    this.emit();
    this.#episode = episode;
    this.#first = 0;
  }

  /** An input of an agent's person was heard. */
  add(agent: string, input: Input, times: InputTimes): void {
    this.#write(agent, givenBy(input), times);
  }

  /** Nothing counts as held any more. */
  release(times: InputTimes): void {
    this.#write(nameless, { kind: "release", code: nameless, x: none, y: none }, times);
  }

  /** Hands the inputs so far to the journal, which commits them in the background. */
  emit(): void {
    this.#cancelTimer();
    const count = this.#count;
    if (count === 0) return;
    const { agent, kind, code, x, y, event_t, received_t, after } = this.#columns;
    const inputs: RecordBody = {
      type: "inputs",
      ...this.place,
      episode: this.#episode,
      first: this.#first,
      count,
      names: [...this.#names.keys()],
      agent: agent.packed(count),
      kind: kind.packed(count),
      code: code.packed(count),
      x: x.packed(count),
      y: y.packed(count),
      event_t: event_t.packed(count),
      received_t: received_t.packed(count),
      after: after.packed(count),
    };
    this.#first += count;
    this.#count = 0;
    this.#names.clear();
    // Last, as in `Recorder.emit`.
    void this.sink.append(inputs);
    commitSoon(this.sink);
  }

  #write(agent: string, { kind, code, x, y }: Given, times: InputTimes): void {
    const columns = this.#columns;
    const row = this.#count;
    columns.agent.setUint16(row, this.#nameOf(agent));
    columns.kind.setUint8(row, INPUT_KINDS.indexOf(kind));
    columns.code.setUint16(row, this.#nameOf(code));
    columns.x.setFloat64(row, x);
    columns.y.setFloat64(row, y);
    columns.event_t.setFloat64(row, times.timeStamp);
    columns.received_t.setFloat64(row, times.receivedAt);
    columns.after.setUint32(row, times.after);
    this.#count += 1;
    if (this.#count === InputLog.maxRows) this.emit();
    else if (this.#count === 1) {
      this.#cancelTimer = this.timing.after(() => this.emit(), Recorder.maxAgeMs);
    }
  }

  /** Its position in the record. */
  #nameOf(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const position = this.#names.size;
    this.#names.set(name, position);
    return position;
  }
}

function givenBy(input: Input): Given {
  switch (input.kind) {
    case "down":
    case "up":
      return { kind: input.kind, code: input.code, x: none, y: none };
    case "axis":
      return { kind: "axis", code: input.name, x: input.value, y: none };
    case "point":
      return { kind: `point_${input.phase}`, code: nameless, x: input.x, y: input.y };
  }
}
