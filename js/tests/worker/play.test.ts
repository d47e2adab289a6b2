import type { PyodideAPI } from "pyodide";
import { describe, expect, it } from "vitest";
import type { GameStep, Manifest, Probe } from "../../src/generated/contract";
import { human } from "../../src/shared/agents";
import { fromBase64 } from "../../src/shared/bytes";
import { ACTION_SOURCES } from "../../src/shared/columns";
import { plainRules } from "../../src/shared/plain-rules";
import type { Input, ToPage } from "../../src/shared/protocol";
import { deriveStream } from "../../src/shared/random";
import type { RecordBody } from "../../src/shared/record-line";
import type { Actor, Decision } from "../../src/worker/actor";
import { Donor } from "../../src/worker/donor";
import { ACTS, PRESENT, TERMINATED } from "../../src/worker/environment";
import { Hooks } from "../../src/worker/hook";
import { lastFrameMs, Play } from "../../src/worker/play";
import type { PlayParts } from "../../src/worker/play-parts";
import { PythonPolicy } from "../../src/worker/python-policy";
import { FakeTiming, settle } from "./fake-timing";
import { controlsOf } from "./some-controls";

const seed = "0123456789abcdef0123456789abcdef";

/**
 * A `Game` as JavaScript sees it: three steps long, its observation counts them; action 7 fails, and
 * 8 is not allowed.
 */
function fakePython() {
  const log: string[] = [];
  const memory = new Uint8Array(17);
  const view = new DataView(memory.buffer);
  let steps = 0;
  const proxy = (value: object) => Object.assign(value, { destroy: () => log.push("destroy") });
  const step = (action: number) => {
    log.push(`step ${action}`);
    if (action === 7) throw Object.assign(new Error("Traceback: boom"), { name: "PythonError" });
    steps += 1;
    view.setFloat64(0, action, true);
    view.setBigInt64(8, BigInt(steps), true);
    const ended = steps === 3 ? TERMINATED : 0;
    view.setUint8(16, PRESENT | ACTS | ended);
    return ended;
  };
  const game = proxy({
    buffer: proxy({ getBuffer: () => ({ data: memory, release: () => log.push("release") }) }),
    frame: "text",
    reset: (given: number) => {
      log.push(`reset ${given}`);
      steps = 0;
      memory.fill(0);
      view.setUint8(16, PRESENT | ACTS);
      return '{"r":1}';
    },
    step: proxy(step),
    allows: proxy((_agent: string, action: number) => action !== 8),
    player: (agent: string) => {
      log.push(`player ${agent}`);
      const begin = (given: number) => log.push(`begin ${given}`);
      return proxy({ begin, act: proxy(() => 5) });
    },
    render: () => `state ${steps}`,
    close: () => log.push("close"),
  });
  const specs: unknown[] = [];
  const module = proxy({
    make_game: (spec: string) => {
      specs.push(JSON.parse(spec));
      return game;
    },
  });
  return { python: { pyimport: () => module } as unknown as PyodideAPI, log, specs };
}

function gameStep(change: Partial<GameStep>, actor = "human"): GameStep {
  return {
    kind: "game",
    id: "main",
    html: "",
    agents: {
      player: {
        actor,
        action_space: { n: 2, start: 0 },
        layout: {
          observation: [{ path: [], dtype: "<i8", shape: [] }],
          action: [{ path: [], dtype: "<i8", shape: [] }],
          output: [],
        },
        recorded: {
          rule: { keep: "all", every: 1, downsample: 1 },
          layout: [{ path: [], dtype: "<i8", shape: [] }],
        },
      },
    },
    controls: actor === human ? { player: controlsOf({ KeyA: 1, KeyX: 7 }, { default: 0 }) } : {},
    view: { render_mode: "ansi", draw: null, width: 10, height: 10 },
    episodes: 2,
    pace: "real_time",
    fps: 10,
    turn_delay_ms: null,
    max_steps: null,
    seeds: null,
    rules: plainRules,
    ...change,
  };
}

