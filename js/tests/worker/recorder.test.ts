import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ArrayField, ObservationRule, StepsRecord } from "../../src/generated/contract";
import { fromBase64 } from "../../src/shared/bytes";
import { lineOf, type RecordBody } from "../../src/shared/record-line";
import { absence, type Decision } from "../../src/worker/actor";
import { ACTS, HAS_INFO, PRESENT, TERMINATED, TRUNCATED } from "../../src/worker/environment";
import { rowSize } from "../../src/worker/layout";
import { Recorder } from "../../src/worker/recorder";
import { FakeTiming } from "./fake-timing";

const field = (dtype: ArrayField["dtype"], shape: number[]): ArrayField => ({
  path: [],
  dtype,
  shape,
});
const each: ObservationRule = { keep: "all", every: 1, downsample: 1 };
const layout = {
  observation: [field("<f4", [2])],
  action: [field("<i8", [])],
  output: [field("<f4", [3])],
};

class Sink {
  readonly records: RecordBody[] = [];
  flushes = 0;
  failure: Error | null = null;
  /** Called within it, as a storage that falls behind has the game held. */
  onAppend = (): void => {};

  append = async (body: RecordBody): Promise<void> => {
    // What is appended must not change any more: the copy shows it if it does.
    this.records.push(structuredClone(body));
    this.onAppend();
  };

  flush = async (): Promise<void> => {
    this.flushes += 1;
    if (this.failure !== null) throw this.failure;
  };

  /** As they are read. */
  get steps(): StepsRecord[] {
    return this.records
      .filter((record) => record.type === "steps")
      .map((record) => JSON.parse(lineOf(0, 0, "pilot", record)));
  }
}

function setUp(whole: readonly ArrayField[] = layout.observation, rule = each) {
  const [timing, sink] = [new FakeTiming(), new Sink()];
  const place = { step: "main", attempt: 2 };
  const observation = { rule, whole, layout: whole };
  const recorder = new Recorder(sink, place, { player: { ...layout, observation } }, timing);
  const bytes = new Uint8Array(rowSize(whole));
  const world = {
    bytes,
    earned: 1,
    observation: () => bytes,
    flagged: PRESENT | ACTS,
    reward: () => world.earned,
    flags: () => world.flagged,
    info: () => '{"hit":1}',
  };
  const decision: Decision = {
    action: -3,
    intended: 4,
    source: "policy",
    inputT: Number.NaN,
    uniform: 0.25,
    output: new Uint8Array(Float32Array.of(1, 2, 3).buffer),
  };
  const step = (flags = 0) => {
    const now = timing.now();
    const times = { due: now - 1, started: now, stepped: now + 2, drawn: Number.NaN };
    world.flagged |= flags & (TERMINATED | TRUNCATED);
    recorder.step(times, new Map([["player", decision]]), flags, world);
  };
  const actors = { player: "coach" };
  const pace = "real_time" as const;
  const start = { pace, seed: 7, streams: {}, policy_seeds: {}, actors, info: "{}" };
  recorder.episode(3, start, world);
  return { timing, sink, recorder, world, decision, step };
}

const f8 = (text: string | undefined) => [...new Float64Array(fromBase64(text ?? "").buffer)];
const f4 = (text: string | undefined) => [...new Float32Array(fromBase64(text ?? "").buffer)];
const i8 = (text: string | undefined) => [...new BigInt64Array(fromBase64(text ?? "").buffer)];
const u1 = (text: string | undefined) => [...fromBase64(text ?? "")];

