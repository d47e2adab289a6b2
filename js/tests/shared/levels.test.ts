import { describe, expect, it } from "vitest";
import type { GameStep, Manifest } from "../../src/generated/contract";
import { castBy, factorsOf } from "../../src/shared/levels";

const policies = {
  partner: {
    kind: "condition",
    sha256: "",
    factor: "kind",
    levels: { cooperative: "helper", selfish: "crowd" },
  },
  crowd: { kind: "population", sha256: "", members: { helper: 1, random: 1 }, per: "episode" },
} as unknown as Manifest["policies"];

function game(actors: Record<string, string>): Pick<GameStep, "agents"> {
  const agents = Object.entries(actors).map(([name, actor]) => [name, { actor }]);
  return { agents: Object.fromEntries(agents) };
}

const actorsOf = ({ agents }: Pick<GameStep, "agents">) =>
  Object.values(agents).map(({ actor }) => actor);

describe("a cast by conditions", () => {
  it("asks for each condition once, and for none where nobody goes by one", () => {
    const both = game({ a: "human", b: "partner", c: "partner" });
    expect(factorsOf(policies, both)).toEqual(["kind"]);
    expect(factorsOf(policies, game({ a: "human", b: "crowd" }))).toEqual([]);
  });

  it("has those who act at the participant's level, and changes nobody else", () => {
    const step = game({ a: "human", b: "partner", c: "random" });
    expect(actorsOf(castBy(policies, step, { kind: "selfish" }))).toEqual([
      "human",
      "crowd",
      "random",
    ]);
    expect(actorsOf(step)).toEqual(["human", "partner", "random"]);
  });

  it("fails where the condition is not given out, or has another level", () => {
    const step = game({ a: "partner" });
    expect(() => castBy(policies, step, {})).toThrow("who acts for a");
    expect(() => castBy(policies, step, { kind: "mean" })).toThrow("who acts for a");
  });
});
