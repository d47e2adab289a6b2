/** The study that is played for hours: one game of pixels, and a bucket. */

import type { Agent, GameStep, Manifest, ObservationRule, PostPolicy } from "../generated/contract";
import { plainRules } from "../shared/plain-rules";

export interface Plan {
  minutes: number;
  /** So far apart are the samples. */
  sample_minutes: number;
  fps: number;
  /** Of the observation, uint8. */
  shape: number[];
  rule: ObservationRule;
  /** False: the participant is offline all the time. */
  online: boolean;
}

export const AGENT = "player";
const STORE = "https://store.test/";

export const policy: PostPolicy = {
  kind: "s3-post",
  url: STORE,
  fields: {},
  prefix: "in/",
  mode: "live",
  max_bytes: 5_000_000,
  expires_at: "2037-01-01T00:00:00Z",
};

export function agentOf({ shape, rule }: Plan): Agent {
  const pixels = [{ path: [], dtype: "|u1" as const, shape }];
  const sampled = shape.map((length, axis) =>
    axis < 2 ? Math.ceil(length / rule.downsample) : length,
  );
  return {
    actor: "human",
    action_space: { n: 2, start: 0 },
    layout: {
      observation: pixels,
      action: [{ path: [], dtype: "<i8", shape: [] }],
      output: [],
    },
    recorded: { rule, layout: [{ path: [], dtype: "|u1", shape: sampled }] },
  };
}

export function manifestOf(plan: Plan): Manifest {
  const game: GameStep = {
    kind: "game",
    id: "main",
    html: "",
    agents: { [AGENT]: agentOf(plan) },
    controls: {},
    view: { render_mode: "rgb_array", draw: null, width: 84, height: 84 },
    episodes: 1,
    pace: "real_time",
    fps: plan.fps,
    turn_delay_ms: null,
    max_steps: null,
    seeds: null,
    rules: plainRules,
  };
  return {
    format: "gymbrowser.site/1",
    gymbrowser: "0",
    experiment: "endurance",
    title: "Endurance",
    mode: "live",
    language: "en",
    device: "own",
    on_abandon: "keep",
    withdrawal: null,
    participant: { id: [], params: [], number: null },
    runtime: { pyodide: "", core: "", lock: "", packages: [], ort: "", files: [] },
    environment: { gym_id: null, entry_point: "noise:Noise", kwargs: "{}", sha256: "e".repeat(64) },
    policies: {},
    assets: { images: {}, atlases: {}, sounds: {} },
    steps: [game],
    flow: [{ kind: "step", step: 0, when: null }],
    factors: [],
    connect: [STORE],
  };
}