/** What a policy decides. */
const action: Decision = {
  action: 0,
  intended: 0,
  source: "policy",
  inputT: Number.NaN,
  uniform: Number.NaN,
  output: new Uint8Array(),
};
const chef = { kind: "python", entry_point: "kitchen:Chef", kwargs: '{"b": 2.0}', sha256: "" };

function setUp(
  change: Partial<GameStep> = {},
  policy?: Actor,
  actor = policy ? "coach" : "human",
  donor: Donor | null = null,
  begin: Partial<PlayParts> = {},
) {
  const { python, log, specs } = fakePython();
  const timing = new FakeTiming();
  const records: RecordBody[] = [];
  const posted: ToPage[] = [];
  const flushes: Array<{ durable?: boolean; posted: number }> = [];
  const shown: string[] = [];
  const limits: [at: number, limitMs: number][] = [];
  const environment = { gym_id: "G-v0", entry_point: null, kwargs: '{"a": 1.0}', sha256: "" };
  const step = gameStep(change, actor);
  const play = new Play({
    view: "left",
    step,
    attempt: 2,
    episode: 0,
    seedList: null,
    played: { steps: 0, seconds: 0, score: 0 },
    donor,
    guard: { begin: (at, limitMs) => void limits.push([at, limitMs]) },
    seed,
    runtime: {
      manifest: { environment, policies: { chef } } as unknown as Manifest,
      python,
      hooks: new Hooks(python),
      makePolicy: (name, _agent, game) => policy ?? new PythonPolicy(game.player(name)),
    },
    show: (frame) => shown.push(frame.kind === "text" ? frame.text : frame.kind),
    journal: {
      append: async (body) => void records.push(body),
      flush: async (options) => void flushes.push({ ...options, posted: posted.length }),
    },
    timing,
    frames: null,
    clockOffset: () => null,
    tellTiming: null,
    post: (message) => posted.push(message),
    ...begin,
  });
  return { play, timing, log, specs, records, posted, flushes, shown, step, limits };
}

/** The `episode` records, and from which attempt their seeds and streams come. */
async function drawnFrom(records: RecordBody[]) {
  const episodes = records.filter((record) => record.type === "episode");
  const seedAt = async (path: string) => (await deriveStream(seed, path)).seed32;
  return Promise.all(
    episodes.map(async ({ episode, seed: own, seed_from, attempt }) => {
      const purpose = seed_from === "reserve" ? "reserve" : "environment";
      const attempts = [1, 2, 3];
      const paths = attempts.map((each) => `game/main/${each}/${episode}/${purpose}`);
      const seeds = await Promise.all(paths.map(seedAt));
      return { episode, attempt, seed_from, drawn: attempts[seeds.indexOf(own)] };
    }),
  );
}

function key(code: string, down: boolean) {
  const input: Input = { kind: down ? "down" : "up", code };
  return { type: "input", view: "left", agent: "player", input, timeStamp: 5 } as const;
}

