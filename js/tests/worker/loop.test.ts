import { describe, expect, it } from "vitest";
import type { Actor, Decision } from "../../src/worker/actor";
import { Unthrottled } from "../../src/worker/clock";
import { ACTS, PRESENT, TERMINATED, TRUNCATED } from "../../src/worker/environment";
import { REPLACED } from "../../src/worker/hook";
import { type LoopEnvironment, playEpisode, type Stage, type Tally } from "../../src/worker/loop";
import { FakeTiming } from "./fake-timing";

function decision(action: number): Decision {
  return {
    action,
    intended: action,
    source: "policy",
    inputT: Number.NaN,
    uniform: Number.NaN,
    output: new Uint8Array(),
  };
}

/** A game that ends with `flags` after `length` steps, and tells what happened to it. */
function setUp(length: number, flags: number) {
  const timing = new FakeTiming();
  const log: string[] = [];
  let steps = 0;
  const environment: LoopEnvironment = {
    step: (action) => {
      timing.busy(10);
      log.push(`step ${action}`);
      steps += 1;
      return steps === length ? flags : 0;
    },
    info: () => "{}",
    observation: () => Uint8Array.of(steps),
    reward: () => 0.5,
    flags: () => PRESENT | ACTS,
    render: (show) => show({ kind: "text", text: String(steps) }),
    executed: () => 9,
  };
  const actor: Actor = {
    begin: () => {},
    decide: async ([state = 0]) => decision(state),
  };
  const tally: Tally = { steps: 0, returns: { player: 0 } };
  const statuses: number[] = [];
  const stage: Stage = {
    environment,
    actors: new Map([["player", actor]]),
    clock: new Unthrottled(timing),
    timing,
    show: (frame) => log.push(`show ${frame.kind === "text" && frame.text}`),
    recorder: {
      step: ({ started, stepped, drawn }, decisions, bits) => {
        const action = decisions.get("player")?.action;
        log.push(`record ${action} ${bits} ${stepped - started} ${drawn - stepped}`);
      },
    },
    maxSteps: null,
    onStatus: ({ steps: seen }) => statuses.push(seen),
    statusEveryMs: 100,
  };
  return { stage, tally, log, statuses };
}

const never = new AbortController().signal;

describe("playEpisode", () => {
  it("records what the hook made of an action, and what was intended", async () => {
    const { stage, tally } = setUp(1, TERMINATED | REPLACED);
    const recorded: Decision[] = [];
    const kept = decision(3);
    const actors = new Map<string, Actor>([["player", { begin: () => {}, decide: () => kept }]]);
    const recorder = {
      step: (_times: unknown, decisions: ReadonlyMap<string, Decision>) =>
        void recorded.push(...decisions.values()),
    };
    await playEpisode({ ...stage, actors, recorder }, never, tally);
    expect(recorded).toMatchObject([{ action: 9, intended: 3, source: "hook" }]);
    // An actor whose default is what it did before goes on with its own.
    expect(kept.action).toBe(3);
  });

  it("waits before a step for what is told then", async () => {
    const { stage, tally, log } = setUp(1, TERMINATED);
    const onStep = async () => void log.push("told");
    await playEpisode({ ...stage, onStep }, never, tally);
    expect(log.slice(0, 2)).toEqual(["told", "step 0"]);
  });

  it("decides, steps, draws and records, in this order", async () => {
    const { stage, tally, log } = setUp(2, TERMINATED);
    expect(await playEpisode(stage, never, tally)).toEqual({
      steps: 2,
      returns: { player: 1 },
      reason: "terminated",
    });
    expect(log).toEqual([
      ...["step 0", "show 1", "record 0 0 10 0"],
      ...["step 1", "show 2", `record 1 ${TERMINATED} 10 0`],
    ]);
  });

  it.each([
    [TRUNCATED, null, "truncated", 5],
    [TERMINATED | TRUNCATED, 5, "terminated", 5],
    [TERMINATED, 3, "max_steps", 3],
  ])("ends for the right reason: flags %i, at most %s steps", async (flags, max, reason, steps) => {
    const { stage, tally } = setUp(5, flags);
    const end = await playEpisode({ ...stage, maxSteps: max }, never, tally);
    expect(end).toMatchObject({ reason, steps });
  });

  it("draws a step that there was no time to draw where the game waits behind it", async () => {
    const { stage, tally, log } = setUp(3, TERMINATED);
    const freeze = ({ steps }: Tally) => steps === 2;
    await playEpisode({ ...stage, hasTime: () => false, freeze }, never, tally);
    expect(log.filter((line) => line.startsWith("show"))).toEqual(["show 2", "show 3"]);
  });

  it("records that nothing was drawn where there is no view", async () => {
    const { stage, tally, log } = setUp(1, TERMINATED);
    await playEpisode({ ...stage, show: null }, never, tally);
    expect(log).toEqual(["step 0", "record 0 1 10 NaN"]);
  });

  it("asks every agent that acts, and gives the actions in their order", async () => {
    const { stage, tally, log } = setUp(2, TERMINATED);
    let gone = false;
    const environment: LoopEnvironment = {
      ...stage.environment,
      step: (...actions) => {
        gone = true;
        return stage.environment.step(Number(actions.join("")));
      },
      flags: (agent) => (agent === "waiter" && gone ? 0 : PRESENT | ACTS),
      reward: (agent) => (agent === "waiter" && !gone ? 0 : 2),
    };
    const acting = (action: number): Actor => ({ begin: () => {}, decide: () => decision(action) });
    const actors = new Map([
      ["waiter", acting(7)],
      ["chef", acting(3)],
    ]);
    const sources: unknown[] = [];
    const recorder: Stage["recorder"] = {
      step: (_times, decisions) =>
        sources.push([...decisions].map(([agent, { source }]) => `${agent} ${source}`)),
    };
    await playEpisode({ ...stage, environment, actors, recorder }, never, tally);
    expect(log.filter((line) => line.startsWith("step"))).toEqual(["step 73", "step 3"]);
    expect(sources).toEqual([
      ["waiter policy", "chef policy"],
      ["waiter absent", "chef policy"],
    ]);
  });

  it("tells how it stands, but not more often than it is to", async () => {
    const { stage, tally, statuses } = setUp(35, TERMINATED);
    await playEpisode(stage, never, tally);
    expect(statuses).toEqual([10, 20, 30]);
  });

  it("stops without an outcome when it is told to", async () => {
    const { stage, tally } = setUp(50, TERMINATED);
    const closing = new AbortController();
    const show = () => {
      if (tally.steps === 4) closing.abort();
    };
    expect(await playEpisode({ ...stage, show }, closing.signal, tally)).toBeNull();
    expect(tally.steps).toBe(5);
  });

  it("says by its tally how far a failed episode came", async () => {
    const { stage, tally } = setUp(50, TERMINATED);
    const show = () => {
      if (tally.steps === 4) throw new Error("no more paint");
    };
    await expect(playEpisode({ ...stage, show }, never, tally)).rejects.toThrow("no more paint");
    expect(tally).toEqual({ steps: 4, returns: { player: 2 } });
  });
});
