import { expect, it, vi } from "vitest";
import type { ClientState, GameClient } from "../../src/page/game-client";
import { Observable } from "../../src/page/observable";
import type { StepContext, StepOf } from "../../src/page/steps/context";
import type { PartsOptions } from "../../src/page/steps/game-parts";
import type { Progress } from "../../src/page/steps/game-progress";
import { GameSession } from "../../src/page/steps/game-session";
import { plainRules } from "../../src/shared/plain-rules";
import type { ViewMessage } from "../../src/shared/protocol";
import { Pending } from "../../src/worker/pending";

const hear = vi.hoisted(() => vi.fn<(running: boolean) => void>());
const parts = vi.hoisted((): Partial<PartsOptions> => ({}));

// What stands on the page, of which there is none here.
vi.mock("../../src/page/steps/game-parts", () => ({
  GameParts: class {
    constructor(options: PartsOptions) {
      Object.assign(parts, options);
    }

    idle = { watch: () => {} };
    inputs = { learnLayout: () => {}, equip: async () => null, begin: () => {}, hear };
    beside = { follow: () => {}, controls: { restart: () => {} } };
    ui = { restart: () => {} };
    view = { element: {}, scale: 1, handOverCanvas: () => ({}), render: () => {} };
  },
}));
vi.mock("../../src/page/steps/visibility", () => ({ watchVisibility: () => () => {} }));

const step = {
  id: "main",
  rules: plainRules,
  pace: "real_time",
  controls: {},
  agents: { player: { actor: "human" } },
  probes: [{ name: "asked", at: { kind: "step", step: 1 }, steps: ["lost"], most: null }],
} as unknown as StepOf<"game">;

/** A game whose worker is ready, in a study that has nothing to ask with. */
function setUp(asks: object | null) {
  const listening = new Pending<(message: ViewMessage) => void>();
  const client = {
    state: new Observable<Pick<ClientState, "kind">>({ kind: "ready" }),
    root: "",
    post: () => {},
    watch: () => {},
    unwatch: () => {},
    calibrateClock: async () => null,
    listen: (_view: string, listener: (message: ViewMessage) => void) => {
      listening.resolve(listener);
      return () => {};
    },
  };
  const record = vi.fn(async () => {});
  const progress = {
    now: { asks, pauses: 0, episode: 1 },
    next: () => ({}),
    shown: () => {},
    stands: () => {},
    begun: () => {},
  };
  const context = {
    search: new URLSearchParams(),
    recorder: { record, upcomingAttempt: async () => 1, nextAttempt: async () => 1 },
    guide: { seedList: async () => null },
    facts: { stored: { conditions: {} } },
    manifest: { mode: "live", steps: [] },
    progress: progress as unknown as Progress,
    ask: () => Promise.reject(new Error("The form did not load.")),
  } as unknown as StepContext & { progress: Progress; ask: () => Promise<void> };
  const session = new GameSession(step, context, client as unknown as GameClient);
  const playing = session.play();
  const say = async (message: ViewMessage) => (await listening.promise)(message);
  return { client, playing, record, say };
}

it("shows the round that an earlier visit has come to, before the game is there", () => {
  setUp(null);
  expect(parts.episode).toBe(1);
});

it("fails where what it asks between two episodes cannot be shown", async () => {
  const { playing, record, say } = setUp({ attempt: 1, episode: 0, steps: ["lost"] });
  const failing = expect(playing).rejects.toThrow("The form did not load.");
  await say({ type: "episode_ready", view: "main", episode: 1 });
  await failing;
  expect(record).toHaveBeenCalledWith(expect.objectContaining({ type: "error", where: "page" }));
});

it("fails where what it asks in the middle of an episode cannot be shown", async () => {
  const { playing, record, say } = setUp(null);
  const failing = expect(playing).rejects.toThrow("In a game there is no page or form lost.");
  const played = { steps: 1, seconds: 1, score: 0 };
  const probe = { episode: 0, steps: 1, returns: { player: 0 }, played, probes: [0] };
  await say({ type: "probe", view: "main", ...probe });
  await failing;
  expect(record).toHaveBeenCalledWith(expect.objectContaining({ type: "error", where: "page" }));
});

it("gives the keys back where the session ends in the middle of an episode", async () => {
  const { client, say } = setUp(null);
  await say({ type: "episode_ready", view: "main", episode: 0 });
  parts.act?.("start", null);
  expect(hear).toHaveBeenLastCalledWith(true);
  client.state.set({ kind: "closed" });
  expect(hear).toHaveBeenLastCalledWith(false);
  expect(parts.may?.("start")).toBe(false);
});
