/** An episode of one agent that observes the number of its step, for tests. */

import type { GameStep, ReplayEpisode } from "../../src/generated/contract";
import { Tape } from "../../src/replay/tape";
import { toBase64 } from "../../src/shared/bytes";

export const steps = 5;

const layout = {
  observation: [{ path: [], dtype: "|u1", shape: [1] }],
  action: [{ path: [], dtype: "<i8", shape: [] }],
  output: [],
};

/** As much of a game as a replay looks at. */
export const game = {
  kind: "game",
  id: "play",
  agents: { player: { actor: "human", action_space: { n: 2, start: 0 }, layout } },
  controls: {},
} as unknown as GameStep;

const ones = (count: number) => toBase64(new Uint8Array(count).fill(1));
const zeros = (count: number) => toBase64(new Uint8Array(count));

/** @param length environment steps */
export function someEpisode(length = steps, changes: Partial<ReplayEpisode> = {}): ReplayEpisode {
  const pictures = length + 1;
  return {
    step: "play",
    seed: 7,
    agents: {
      player: {
        actor: "human",
        actions: Array.from({ length }, (_, step) => step % 2),
        sources: Array.from({ length }, () => "device" as const),
        recorded: { rule: { keep: "all", every: 1, downsample: 1 }, layout: layout.observation },
        present: ones(pictures),
        observed: ones(pictures),
        observations: toBase64(Uint8Array.from({ length: pictures }, (_, at) => at % 256)),
        digests: "",
        rewards: toBase64(new Uint8Array(new Float64Array(length).fill(0.5).buffer)),
        terminated: zeros(length),
        truncated: zeros(length),
        outputs: "",
      },
    },
    infos: Array.from({ length: pictures }, (_, at) => (at === 0 ? "{}" : null)),
    times_ms: Array.from({ length: pictures }, (_, at) => 100 * at),
    inputs: [],
    events: [],
    sound: null,
    ...changes,
  } as ReplayEpisode;
}

export function someTape(length = steps): Tape {
  return new Tape(someEpisode(length), game);
}
