/** Episodes that are brought back: played, left in the middle, and gone on with by another worker. */

import type { PyodideAPI } from "pyodide";
import { expect, it } from "vitest";
import type { Agent, GameStep, Manifest, Probe, StepsRecord } from "../../src/generated/contract";
import { fromBase64 } from "../../src/shared/bytes";
import { plainRules } from "../../src/shared/plain-rules";
import type { ToPage } from "../../src/shared/protocol";
import type { RecordBody } from "../../src/shared/record-line";
import { readTape, type Tape, tapedAs } from "../../src/shared/tape";
import type { Actor, Decision } from "../../src/worker/actor";
import { ACTS, PRESENT, TERMINATED } from "../../src/worker/environment";
import { Hooks } from "../../src/worker/hook";
import { Play } from "../../src/worker/play";
import { NotReplayed } from "../../src/worker/replaying";
import { TapedSink } from "../../src/worker/taped-sink";
import { FakeTiming } from "./fake-timing";
import { controlsOf } from "./some-controls";

const seed = "0123456789abcdef0123456789abcdef";
const stepMs = 100;

interface World {
  /** The episode ends with this step. */
  length: number;
  /** Of no use to the state that is seen; but who changes it is not what was played. */
  drift: number;
  /** At this step it fails, if it gets there. */
  failsAt: number;
  /** What happens in the middle of each step. */
  stepped: () => void;
}

/** Two agents, whose observation is a number that depends on the seed and on all their actions. */
function pythonOf({ length, drift, failsAt, stepped }: World) {
  const memory = new Uint8Array(34);
  const view = new DataView(memory.buffer);
  let [steps, state] = [0, 0];
  const proxy = (value: object) => Object.assign(value, { destroy: () => {} });
  const look = (flags: number) => {
    for (const agent of [0, 1]) {
      view.setFloat64(8 * agent, state / 7, true);
      view.setFloat64(16 + 8 * agent, state + agent, true);
      view.setUint8(32 + agent, flags);
    }
  };
  const game = proxy({
    buffer: proxy({ getBuffer: () => ({ data: memory, release: () => {} }) }),
    frame: "text",
    reset: (given: number) => {
      [steps, state] = [0, given % 1000];
      look(PRESENT | ACTS);
      return `{"seconds": ${Math.trunc(given / 3)}}`;
    },
    step: proxy((one: number, other: number) => {
      steps += 1;
      stepped();
      if (steps === failsAt) {
        throw Object.assign(new Error("Traceback:\nBoom: 4"), { name: "PythonError" });
      }
      state = (state * 31 + 7 * one + other + (steps === 3 ? drift : 0)) % 1009;
      const ended = steps === length ? TERMINATED : 0;
      look(PRESENT | ACTS | ended);
      return ended;
    }),
    allows: proxy(() => true),
    info_of: () => "{}",
    render: () => `${steps}: ${state}`,
    close: () => {},
  });
  return { pyimport: () => proxy({ make_game: () => game }) } as unknown as PyodideAPI;
}

/** Draws, and remembers all that it saw. `leans`: another one that goes by the same name. */
class Coach implements Actor {
  #uniform: () => number = () => 0;
  #memory = 0;

  constructor(private readonly leans = 0) {}

  begin(uniform: () => number): void {
    this.#uniform = uniform;
    this.#memory = 0;
  }