describe("Play", () => {
  it("makes the environment as the manifest says", () => {
    const { specs, step } = setUp();
    expect(specs).toEqual([
      {
        gym_id: "G-v0",
        entry_point: null,
        kwargs: '{"a": 1.0}',
        render_mode: "ansi",
        draw: null,
        agents: { player: step.agents.player?.layout },
        policies: {},
        hook: null,
        imports: [],
      },
    ]);
  });

  it("lets a Python policy act where the environment is, and records what it was seeded with", async () => {
    const { play, specs, timing, records, log } = setUp({}, undefined, "chef");
    expect(specs).toMatchObject([
      { policies: { player: { entry_point: "kitchen:Chef", kwargs: '{"b": 2.0}' } } },
    ]);
    await play.prepare();
    const { seed32 } = await deriveStream(seed, "game/main/2/0/policy/player");
    expect(records[0]).toMatchObject({
      streams: { player: "game/main/2/0/policy/player" },
      policy_seeds: { player: seed32 },
      actors: { player: "chef" },
      present: ["player"],
    });
    void play.start();
    await timing.advance(200);
    await play.close();
    expect(log.filter((line) => !line.startsWith("destroy")).slice(0, 5)).toEqual([
      "player player",
      expect.stringMatching(/^reset/),
      `begin ${seed32}`,
      ...["step 5", "step 5"],
    ]);
    expect(log.filter((line) => line === "destroy")).toHaveLength(6);
    const sources = records.flatMap((record) =>
      record.type === "steps" ? [...fromBase64(record.agents.player?.source ?? "")] : [],
    );
    expect(sources).toEqual([2, 2]);
  });

  it("records what a Python policy was seeded with that is asked at every third step", async () => {
    const rules = { ...plainRules, frame_skip: 3 };
    const { play, records } = setUp({ rules }, undefined, "chef");
    await play.prepare();
    const { seed32 } = await deriveStream(seed, "game/main/2/0/policy/player");
    expect(records[0]).toMatchObject({ policy_seeds: { player: seed32 } });
    await play.close();
  });

  it.each([
    { begin: { drawn: 1 }, first: { seed_from: "per_session", drawn: 1 } },
    { begin: { isReserve: true }, first: { seed_from: "reserve", drawn: 2 } },
  ])("begins after a reload with $first, and goes on as always", async ({ begin, first }) => {
    const { play, timing, records } = setUp({}, undefined, undefined, null, begin);
    await play.prepare();
    const playing = play.start();
    await timing.advance(300 + lastFrameMs);
    await playing;
    await play.close();
    expect(await drawnFrom(records)).toEqual([
      { episode: 0, attempt: 2, ...first },
      { episode: 1, attempt: 2, seed_from: "per_session", drawn: 2 },
    ]);
  });

  it("does what a donor did, says so, and ends with it", async () => {
    const donor = new Donor(
      ["player"],
      [[4, 9, 8, 7], [3]].map((did) => ({
        steps: did.length,
        actions: new Map([["player", did]]),
      })),
    );
    const { play, timing, log, records } = setUp({ controls: {} }, undefined, "donor", donor);
    await play.prepare();
    for (let episode = 0; episode < 2; episode++) {
      const playing = play.start();
      await timing.advance(300 + lastFrameMs);
      await playing;
    }
    await play.close();
    expect(log.filter((line) => line.startsWith("step"))).toEqual([
      ...["step 4", "step 9", "step 8"],
      "step 3",
    ]);
    expect(records[0]).toMatchObject({
      streams: {},
      policy_seeds: {},
      actors: { player: "donor" },
    });
    const reasons = records.flatMap((record) =>
      record.type === "episode_end" ? [record.reason] : [],
    );
    expect(reasons).toEqual(["terminated", "donor"]);
    const sources = records.flatMap((record) =>
      record.type === "steps" ? [...fromBase64(record.agents.player?.source ?? "")] : [],
    );
    expect(sources).toEqual(Array(4).fill(ACTION_SOURCES.indexOf("donor")));
  });

  it("plays all episodes, each begun by the page, and says when they are over", async () => {
    const { play, timing, posted, records, shown } = setUp({ seeds: [5, 6] });
    await play.prepare();
    expect(posted).toEqual([{ type: "episode_ready", view: "left", episode: 0, back: null }]);
    expect(shown).toEqual(["state 0"]);

    play.input(key("KeyA", true));
    for (let episode = 0; episode < 2; episode++) {
      const playing = Promise.all([play.start(), play.start()]);
      await timing.advance(300 + lastFrameMs);
      await playing;
    }

    expect(posted.filter(({ type }) => type !== "status").map(({ type }) => type)).toEqual([
      ...["episode_ready", "episode_end"],
      ...["episode_ready", "episode_end", "game_end"],
    ]);
    expect(posted.find(({ type }) => type === "episode_end")).toMatchObject({
      view: "left",
      episode: 0,
      steps: 3,
      returns: { player: 3 },
      reason: "terminated",
    });
    const begun = records.filter((record) => record.type === "episode");
    expect(begun.map((record) => [record.episode, record.seed])).toEqual([
      [0, 5],
      [1, 6],
    ]);
    const steps = records.filter((record) => record.type === "steps");
    const total = steps.reduce((sum, { count }) => sum + count, 0);
    expect(total).toBe(6);
    expect(records.slice(-2)).toMatchObject([
      { type: "episode_end", episode: 1 },
      { type: "timing", episode: null, steps: 6 },
    ]);
  });

  it("waits in the middle of an episode until the page has asked, and counts no time", async () => {
    const probes: Probe[] = [
      { name: "mood", at: { kind: "step", step: 2 }, steps: ["mood"], most: 1 },
    ];
    const rules = { ...plainRules, limits: { ...plainRules.limits, seconds: 1 } };
    const { play, timing, posted, records, log } = setUp({ probes, rules, episodes: 1 });
    await play.prepare();
    const playing = play.start();
    await timing.advance(60_000);
    expect(log.filter((line) => line.startsWith("step"))).toHaveLength(2);
    const asked = { type: "probe", view: "left", episode: 0, steps: 2, probes: [0] };
    expect(posted.filter(({ type }) => type === "probe")).toMatchObject([asked]);
    play.hold("probe", false);
    await timing.advance(100 + lastFrameMs);
    await playing;
    expect(records.filter(({ type }) => type === "pause")).toMatchObject([
      { why: "probe", paused: true, steps: 2, pauses: 0 },
      { why: "probe", paused: false, steps: 2, pauses: 0 },
    ]);
    const ends = records.filter((record) => record.type === "episode_end");
    expect(ends).toMatchObject([{ reason: "terminated", steps: 3 }]);
  });

  it("goes on with the next episode where the one that waited for a probe was stopped", async () => {
    const probes: Probe[] = [
      { name: "mood", at: { kind: "step", step: 1 }, steps: ["mood"], most: 1 },
    ];
    const { play, timing, records } = setUp({ probes });
    await play.prepare();
    const playing = play.start();
    await timing.advance(1000);
    play.stop("reset", false);
    await timing.advance(lastFrameMs);
    await playing;
    const ends = () => records.filter((record) => record.type === "episode_end");
    expect(ends()).toMatchObject([{ reason: "reset", steps: 1 }]);
    void play.start();
    await timing.advance(1000);
    play.hold("probe", false);
    await timing.advance(1000);
    expect(ends()).toMatchObject([{}, { reason: "terminated", steps: 3 }]);
  });

  it("says that an episode is over only once the disk has it", async () => {
    const { play, timing, posted, flushes } = setUp();
    await play.prepare();
    void play.start();
    await timing.advance(300);
    const ended = posted.findIndex(({ type }) => type === "episode_end");
    const strict = flushes.filter(({ durable }) => durable === true);
    expect(strict.map((flush) => flush.posted)).toEqual([ended]);
    await play.close();
  });

  it("leaves the last frame on show before it prepares the next episode", async () => {
    const { play, timing, posted, shown } = setUp();
    await play.prepare();
    const playing = play.start();
    await timing.advance(300 + lastFrameMs - 1);
    expect(posted.at(-1)?.type).toBe("episode_end");
    expect(shown.at(-1)).toBe("state 3");
    await timing.advance(1);
    await playing;
    expect(posted.at(-1)).toMatchObject({ type: "episode_ready", episode: 1 });
    expect(shown.at(-1)).toBe("state 0");
  });

  it("closes while the last frame is on show: at once, and nothing is prepared any more", async () => {
    const { play, timing, posted, log } = setUp();
    await play.prepare();
    void play.start();
    await timing.advance(300);
    await play.close();
    expect(posted.at(-1)?.type).toBe("episode_end");
    expect(log.filter((line) => line.startsWith("reset"))).toHaveLength(1);
    expect(timing.pending).toBe(0);
  });

  it("draws the environment's seed and the policy's numbers from the streams it records", async () => {
    const drawn: number[] = [];
    const policy: Actor = {
      begin: (uniform) => drawn.push(uniform(), uniform()),
      decide: () => {
        throw new Error("not asked");
      },
    };
    const { play, records, log } = setUp({}, policy);
    await play.prepare();

    const environment = await deriveStream(seed, "game/main/2/0/environment");
    const stream = await deriveStream(seed, "game/main/2/0/policy/player");
    expect(log).toContain(`reset ${environment.seed32}`);
    expect(drawn).toEqual([stream.uniform(), stream.uniform()]);
    expect(records[0]).toMatchObject({
      seed: environment.seed32,
      streams: { player: "game/main/2/0/policy/player" },
      actors: { player: "coach" },
      info: '{"r":1}',
    });
  });

  it("records how far a failed episode came, and passes the failure on", async () => {
    const { play, timing, records } = setUp();
    await play.prepare();
    const playing = play.start();
    const failure = expect(playing).rejects.toThrow("Traceback: boom");
    await timing.advance(100);
    play.input(key("KeyX", true));
    await timing.advance(100);
    await failure;
    expect(records.at(-1)).toMatchObject({ type: "episode_end", reason: "error", steps: 1 });
  });

  it("acts on a key that was tapped between two steps", async () => {
    const { play, timing, log, records } = setUp();
    await play.prepare();
    void play.start();
    await timing.advance(110);
    play.input(key("KeyA", true));
    play.input(key("KeyA", false));
    await timing.advance(190);
    expect(log.filter((line) => line.startsWith("step"))).toEqual(["step 0", "step 1", "step 0"]);
    const sources = records.flatMap((record) =>
      record.type === "steps" ? [...fromBase64(record.agents.player?.source ?? "")] : [],
    );
    expect(sources).toEqual([1, 0, 1]);
  });

  it("stands still while paused, with all steps handed over", async () => {
    const { play, timing, records, log } = setUp();
    await play.prepare();
    void play.start();
    await timing.advance(100);
    play.hold("page", true);
    expect(records.map(({ type }) => type)).toEqual(["episode", "steps", "frames", "pause"]);
    await timing.advance(10_000);
    expect(log.filter((line) => line.startsWith("step"))).toHaveLength(1);
    play.hold("page", false);
    await timing.advance(100);
    expect(log.filter((line) => line.startsWith("step"))).toHaveLength(2);
  });

  it("records what it waits for, and counts the person's own pauses", async () => {
    const { play, timing, records } = setUp();
    play.hold("page", true);
    play.hold("page", false);
    await play.prepare();
    void play.start();
    await timing.advance(100);
    play.hold("hidden", true);
    play.hold("journal", true);
    play.hold("hidden", false);
    await timing.advance(10_000);
    play.hold("journal", false);
    play.hold("participant", true);
    play.hold("participant", false);
    const pauses = records.filter((record) => record.type === "pause");
    expect(pauses.map(({ why, paused, pauses: own, steps }) => [why, paused, own, steps])).toEqual([
      ["hidden", true, 1, 1],
      ["journal", false, 1, 1],
      ["participant", true, 2, 1],
      ["participant", false, 2, 1],
    ]);
    expect(pauses[0]).toMatchObject({ step: "main", attempt: 2, episode: 0 });
    await play.close();
  });

  it("begins the next round though a pause was asked for when the last one was over", async () => {
    const { play, timing, records, log } = setUp();
    await play.prepare();
    const first = play.start();
    await timing.advance(300);
    play.hold("hidden", true);
    await timing.advance(lastFrameMs);
    await first;
    void play.start();
    await timing.advance(100);
    expect(log.filter((line) => line.startsWith("step"))).toHaveLength(4);
    expect(records.filter(({ type }) => type === "pause")).toEqual([]);
    await play.close();
  });

  it("ends a pause with the round whose last step was under way when it began", async () => {
    let decided = 0;
    const policy: Actor = {
      begin: () => {},
      decide: async () => {
        decided += 1;
        if (decided === 3) play.hold("hidden", true);
        return { ...action, action: 1 };
      },
    };
    const { play, timing, records } = setUp({}, policy);
    await play.prepare();
    const first = play.start();
    await timing.advance(300 + lastFrameMs);
    await first;
    void play.start();
    await timing.advance(100);
    expect(decided).toBe(4);
    const told = records.flatMap((record) =>
      record.type === "pause" || record.type === "episode_end" ? [record] : [],
    );
    expect(told).toMatchObject([
      { type: "pause", paused: true },
      { type: "pause", paused: false },
      { type: "episode_end" },
    ]);
    await play.close();
  });

  it("ends a round that the participant wants ended, and the game with one that nobody plays", async () => {
    const { play, timing, records, posted } = setUp({ episodes: 5 });
    play.stop("reset", false);
    await play.prepare();
    const first = play.start();
    await timing.advance(100);
    play.stop("reset", false);
    await timing.advance(lastFrameMs);
    await first;
    expect(posted.at(-1)).toMatchObject({ type: "episode_ready", episode: 1 });
    const second = play.start();
    await timing.advance(100);
    play.hold("idle", true);
    play.stop("idle", true);
    await timing.advance(lastFrameMs);
    await second;
    expect(posted.at(-1)?.type).toBe("game_end");
    const ends = records.filter((record) => record.type === "episode_end");
    expect(ends.map(({ reason, steps }) => [reason, steps])).toEqual([
      ["reset", 1],
      ["idle", 1],
    ]);
  });

  it("goes at the rate that the participant chose, within what is allowed", async () => {
    const allow = { pause: false, reset: false, fps: { min: 5, max: 20, step: 5 } };
    const { play, timing, log, records } = setUp({ rules: { ...plainRules, allow } });
    await play.prepare();
    void play.start();
    await timing.advance(100);
    play.setRate(100);
    expect(records.at(-1)).toMatchObject({ type: "rate", fps: 20, steps: 1 });
    await timing.advance(150);
    expect(log.filter((line) => line.startsWith("step"))).toHaveLength(3);
    await play.close();
  });

  it("stays at its rate where the participant may not change it", async () => {
    const { play, records } = setUp();
    await play.prepare();
    play.setRate(100);
    expect(records.map(({ type }) => type)).toEqual(["episode"]);
    await play.close();
  });

  it("gives Python its time: a minute to set up, and then what the study allows a step", async () => {
    const { play, timing, limits } = setUp();
    await play.prepare();
    void play.start();
    await timing.advance(200);
    expect(limits.map(([, limitMs]) => limitMs)).toEqual([60_000, 60_000, 15_000, 15_000]);
    expect(limits.at(-1)?.[0]).toBe(1_200);
    await play.close();
  });

  it("closes in the middle of an episode: steps are kept, the environment is freed", async () => {
    const { play, timing, records, log, posted } = setUp();
    await play.prepare();
    void play.start();
    await timing.advance(150);
    await play.close();
    await settle();
    expect(records.map(({ type }) => type)).toEqual(["episode", "steps", "frames"]);
    expect(log.slice(-5)).toEqual(["close", "release", "destroy", "destroy", "destroy"]);
    expect(posted.filter(({ type }) => type === "episode_end")).toEqual([]);
    expect(timing.pending).toBe(0);
  });
});

