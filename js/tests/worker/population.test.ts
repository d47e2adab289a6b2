import { describe, expect, it } from "vitest";
import type { Agent, Manifest, Population as Plan } from "../../src/generated/contract";
import { deriveStream } from "../../src/shared/random";
import { type Actor, absence } from "../../src/worker/actor";
import { Cast } from "../../src/worker/cast";
import { Population } from "../../src/worker/population";

const session = "0123456789abcdef0123456789abcdef";

/** A member that says who it is, and what it was begun with. */
function member(name: string, begun: [string, number][] = []): Actor {
  return {
    begin: (_uniform, seed) => void begun.push([name, seed]),
    decide: () => ({ ...absence, action: name }),
  };
}

const row = new Uint8Array();

const planOf = (members: Record<string, number>, per: Plan["per"]): Plan => ({
  kind: "population",
  sha256: "",
  members,
  per,
});

describe("Population", () => {
  it("draws by the weights, in their order", () => {
    const plan = planOf({ a: 1, b: 3 }, "episode");
    const population = new Population(plan, (name) => member(name));
    const drawn = [0, 0.24, 0.26, 0.99, 1 - 2 ** -53].map((uniform) => population.draw(uniform));
    expect(drawn).toEqual(["a", "a", "b", "b", "b"]);
    expect(population.decide(row, 0)).toMatchObject({ action: "b" });
    population.draw(0);
    expect(population.decide(row, 0)).toMatchObject({ action: "a" });
  });

  it("has nobody who acts before a draw", () => {
    const plan = planOf({ a: 1 }, "session");
    const population = new Population(plan, (name) => member(name));
    expect(() => population.decide(row, 0)).toThrow("Nobody of the population was drawn");
  });
});

describe("a cast with a population", () => {
  function castOf(per: "session" | "episode", begun: [string, number][], frame_skip = 1) {
    const members = { a: 1, b: 1 };
    const makePolicy = () => new Population(planOf(members, per), (name) => member(name, begun));
    const agents = { red: { actor: "mixed" } as Agent };
    const policies = { mixed: planOf(members, per) };
    const step = { id: "main", agents, rules: { frame_skip } } as never;
    return new Cast({ step, people: new Map(), makePolicy, policies, donor: null });
  }

  async function names(per: "session" | "episode", frame_skip = 1): Promise<string[]> {
    const begun: [string, number][] = [];
    const cast = castOf(per, begun, frame_skip);
    const drawn: string[] = [];
    for (let episode = 0; episode < 8; episode++) {
      const { actors, streams } = await cast.begin(
        session,
        (what) => `game/main/${episode}/${what}`,
      );
      expect(streams).toEqual({ red: `game/main/${episode}/policy/red` });
      drawn.push(actors.red as string);
    }
    expect(begun.map(([name]) => name)).toEqual(drawn);
    return drawn;
  }

  it("records who acts in each episode, by a stream of their own", async () => {
    const expected = await Promise.all(
      Array.from({ length: 8 }, async (_, episode) => {
        const path = `game/main/${episode}/population/mixed/red`;
        return (await deriveStream(session, path)).uniform() < 0.5 ? "a" : "b";
      }),
    );
    expect(await names("episode")).toEqual(expected);
    expect(await names("episode", 3)).toEqual(expected);
    expect(new Set(expected).size).toBe(2);
  });

  it("keeps one for the whole session", async () => {
    expect(new Set(await names("session")).size).toBe(1);
  });
});

describe("a cast that thinks", () => {
  const times = (min_ms: number, max_ms: number) => ({
    kind: "script",
    thinking: { min_ms, max_ms },
  });
  const policies = {
    quick: times(200, 200),
    slow: times(500, 2000),
    mixed: planOf({ quick: 1, slow: 1 }, "episode"),
  } as unknown as Manifest["policies"];

  function castOf(actors: Record<string, string>): Cast {
    const agents = Object.fromEntries(
      Object.entries(actors).map(([name, actor]) => [name, { actor } as Agent]),
    );
    const makePolicy = (_name: string, { actor }: Agent) =>
      actor === "mixed"
        ? new Population(planOf({ quick: 1, slow: 1 }, "episode"), (name) => member(name))
        : member(actor);
    const step = { id: "main", agents, rules: { frame_skip: 1 } } as never;
    return new Cast({ step, people: new Map(), makePolicy, policies, donor: null });
  }

  it("draws the time of each turn from a stream of its own, which it names", async () => {
    const cast = castOf({ red: "slow", blue: "quick", green: "random" });
    const { thinking } = await cast.begin(session, (what) => `game/main/0/${what}`);
    const path = "game/main/0/thinking/red";
    expect(thinking).toEqual({ red: path });
    const stream = await deriveStream(session, path);
    const times = [1, 2, 3].map(() => cast.thinkingMs((agent) => agent === "red"));
    expect(times).toEqual([1, 2, 3].map(() => 500 + 1500 * stream.uniform()));
    expect(cast.thinkingMs((agent) => agent === "blue")).toBe(200);
    expect(cast.thinkingMs((agent) => agent === "green")).toBeNull();
  });

  it("thinks as whoever of a population was drawn", async () => {
    const cast = castOf({ red: "mixed" });
    const seen = new Set<string>();
    for (let episode = 0; episode < 8; episode++) {
      const { actors } = await cast.begin(session, (what) => `game/main/${episode}/${what}`);
      const ms = cast.thinkingMs(() => true) as number;
      expect(ms === 200).toBe(actors.red === "quick");
      seen.add(actors.red as string);
    }
    expect(seen.size).toBe(2);
  });
});