  decide(observation: Uint8Array): Decision {
    const [seen] = new Float64Array(observation.slice().buffer);
    this.#memory = (this.#memory * 3 + Number(seen)) % 97;
    const uniform = this.#uniform();
    const action = Math.floor(uniform * 5 + this.#memory + this.leans) % 5;
    const output = new Uint8Array(0);
    return { action, intended: action, source: "policy", inputT: Number.NaN, uniform, output };
  }
}

const number = [{ path: [], dtype: "<f8", shape: [] }] as const;
const agentOf = (actor: string, keep: Agent["recorded"]["rule"]["keep"]): Agent => ({
  actor,
  action_space: { n: 5, start: 0 },
  layout: {
    observation: [...number] as never,
    action: [{ path: [], dtype: "<i8", shape: [] }],
    output: [],
  },
  recorded: { rule: { keep, every: 1, downsample: 1 }, layout: [...number] as never },
});

function gameOf(change: Partial<GameStep> = {}): GameStep {
  return {
    kind: "game",
    id: "main",
    html: "",
    agents: { player: agentOf("human", "all"), coach: agentOf("coach", "key_frames") },
    controls: { player: controlsOf({ KeyA: 1, KeyB: 2 }, { default: "previous", initial: 0 }) },
    view: { render_mode: "ansi", draw: null, width: 10, height: 10 },
    episodes: 2,
    pace: "real_time",
    fps: 1000 / stepMs,
    turn_delay_ms: null,
    max_steps: null,
    seeds: [17, 18],
    ...change,
    rules: { ...plainRules, on_reload: "replay", ...change.rules },
  };
}

const usual: World = { length: 12, drift: 0, failsAt: 99, stepped: () => {} };

interface Visit {
  attempt: number;
  /** From an earlier visit. */
  tape?: Tape | null;
  answered?: Record<number, number>;
  world?: Partial<World>;
  coach?: Actor;
  change?: Partial<GameStep>;
}

/** One worker, and a participant who presses a key before each step, by turns. */
function visit({ attempt, tape, answered = {}, world, coach, change }: Visit) {
  const timing = new FakeTiming();
  const records: RecordBody[] = [];
  const posted: ToPage[] = [];
  const shown: string[] = [];
  const lines: string[] = [];
  const sink = new TapedSink({
    append: async (body, taped) => {
      records.push(body);
      if (taped === "begins" || taped === "ends") lines.length = 0;
      if (taped === "begins" || taped === "goes_on") lines.push(JSON.stringify(body));
    },
    flush: async () => {},
  });
  const python = pythonOf({ ...usual, ...world });
  const environment = { gym_id: "G-v0", entry_point: null, kwargs: "{}", sha256: "" };
  const play = new Play({
    view: "main",
    step: gameOf(change),
    attempt,
    episode: 0,
    drawn: 1,
    seedList: null,
    played: { steps: 0, seconds: 0, score: 0 },
    replay: tape === undefined ? null : { tape, sink, seconds: 0.4, answered },
    donor: null,
    guard: { begin: () => {} },
    seed,
    runtime: {
      manifest: { environment, policies: {} } as unknown as Manifest,
      python,
      hooks: new Hooks(python),
      makePolicy: () => coach ?? new Coach(),
    },
    show: (frame) => shown.push(frame.kind === "text" ? frame.text : frame.kind),
    journal: sink,
    timing,
    frames: null,
    clockOffset: () => null,
    tellTiming: null,
    post: (message) => posted.push(message),
  });
  /** Steps, each with the next of these keys. */
  const press = async (keys: string) => {
    for (const key of keys) {
      const input = { view: "main", agent: "player", timeStamp: timing.now() } as const;
      play.input({ type: "input", ...input, input: { kind: "down", code: `Key${key}` } });
      play.input({ type: "input", ...input, input: { kind: "up", code: `Key${key}` } });
      await timing.advance(stepMs);
    }
  };
  return { play, timing, records, posted, shown, press, taped: () => readTape(lines) };
}

type Visited = ReturnType<typeof visit>;

/** Plays so far, and goes without a word. */
async function interrupted(keys: string, first: Partial<Visit> = {}): Promise<Visited> {
  const before = visit({ attempt: 1, ...first });
  await before.play.prepare();
  void before.play.start();
  await before.press(keys);
  before.play.emit();
  return before;
}

/** What is the same in every attempt: what was seen, done and drawn. */
function trajectory({ records }: Visited) {
  const all: Record<string, number[]> = {};
  for (const record of records.filter((one): one is StepsRecord => one.type === "steps")) {
    for (const [agent, columns] of Object.entries(record.agents)) {
      for (const [name, packed] of Object.entries(columns)) {
        if (name === "input_t") continue;
        all[`${agent}.${name}`] = [...(all[`${agent}.${name}`] ?? []), ...fromBase64(packed)];
      }
    }
  }
  return all;
}

const keys = "ABBABAABBABA";

it("goes on where it was, as if nothing had happened", async () => {
  const whole = await interrupted(keys);
  const before = await interrupted(keys.slice(0, 5));
  const back = visit({ attempt: 2, tape: before.taped() });
  await back.play.prepare();
  expect(back.posted).toMatchObject([{ type: "episode_ready", episode: 0, back: { steps: 5 } }]);
  expect(back.shown).toEqual([before.shown.at(-1)]);
  void back.play.start();
  await back.press(keys.slice(5));
  expect(trajectory(back)).toEqual(trajectory(whole));
  expect(back.records[0]).toMatchObject({ type: "episode", attempt: 2, replayed: 5 });
  expect(back.records.find(({ type }) => type === "episode_end")).toMatchObject({
    attempt: 2,
    steps: 12,
    reason: "terminated",
  });
  expect(back.posted.find(({ type }) => type === "episode_end")).toMatchObject({ steps: 12 });
});

it("is not disturbed by a page that is hidden meanwhile, which asks for all records", async () => {
  const change = { fps: 4 * (1000 / stepMs) }; // so that a record has several of them
  const before = await interrupted(keys.slice(0, 2), { change });
  const tape = before.taped();
  const steps = before.play.standing.steps;
  expect(tape?.steps.length).toBeLessThan(steps);
  const world = { stepped: () => back.play.emit() };
  const back: Visited = visit({ attempt: 2, tape, change, world });
  await back.play.prepare();
  expect(back.posted).toMatchObject([{ type: "episode_ready", back: { steps } }]);
});

it("goes on after a second reload, too, and after one before the first step", async () => {
  const whole = await interrupted(keys);
  let last = await interrupted("");
  for (const [attempt, part] of [
    [2, keys.slice(0, 4)],
    [3, keys.slice(4, 5)],
    [4, keys.slice(5)],
  ] as const) {
    const next = visit({ attempt, tape: last.taped() });
    await next.play.prepare();
    void next.play.start();
    await next.press(part);
    next.play.emit();
    last = next;
  }
  expect(trajectory(last)).toEqual(trajectory(whole));
  expect(last.records[0]).toMatchObject({ attempt: 4, replayed: 5 });
});

it("knows what the person did last, where that goes on without a key", async () => {
  const before = await interrupted("AB");
  const back = visit({ attempt: 2, tape: before.taped() });
  await back.play.prepare();
  void back.play.start();
  await back.timing.advance(stepMs);
  back.play.emit();
  expect(trajectory(back)["player.action"]?.filter((_, at) => at % 8 === 0)).toEqual([1, 2, 2]);
});

it("says when nothing was played and nothing is timed that was played before", async () => {
  const before = await interrupted(keys.slice(0, 5));
  const back = visit({ attempt: 2, tape: before.taped() });
  await back.play.prepare();
  const played = back.records.filter((one): one is StepsRecord => one.type === "steps");
  for (const { due, started, stepped, drawn } of played) {
    for (const column of [due, started, stepped, drawn]) {
      const times = new Float64Array(fromBase64(column).buffer);
      expect([...times].every(Number.isNaN)).toBe(true);
    }
  }
  void back.play.start();
  await back.press(keys.slice(5));
  const timing = back.records.find(({ type }) => type === "timing");
  expect(timing).toMatchObject({ steps: 7, interval: { count: 6 } });
});

it("ends at once where its last step had ended it", async () => {
  const before = visit({ attempt: 1 });
  await before.play.prepare();
  void before.play.start();
  await before.press(keys.slice(0, 11));
  const tape = { ...(before.taped() as Tape) };
  await before.press(keys.slice(11));
  expect(before.taped()?.episode.episode).toBeUndefined();
  // As a tab leaves it that is killed between the last step and the end.
  const steps = before.records.filter((one): one is StepsRecord => one.type === "steps");
  const back = visit({ attempt: 2, tape: { ...tape, steps } });
  await back.play.prepare();
  void back.play.start();
  await back.timing.advance(0);
  expect(back.records.find(({ type }) => type === "episode_end")).toMatchObject({
    steps: 12,
    reason: "terminated",
  });
});

it.each([
  {
    name: "an environment that is not the same",
    other: { world: { drift: 1 } },
    says: "step 3 something else",
  },
  {
    name: "a policy that decides otherwise",
    other: { coach: new Coach(1) },
    says: "`action` of coach",
  },
  {
    name: "an episode that ends earlier",
    other: { world: { length: 4 } },
    says: "`terminated` of player",
  },
  { name: "another seed", other: { change: { seeds: [19, 18] } }, says: "`seed`" },
])("does not go on with $name, and has recorded nothing", async ({ other, says }) => {
  const before = await interrupted(keys.slice(0, 5));
  const back = visit({ attempt: 2, tape: before.taped(), ...other });
  const failure = await back.play.prepare().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NotReplayed);
  expect(String(failure)).toContain(says);
  expect(back.play.isReplaying).toBe(true);
  await back.play.close();
  expect([back.records, back.posted]).toEqual([[], []]);
});