describe("Play, turn-based", () => {
  const turnBased = {
    pace: "turn_based",
    fps: null,
    controls: { player: controlsOf({ KeyA: 1, KeyB: 2, KeyX: 7 }) },
  } satisfies Partial<GameStep>;

  function tap(play: Play, code: string, timeStamp = 5): void {
    play.input({ ...key(code, true), timeStamp });
    play.input({ ...key(code, false), timeStamp: timeStamp + 1 });
  }

  const stepsIn = (log: string[]) => log.filter((line) => line.startsWith("step"));
  const f8 = (text: string | undefined) => [...new Float64Array(fromBase64(text ?? "").buffer)];

  async function begin(change: Partial<GameStep> = {}) {
    const set = setUp({ ...turnBased, ...change });
    await set.play.prepare();
    void set.play.start();
    await settle();
    return set;
  }

  it("takes no step and sets no timer until the person acts, then one for each press", async () => {
    const { play, timing, log, records, posted } = await begin();
    await timing.advance(3_600_000);
    expect(stepsIn(log)).toEqual([]);
    expect(timing.pending).toBe(0);
    expect(timing.hops).toBe(1);

    tap(play, "KeyB", 77);
    await timing.advance(3_600_000);
    expect(stepsIn(log)).toEqual(["step 2"]);
    expect(timing.pending).toBe(0);
    expect(posted.at(-1)).toMatchObject({ type: "status", steps: 1, returns: { player: 2 } });

    const [episode] = records;
    const inputs = records.find(({ type }) => type === "inputs");
    expect(inputs).toMatchObject({ type: "inputs", count: 2, names: ["player", "KeyB"] });
    const steps = records.find(({ type }) => type === "steps");
    expect(episode).toMatchObject({ type: "episode", pace: "turn_based", streams: {} });
    if (steps?.type !== "steps") throw new Error("no steps were recorded");
    expect(f8(steps.due)).toEqual([1000 + 3_600_000]);
    expect(f8(steps.agents.player?.input_t)).toEqual([77]);
    expect([...fromBase64(steps.agents.player?.source ?? "")]).toEqual([0]);
    await play.close();
  });

  it("shows how it stands after every turn, however quick", async () => {
    const { play, posted } = await begin();
    tap(play, "KeyA");
    tap(play, "KeyB");
    await settle();
    const told = posted.flatMap((message) => (message.type === "status" ? [message.steps] : []));
    expect(told).toEqual([1, 2]);
    await play.close();
  });

  it("ends with the turn that ends it, and says how many presses came to nothing", async () => {
    const { play, timing, records, log } = await begin();
    for (const code of ["KeyA", "KeyB", "KeyA", "KeyB", "KeyB"]) tap(play, code);
    await settle();
    expect(stepsIn(log)).toEqual(["step 1", "step 2", "step 1"]);
    expect(records.at(-1)).toMatchObject({
      type: "episode_end",
      reason: "terminated",
      steps: 3,
      unused_presses: 2,
    });

    tap(play, "KeyB"); // while the last frame is on show
    await timing.advance(lastFrameMs);
    void play.start();
    await settle();
    expect(stepsIn(log)).toHaveLength(3);
    await play.close();
  });

  it("ends after `max_steps`", async () => {
    const { play, records } = await begin({ max_steps: 2 });
    tap(play, "KeyA");
    tap(play, "KeyA");
    await settle();
    expect(records.at(-1)).toMatchObject({ reason: "max_steps", steps: 2, unused_presses: 0 });
    await play.close();
  });

  it.each([true, false])("heeds what is allowed, if that is wanted: %s", async (heed_mask) => {
    const controls = controlsOf({ KeyA: 1, KeyF: 8 }, { heed_mask });
    const { play, log } = await begin({ controls: { player: controls } });
    for (const code of ["KeyF", "KeyA"]) tap(play, code);
    await settle();
    expect(stepsIn(log)).toEqual(heed_mask ? ["step 1"] : ["step 8", "step 1"]);
    await play.close();
    // Whatever was lent by Python is given back: its `step`, its memory, itself, and the mask.
    expect(log.filter((line) => line === "destroy")).toHaveLength(heed_mask ? 5 : 4);
  });

  it("waits while the page is hidden, and then takes the step that was asked for", async () => {
    const { play, log } = await begin();
    play.hold("page", true);
    tap(play, "KeyA");
    await settle();
    expect(stepsIn(log)).toEqual([]);
    play.hold("page", false);
    await settle();
    expect(stepsIn(log)).toEqual(["step 1"]);
    await play.close();
  });

  it("closes while it waits for the person: at once, with its steps kept", async () => {
    const { play, timing, records, log } = await begin();
    tap(play, "KeyA");
    await settle();
    await play.close();
    expect(stepsIn(log)).toEqual(["step 1"]);
    expect(records.map(({ type }) => type)).toEqual(["episode", "inputs", "steps", "frames"]);
    expect(log).toContain("close");
    expect(timing.pending).toBe(0);
  });

  it("records how far it came where a turn fails", async () => {
    const { play, records } = setUp(turnBased);
    await play.prepare();
    const failure = expect(play.start()).rejects.toThrow("Traceback: boom");
    tap(play, "KeyA");
    tap(play, "KeyX");
    await failure;
    expect(records.at(-1)).toMatchObject({ reason: "error", steps: 1, unused_presses: 0 });
  });
});