describe("Recorder", () => {
  it("writes each step once, though it is asked to write while it does", () => {
    const { sink, recorder, step } = setUp();
    sink.onAppend = () => recorder.emit();
    step();
    recorder.emit();
    step();
    step();
    recorder.emit();
    expect(sink.steps.map(({ first, count }) => [first, count])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it("writes the episode's beginning and end around its steps", () => {
    const { sink, recorder, step } = setUp();
    step();
    const end = {
      steps: 1,
      returns: { player: 1 },
      reason: "terminated",
      unused_presses: 2,
    } as const;
    recorder.episodeEnd(end);

    expect(sink.records.map(({ type }) => type)).toEqual(["episode", "steps", "episode_end"]);
    expect(sink.records[0]).toEqual({
      type: "episode",
      step: "main",
      attempt: 2,
      episode: 3,
      pace: "real_time",
      seed: 7,
      streams: {},
      policy_seeds: {},
      actors: { player: "coach" },
      info: "{}",
      present: ["player"],
      recorded: { player: each },
      observation: { player: "AAAAAAAAAAA=" },
      digest: { player: "" },
    });
    expect(sink.records[2]).toEqual({
      type: "episode_end",
      step: "main",
      attempt: 2,
      episode: 3,
      ...end,
    });
  });

  it("packs every column of every step", () => {
    const { sink, recorder, step, world, decision, timing } = setUp();
    step();
    timing.busy(10);
    world.bytes.set(new Uint8Array(Float32Array.of(0.5, -1).buffer));
    world.earned = Number.NaN;
    Object.assign(decision, { action: 2 ** 40, intended: 2 ** 40, source: "device", inputT: 99.5 });
    decision.output = new Uint8Array(Float32Array.of(4, 5, 6).buffer);
    step(TERMINATED | TRUNCATED | HAS_INFO);
    recorder.emit();

    const record = sink.steps[0];
    expect(record).toMatchObject({ first: 0, count: 2, step: "main", attempt: 2, episode: 3 });
    expect(record?.info).toEqual({ 1: '{"hit":1}' });
    expect(f8(record?.due)).toEqual([999, 1009]);
    expect(f8(record?.started)).toEqual([1000, 1010]);
    expect(f8(record?.stepped)).toEqual([1002, 1012]);
    expect(f8(record?.drawn)).toEqual([Number.NaN, Number.NaN]);
    const player = record?.agents.player;
    expect(i8(player?.action)).toEqual([-3n, 2n ** 40n]);
    expect(i8(player?.intended)).toEqual([4n, 2n ** 40n]);
    expect(u1(player?.source)).toEqual([2, 0]);
    expect(u1(player?.present)).toEqual([1, 1]);
    expect(f8(player?.input_t)).toEqual([Number.NaN, 99.5]);
    expect(u1(player?.observed)).toEqual([1, 1]);
    expect(f4(player?.observation)).toEqual([0, 0, 0.5, -1]);
    expect(player?.digest).toBe("");
    expect(f8(player?.reward)).toEqual([1, Number.NaN]);
    expect(u1(player?.terminated)).toEqual([0, 1]);
    expect(u1(player?.truncated)).toEqual([0, 1]);
    expect(f4(player?.output)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(f8(player?.uniform)).toEqual([0.25, 0.25]);
  });

  it("writes zeros for an agent that has left the game", () => {
    const { sink, recorder, step, world, decision } = setUp();
    world.bytes.fill(7);
    for (let i = 0; i < 2; i++) step();
    recorder.emit(); // the memory is used again
    world.bytes.fill(0);
    Object.assign(world, { earned: 0, flagged: 0 });
    Object.assign(decision, absence);
    for (let i = 0; i < 2; i++) step();
    recorder.emit();

    const player = sink.steps[1]?.agents.player;
    expect(u1(player?.source)).toEqual([3, 3]);
    expect(u1(player?.present)).toEqual([0, 0]);
    expect(i8(player?.action)).toEqual([0n, 0n]);
    expect(f8(player?.reward)).toEqual([0, 0]);
    expect(f4(player?.output)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(u1(player?.observation)).toEqual(new Array(16).fill(0));
  });

  it("says which agents were there at the beginning", () => {
    const { sink, recorder, world } = setUp();
    world.flagged = 0;
    const pace = "turn_based" as const;
    const start = { pace, seed: 7, streams: {}, policy_seeds: {}, actors: {}, info: "{}" };
    recorder.episode(4, start, world);
    expect(sink.records.at(-1)).toMatchObject({ type: "episode", episode: 4, present: [] });
  });

  it("hands over steps 60 ms after the first, even if no other follows", async () => {
    const { sink, step, timing } = setUp();
    step();
    await timing.advance(59);
    expect(sink.steps).toHaveLength(0);
    await timing.advance(1);
    expect(sink.steps).toHaveLength(1);
    expect(sink.flushes).toBe(1);
    step();
    await timing.advance(100);
    expect(sink.steps.map(({ first, count }) => [first, count])).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(timing.pending).toBe(0);
  });

  it("does so by itself where timers don't get their turn", () => {
    const { sink, step, timing } = setUp();
    for (let i = 0; i < 21; i++) {
      step();
      timing.busy(10);
    }
    expect(sink.steps.map(({ first, count }) => [first, count])).toEqual([
      [0, 7],
      [7, 7],
      [14, 7],
    ]);
  });

  it("holds at most 512 steps, without a gap", () => {
    const { sink, recorder, step } = setUp();
    for (let i = 0; i < 1300; i++) step();
    recorder.emit();
    recorder.emit();
    expect(sink.steps.map(({ first, count }) => [first, count])).toEqual([
      [0, 512],
      [512, 512],
      [1024, 276],
    ]);
    expect(fromBase64(sink.steps[2]?.agents.player?.observation ?? "")).toHaveLength(276 * 8);
  });

  it("holds fewer steps where an observation is large", () => {
    const { sink, step } = setUp([field("|u1", [1_000_000])]);
    for (let i = 0; i < 3; i++) step();
    expect(sink.steps.map(({ count }) => count)).toEqual([3]);
  });

  it("is a text that V8 collects early, where observations are pixels", () => {
    const { sink, step, recorder } = setUp([field("|u1", [84, 84, 4])]);
    for (let i = 0; i < 7; i++) step();
    recorder.emit();
    expect(sink.steps.map(({ first, count }) => [first, count])).toEqual([
      [0, 3],
      [3, 3],
      [6, 1],
    ]);
    for (const record of sink.steps) expect(JSON.stringify(record).length).toBeLessThan(131_072);
  });

  it("hands on pixels as bytes of its own, which become text where nobody plays", () => {
    const { sink, step, recorder, world } = setUp([field("|u1", [84, 84, 4])]);
    const given: RecordBody[] = [];
    sink.append = async (body) => void given.push(body);
    for (const value of [1, 2]) {
      world.bytes.fill(value);
      step();
      recorder.emit();
    }
    const kept = given.map((body) => body.type === "steps" && body.agents.player?.observation);
    expect(kept).toEqual([1, 2].map((value) => new Uint8Array(84 * 84 * 4).fill(value)));
  });

  it("holds as many steps as ever where few of the pixels are kept", () => {
    const rule = { keep: "key_frames", every: 300, downsample: 1 } as const;
    const { sink, step } = setUp([field("|u1", [84, 84, 4])], rule);
    for (let i = 0; i < 141; i++) step();
    expect(sink.steps.map(({ count }) => count)).toEqual([141]);
  });

  it("holds fewer steps where infos are large, so that the record can be read back", () => {
    const { sink, step, world } = setUp();
    world.info = () => JSON.stringify("i".repeat(199_998));
    for (let count = 0; count < 7; count += 1) step(HAS_INFO);
    expect(sink.steps.map(({ count }) => count)).toEqual([3, 3]);
  });

  it("records of observations what the rule says, over all records of an episode", () => {
    const { sink, recorder, step, world } = setUp(layout.observation, { ...each, keep: "changed" });
    for (const value of [0, 3, 3, 4, 4]) {
      world.bytes.fill(value);
      step();
      if (value === 3) recorder.emit();
    }
    recorder.emit();

    const players = sink.steps.map(({ agents }) => agents.player);
    expect(players.map((player) => u1(player?.observed))).toEqual([[0, 1], [0], [1, 0]]);
    expect(players.map((player) => u1(player?.observation))).toEqual([
      new Array(8).fill(3),
      [],
      new Array(8).fill(4),
    ]);
  });

  it("says by a digest what it does not hold", () => {
    const rule = { keep: "key_frames", every: 3, downsample: 1 } as const;
    const { sink, recorder, step, world } = setUp(layout.observation, rule);
    const digests = [createHash("sha256").update(world.bytes).digest()];
    for (let value = 1; value <= 4; value += 1) {
      world.bytes.fill(value);
      step();
      digests.push(createHash("sha256").update(world.bytes).digest());
    }
    recorder.emit();

    const [start] = sink.records;
    expect(start).toMatchObject({ digest: { player: digests[0]?.toString("base64") } });
    expect(start).toMatchObject({ recorded: { player: rule } });
    const player = sink.steps[0]?.agents.player;
    expect(player?.digest).toBe(Buffer.concat(digests.slice(1)).toString("base64"));
    expect(u1(player?.observed)).toEqual([0, 0, 1, 0]);
    expect(u1(player?.observation)).toEqual(new Array(8).fill(3));
  });

  it("holds many steps where no observation is recorded, however large", () => {
    const rule = { ...each, keep: "none" } as const;
    const { sink, recorder, step } = setUp([field("|u1", [1_000_000])], rule);
    for (let i = 0; i < 100; i++) step();
    recorder.emit();
    expect(sink.records[0]).toMatchObject({ observation: { player: "" } });
    expect(sink.steps.map(({ count }) => count)).toEqual([100]);
    expect(sink.steps[0]?.agents.player?.observation).toBe("");
  });

  it("goes on when a commit fails: the journal keeps the records and tells of it", async () => {
    const { sink, step, timing } = setUp();
    sink.failure = new Error("disk full");
    step();
    await timing.advance(100);
    step();
    await timing.advance(100);
    expect(sink.steps).toHaveLength(2);
  });
});
