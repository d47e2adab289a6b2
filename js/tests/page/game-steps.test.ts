import { describe, expect, it } from "vitest";
import type { Agent, GameStep } from "../../src/generated/contract";
import { afterMessage, beginning, type GameState } from "../../src/page/steps/game-state";
import { shownAgent, shownAgents } from "../../src/shared/agents";
import type { ViewMessage } from "../../src/shared/protocol";

const view = "main";
const returns = { player: 3, partner: 8 };
const played = { steps: 9, seconds: 1, score: 3 };

describe("what is shown of a game", () => {
  const afterStart = (state: GameState): GameState => {
    const now = beginning(state);
    return now === null ? state : { phase: "running", now };
  };
  const after = (state: GameState, ...messages: ViewMessage[]) =>
    messages.reduce((before, message) => afterMessage(before, message, ["player"]), state);

  it("follows two episodes from the first frame to the end", () => {
    let state = after({ phase: "preparing" }, { type: "episode_ready", view, episode: 0 });
    expect(state).toEqual({ phase: "waiting", episode: 0, last: null, back: null });
    state = afterStart(state);
    expect(state).toEqual({ phase: "running", now: { episode: 0, steps: 0, score: 0 } });
    state = after(state, { type: "status", view, episode: 0, steps: 4, returns, played });
    expect(state).toEqual({ phase: "running", now: { episode: 0, steps: 4, score: 3 } });
    const last = { episode: 0, steps: 9, score: 3 };
    const ended = { type: "episode_end", view, reason: "terminated", returns, played } as const;
    state = after(state, { ...ended, episode: 0, steps: 9 });
    expect(state).toEqual({ phase: "between", last });
    state = after(state, { type: "episode_ready", view, episode: 1 });
    expect(state).toEqual({ phase: "waiting", episode: 1, last, back: null });
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

  it("stands as it did while something is asked in the middle of an episode", () => {
    const running: GameState = { phase: "running", now: { episode: 1, steps: 3, score: 1 } };
    const at = { view, episode: 1, steps: 4, returns, played };
    const state = after(running, { type: "probe", ...at, probes: [0] });
    expect(state).toEqual({ phase: "probing", now: { episode: 1, steps: 4, score: 3 } });
    expect(after(state, { type: "status", ...at })).toEqual(state);
    expect(beginning(state)).toBeNull();
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

  it("are the scores of all people, where several play", () => {
    const actor = (name: string) => ({ actor: name }) as Agent;
    const agents = { a: actor("human"), b: actor("coach"), c: actor("human") };
    expect(shownAgents({ id: "main", agents })).toEqual(["a", "c"]);
    const message = { type: "status", view, episode: 0, steps: 4, returns, played } as const;
    const now = { episode: 0, steps: 0, score: 0 };
    const state = afterMessage({ phase: "running", now }, message, ["partner", "player"]);
    const scores = { partner: 8, player: 3 };
    expect(state).toEqual({ phase: "running", now: { episode: 0, steps: 4, score: 8, scores } });
  });
});
