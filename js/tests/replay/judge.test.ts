import { describe, expect, it } from "vitest";
import { verdictOf } from "../../src/replay/verdict";
import { Judge } from "../../src/replay/worker/judge";
import type { Environment } from "../../src/worker/environment";
import { game, someTape, steps } from "./some-tape";

interface State {
  observation: number;
  reward: number;
  flags: number;
}

const present = 8;

/** An environment in the state of a picture, or in another one. */
function environmentAt(picture: number, changes: Partial<State> = {}): Environment {
  const state = { observation: picture, reward: 0.5, flags: present, ...changes };
  return {
    observation: () => Uint8Array.of(state.observation),
    reward: () => state.reward,
    flags: () => state.flags,
  } as unknown as Environment;
}

/** Goes through an episode, in which one picture is another one. */
function judged(at: number, changes: Partial<State> = {}, info: string | null = null): Judge {
  const judge = new Judge(someTape(), game);
  judge.begin();
  for (let picture = 0; picture <= steps; picture++) {
    const isOther = picture === at;
    const given = isOther && info !== null ? info : picture === 0 ? "{}" : null;
    judge.see(picture, environmentAt(picture, isOther ? changes : {}), given);
  }
  return judge;
}

describe("Judge", () => {
  it("finds an unchanged episode equal", () => {
    const judge = judged(-1);
    expect([judge.checked, judge.difference]).toEqual([steps + 1, null]);
  });

  it.each([
    ["observation", { observation: 99 }],
    ["reward", { reward: 0.25 }],
    ["present", { flags: 0 }],
    ["terminated", { flags: present | 1 }],
    ["truncated", { flags: present | 2 }],
  ])("names the first other %s", (field, changes) => {
    expect(judged(3, changes).difference).toEqual({ picture: 3, agent: "player", field });
  });

  it("heeds no reward before the first step", () => {
    expect(judged(0, { reward: 9 }).difference).toBeNull();
  });

  it("compares infos, which are everybody's", () => {
    expect(judged(2, {}, '{"lives":3}').difference).toEqual({
      picture: 2,
      agent: "",
      field: "info",
    });
  });

  it("keeps what it has found when the episode is begun anew", () => {
    const judge = judged(3, { observation: 99 });
    judge.begin();
    judge.see(0, environmentAt(0), "{}");
    expect(judge.checked).toBe(steps + 1);
    expect(judge.difference?.picture).toBe(3);
  });
});

describe("verdictOf", () => {
  const difference = { picture: 3, agent: "player", field: "reward" } as const;

  it.each([
    [0, null, "Equal to the record so far: 0 of 5 steps."],
    [4, null, "Equal to the record so far: 3 of 5 steps."],
    [6, null, "Equal to the record, bit for bit: all 5 steps."],
    [4, difference, "Not equal to the record: at step 3, the reward of player is another one."],
    [
      1,
      { picture: 0, agent: "", field: "info" } as const,
      "Not equal to the record: after reset, the info is another one.",
    ],
  ])("after %i pictures", (checked, found, sentence) => {
    expect(verdictOf(checked, 6, found).sentence).toBe(sentence);
  });
});