it("does not go on where the environment fails, or where nothing is left", async () => {
  const before = await interrupted(keys.slice(0, 5));
  const failing = visit({ attempt: 2, tape: before.taped(), world: { failsAt: 4 } });
  await expect(failing.play.prepare()).rejects.toThrow("Boom: 4");
  expect(failing.play.isReplaying).toBe(true);
  const lost = visit({ attempt: 2, tape: null });
  await expect(lost.play.prepare()).rejects.toThrow(NotReplayed);
});

const probe = (at: Probe["at"], name: string): Probe => ({ name, at, steps: ["ask"], most: null });
const probed = {
  probes: [probe({ kind: "step", step: 2 }, "second"), probe({ kind: "step", step: 5 }, "fifth")],
};

it.each([
  { answered: { 0: 1 }, asked: [[1]] },
  { answered: { 0: 1, 1: 1 }, asked: [] },
])("asks what came with the last step unless it was answered: $answered", async (known) => {
  const before = await interrupted(keys.slice(0, 2), { change: probed });
  before.play.hold("probe", false);
  await before.press(keys.slice(2)); // the second probe lets no more than three of them act
  before.play.emit();
  const tape = before.taped();
  const back = visit({ attempt: 2, tape, change: probed, answered: known.answered });
  await back.play.prepare();
  void back.play.start();
  await back.timing.advance(0);
  const asked = back.posted.flatMap((one) => (one.type === "probe" ? [one.probes] : []));
  expect(asked).toEqual(known.asked);
});

it("tapes what an episode is brought back by", () => {
  const types = ["episode", "steps", "inputs", "pause", "episode_end"] as const;
  const taped = types.map((type) => tapedAs({ type } as RecordBody));
  expect(taped).toEqual(["begins", "goes_on", null, null, "ends"]);
});
