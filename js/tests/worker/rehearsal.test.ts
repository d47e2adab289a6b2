import { afterEach, expect, it, vi } from "vitest";
import type { GameStep } from "../../src/generated/contract";
import { ACTS, Environment, TERMINATED } from "../../src/worker/environment";
import type { GameSpec } from "../../src/worker/game-spec";
import { rehearse } from "../../src/worker/rehearsal";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Plays a game of which `allowed` says what may be done at each step. */
function rehearsed(allowed: readonly number[][]): number[] {
  const taken: number[] = [];
  const mays = () => allowed[taken.length] ?? [];
  const environment = {
    reset: () => "{}",
    step: (action: number) => {
      taken.push(action);
      return taken.length === allowed.length ? TERMINATED : 0;
    },
    flags: () => ACTS,
    allows: (_agent: string, action: number) => mays().includes(action),
    sample: () => mays()[0],
    close: () => {},
  };
  vi.spyOn(Environment, "make").mockReturnValue(environment as unknown as Environment);
  const step = {
    agents: { player: { actor: "human", action_space: { n: 3, start: 1 } } },
    seeds: null,
  } as unknown as GameStep;
  rehearse({} as never, { step, spec: { policies: {} } as GameSpec, steps: 100 }, () => {});
  return taken;
}

it("takes one action after the other", () => {
  const all = [1, 2, 3];
  expect(rehearsed([all, all, all, all])).toEqual([1, 2, 3, 1]);
});

it("takes one that is allowed where the next one is not", () => {
  expect(rehearsed([[1, 2, 3], [3], [3], [2, 3]])).toEqual([1, 3, 3, 2]);
});
