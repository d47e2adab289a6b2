import { describe, expect, it } from "vitest";
import { fromBase64 } from "../../src/shared/bytes";
import { INPUT_KINDS } from "../../src/shared/columns";
import type { RecordBody } from "../../src/shared/record-line";
import { InputLog } from "../../src/worker/input-log";
import { Recorder } from "../../src/worker/recorder";
import { FakeTiming } from "./fake-timing";

type Inputs = RecordBody & { type: "inputs" };

/** @param onAppend called within it, as a storage that falls behind has the game held. */
function setUp(onAppend: (log: InputLog) => void = () => {}) {
  const timing = new FakeTiming();
  const records: Inputs[] = [];
  const sink = {
    append: async (body: RecordBody) => {
      records.push(body as Inputs);
      onAppend(log);
    },
    flush: async () => {},
  };
  const log: InputLog = new InputLog(sink, { step: "main", attempt: 1 }, timing);
  log.begin(0);
  return { log, timing, records };
}

/** Rows as their record says them. */
function rowsOf(record: Inputs) {
  const doubles = (text: string) => [...new Float64Array(fromBase64(text).buffer)];
  const shorts = (text: string) => [...new Uint16Array(fromBase64(text).buffer)];
  const [x, y, made, heard] = [record.x, record.y, record.event_t, record.received_t].map(doubles);
  const after = [...new Uint32Array(fromBase64(record.after).buffer)];
  const codes = shorts(record.code);
  const kinds = [...fromBase64(record.kind)];
  return shorts(record.agent).map((agent, row) => ({
    agent: record.names[agent],
    kind: INPUT_KINDS[kinds[row] ?? 99],
    code: record.names[codes[row] ?? 99],
    place: [x?.[row], y?.[row]],
    made: made?.[row],
    heard: heard?.[row],
    after: after[row],
  }));
}

/** On the page's clock, which is 1000 ms behind; it took 2 ms until the worker heard of it. */
function heard(timeStamp: number, after: number) {
  return { timeStamp, receivedAt: timeStamp + 1002, after };
}

const nowhere = [Number.NaN, Number.NaN];

describe("InputLog", () => {
  it("is written once, though it is asked to write while it does", () => {
    const { log, records } = setUp((written) => written.emit());
    log.add("red", { kind: "down", code: "KeyA" }, heard(3.5, 0));
    log.emit();
    log.add("red", { kind: "up", code: "KeyA" }, heard(4.5, 0));
    log.emit();
    expect(records.map(({ first, count }) => [first, count])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  it("writes down what every device gave, with both times", () => {
    const { log, records } = setUp();
    log.add("red", { kind: "down", code: "KeyA" }, heard(3.5, 0));
    log.add("blue", { kind: "axis", name: "stick:left_x", value: -0.25 }, heard(4.5, 1));
    log.add("red", { kind: "point", x: 0.5, y: 0.75, phase: "move" }, heard(5.5, 1));
    log.add("red", { kind: "up", code: "KeyA" }, heard(6.5, 70_000));
    log.release(heard(7.5, 70_000));
    log.emit();
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ step: "main", attempt: 1, episode: 0, first: 0, count: 5 });
    expect(records.flatMap(rowsOf)).toEqual([
      {
        agent: "red",
        kind: "down",
        code: "KeyA",
        place: nowhere,
        made: 3.5,
        heard: 1005.5,
        after: 0,
      },
      {
        agent: "blue",
        kind: "axis",
        code: "stick:left_x",
        place: [-0.25, Number.NaN],
        made: 4.5,
        heard: 1006.5,
        after: 1,
      },
      {
        agent: "red",
        kind: "point_move",
        code: "",
        place: [0.5, 0.75],
        made: 5.5,
        heard: 1007.5,
        after: 1,
      },
      {
        agent: "red",
        kind: "up",
        code: "KeyA",
        place: nowhere,
        made: 6.5,
        heard: 1008.5,
        after: 70_000,
      },
      {
        agent: "",
        kind: "release",
        code: "",
        place: nowhere,
        made: 7.5,
        heard: 1009.5,
        after: 70_000,
      },
    ]);
  });

  it("hands inputs on as soon as steps, and numbers them through an episode", async () => {
    const { log, timing, records } = setUp();
    for (let input = 0; input < 3; input += 1) {
      log.add("a", { kind: "down", code: `Key${input}` }, heard(input, 0));
      await timing.advance(Recorder.maxAgeMs);
    }
    expect(records.map(({ first, count, names }) => [first, count, names])).toEqual([
      [0, 1, ["a", "Key0"]],
      [1, 1, ["a", "Key1"]],
      [2, 1, ["a", "Key2"]],
    ]);
    log.add("a", { kind: "up", code: "Key0" }, heard(9, 0));
    log.begin(1);
    log.add("a", { kind: "up", code: "Key1" }, heard(9, 0));
    log.emit();
    expect(records.slice(3).map(({ episode, first }) => [episode, first])).toEqual([
      [0, 3],
      [1, 0],
    ]);
  });

  it("loses nothing of a storm", () => {
    const { log, records } = setUp();
    const storm = 2 * InputLog.maxRows + 7;
    for (let input = 0; input < storm; input += 1) {
      log.add("a", { kind: input % 2 ? "up" : "down", code: "KeyA" }, heard(input, input));
    }
    log.emit();
    const rows = records.flatMap(rowsOf);
    expect(rows.map(({ made }) => made)).toEqual([...rows.keys()]);
    expect(rows).toHaveLength(storm);
  });
});
