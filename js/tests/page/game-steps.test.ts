import { describe, expect, it } from "vitest";
import type { Agent, GameStep, Pace } from "../../src/generated/contract";
import type { ViewMessage } from "../../src/page/game-client";
import { BoundKeys, inReadingOrder, type KeyPress, layOut } from "../../src/page/steps/game-keys";
import { afterMessage, beginning, type GameState } from "../../src/page/steps/game-state";
import { keyName } from "../../src/page/strings";
import { shownAgent } from "../../src/shared/agents";

const view = "main";
const returns = { player: 3, partner: 8 };
const played = { steps: 9, seconds: 1, score: 3 };

describe("what is shown of a game", () => {
  const afterStart = (state: GameState): GameState => {
    const now = beginning(state);
    return now === null ? state : { phase: "running", now };
  };
  const after = (state: GameState, ...messages: ViewMessage[]) =>
    messages.reduce((before, message) => afterMessage(before, message, "player"), state);

  it("follows two episodes from the first frame to the end", () => {
    let state = after({ phase: "preparing" }, { type: "episode_ready", view, episode: 0 });
    expect(state).toEqual({ phase: "waiting", episode: 0, last: null });
    state = afterStart(state);
    expect(state).toEqual({ phase: "running", now: { episode: 0, steps: 0, score: 0 } });
    state = after(state, { type: "status", view, episode: 0, steps: 4, returns, played });
    expect(state).toEqual({ phase: "running", now: { episode: 0, steps: 4, score: 3 } });
    const last = { episode: 0, steps: 9, score: 3 };
    const ended = { type: "episode_end", view, reason: "terminated", returns, played } as const;
    state = after(state, { ...ended, episode: 0, steps: 9 });
    expect(state).toEqual({ phase: "between", last });
    state = after(state, { type: "episode_ready", view, episode: 1 });
    expect(state).toEqual({ phase: "waiting", episode: 1, last });
    state = after(
      afterStart(state),
      { ...ended, episode: 1, steps: 5 },
      { type: "game_end", view },
    );
    expect(state).toEqual({ phase: "finished", last: { episode: 1, steps: 5, score: 3 } });
  });

  it("still waits when a message of before the pause arrives", () => {
    const now = { episode: 1, steps: 3, score: 1 };
    const paused: GameState = { phase: "paused", now, why: "hidden" };
    const state = after(paused, { type: "status", view, episode: 1, steps: 4, returns, played });
    expect(state).toEqual({ ...paused, now: { episode: 1, steps: 4, score: 3 } });
  });

  it("does not start what is not on show", () => {
    const state: GameState = { phase: "preparing" };
    expect(afterStart(state)).toBe(state);
  });

  it("is the person's score, or the first agent's where one watches", () => {
    const actor = (name: string) => ({ actor: name }) as Agent;
    const step = (agents: Record<string, Agent>) => ({ id: "main", agents }) as GameStep;
    expect(shownAgent(step({ a: actor("coach"), b: actor("human") }))).toBe("b");
    expect(shownAgent(step({ a: actor("coach"), b: actor("naive") }))).toBe("a");
  });
});

describe("keys", () => {
  const press = (type: "keydown" | "keyup", code: string, timeStamp: number): KeyPress => ({
    type,
    code,
    timeStamp,
    repeat: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
  });

  function setUp(pace: Pace = "real_time") {
    const sent: unknown[] = [];
    const sink = {
      input: (code: string, down: boolean, at: number) => void sent.push([code, down, at]),
      release: (at: number) => void sent.push(["release", at]),
    };
    const keys = new BoundKeys(new Set(["ArrowLeft", "KeyR", "ControlLeft"]), sink, pace);
    return { keys, sent };
  }

  it("are sent with their own time, held ones once", () => {
    const { keys, sent } = setUp();
    expect(keys.take(press("keydown", "ArrowLeft", 1.5))).toBe(true);
    expect(keys.take(press("keydown", "ArrowLeft", 40))).toBe(true);
    expect(keys.take(press("keyup", "ArrowLeft", 55))).toBe(true);
    expect(sent).toEqual([
      ["ArrowLeft", true, 1.5],
      ["ArrowLeft", false, 55],
    ]);
  });

  it("that are not bound stay the browser's, and so do its shortcuts", () => {
    const { keys, sent } = setUp();
    expect(keys.take(press("keydown", "Tab", 1))).toBe(false);
    expect(keys.take({ ...press("keydown", "KeyR", 2), ctrlKey: true })).toBe(false);
    expect(sent).toEqual([]);
    expect(keys.take({ ...press("keydown", "ControlLeft", 3), ctrlKey: true })).toBe(true);
  });

  it("of before the episode send no coming up", () => {
    const { keys, sent } = setUp();
    keys.take(press("keyup", "ArrowLeft", 1));
    expect(sent).toEqual([]);
  });

  it.each([
    ["real_time", [["ArrowLeft", true, 1]]],
    ["turn_based", []],
  ] as const)("that are held since before the episode count in real time only: %s", (pace, all) => {
    const { keys, sent } = setUp(pace);
    expect(keys.take({ ...press("keydown", "ArrowLeft", 1), repeat: true })).toBe(true);
    expect(sent).toEqual(all);
  });

  it("count as up when the window loses the focus, and can go down again", () => {
    const { keys, sent } = setUp();
    keys.take(press("keydown", "ArrowLeft", 1));
    keys.release(2);
    keys.take(press("keyup", "ArrowLeft", 3));
    keys.take(press("keydown", "ArrowLeft", 4));
    expect(sent).toEqual([
      ["ArrowLeft", true, 1],
      ["release", 2],
      ["ArrowLeft", true, 4],
    ]);
  });

  it("count as up with the command key, under which macOS tells of none that comes up", () => {
    const { keys, sent } = setUp();
    keys.take(press("keydown", "ArrowLeft", 1));
    keys.take(press("keydown", "MetaLeft", 2));
    expect(keys.take(press("keyup", "MetaLeft", 3))).toBe(false);
    keys.take(press("keydown", "ArrowLeft", 4));
    expect(sent).toEqual([
      ["ArrowLeft", true, 1],
      ["release", 3],
      ["ArrowLeft", true, 4],
    ]);
  });

  it("stand in reading order, arrows first", () => {
    const codes = ["Space", "ArrowRight", "ArrowDown", "ArrowLeft"];
    expect(inReadingOrder(codes)).toEqual(["ArrowLeft", "ArrowDown", "ArrowRight", "Space"]);
  });

  it.each([
    [["ArrowRight", "ArrowLeft"], [], ["ArrowLeft", "ArrowRight"]],
    [
      ["ArrowDown", "KeyP", "ArrowUp", "ArrowRight", "ArrowLeft"],
      [["ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"]],
      ["KeyP"],
    ],
    [["KeyW", "KeyA", "KeyS", "KeyD"], [["KeyA", "KeyW", "KeyS", "KeyD"]], []],
    [["KeyS", "KeyA"], [], ["KeyS", "KeyA"]],
  ])("are laid out as crosses of four directions and a row: %j", (codes, crosses, row) => {
    expect(layOut(codes)).toEqual({ crosses, row });
  });

  it.each([
    ["ArrowLeft", "←", "left arrow"],
    ["KeyW", "W", "W"],
    ["Digit1", "1", "1"],
    ["Numpad4", "4", "4"],
    ["Space", "Space", "space bar"],
    ["F13", "F13", "F13"],
  ])("have names: %s", (code, sign, name) => {
    expect(keyName(code)).toEqual({ sign, name });
  });
});
