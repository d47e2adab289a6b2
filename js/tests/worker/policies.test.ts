import * as ort from "onnxruntime-web/wasm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Agent, Manifest, OnnxPolicy } from "../../src/generated/contract";
import { MissingFileError } from "../../src/worker/failure";
import { needsModel, openPolicies, usedModels } from "../../src/worker/policies";

vi.mock("onnxruntime-web/wasm", () => ({
  env: { wasm: {} },
  InferenceSession: { create: vi.fn(async () => ({ release: async () => {} })) },
  Tensor: class {},
}));

const create = vi.mocked(ort.InferenceSession.create);
const wasm = { address: "https://lab.example/ort.wasm" };

/** A study with a game for each model. */
function study(...models: string[]): Manifest {
  const policies = models.map((file) => [file, { kind: "onnx", file }]);
  const steps = models.map((actor) => ({ kind: "game", agents: { player: { actor } } }));
  return { policies: Object.fromEntries(policies), steps } as unknown as Manifest;
}

interface Download {
  resolve(bytes: Uint8Array): void;
  reject(reason: Error): void;
}

/** Downloads that end when they are told to. */
class Link {
  readonly asked = new Map<string, Download>();

  read = ({ file }: OnnxPolicy): Promise<Uint8Array> =>
    new Promise((resolve, reject) => this.asked.set(file, { resolve, reject }));
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

describe("openPolicies", () => {
  beforeEach(() => void create.mockClear());

  it("starts the runtime, and asks for all models, before any of them is there", async () => {
    const link = new Link();
    const loading = openPolicies(study("a", "b"), { wasm, read: link.read }).load();
    await turn();
    expect([...link.asked.keys()]).toEqual(["a", "b"]);
    expect(create).toHaveBeenCalledTimes(1);
    link.asked.get("b")?.resolve(Uint8Array.of(2));
    link.asked.get("a")?.resolve(Uint8Array.of(1));
    await loading;
    expect(create.mock.calls.slice(1).map(([model]) => model)).toEqual([
      Uint8Array.of(1),
      Uint8Array.of(2),
    ]);
  });

  it("tells of a model that does not come, whenever that is known", async () => {
    const link = new Link();
    const loading = openPolicies(study("a", "b"), { wasm, read: link.read }).load();
    link.asked.get("b")?.reject(new Error("b is lost."));
    await turn();
    link.asked.get("a")?.resolve(Uint8Array.of(1));
    await expect(loading).rejects.toThrow("b is lost.");
  });

  it("plays games without a model that the host has lost, and says so in the others", async () => {
    const link = new Link();
    const policies = openPolicies(study("a", "b"), { wasm, read: link.read });
    const loading = policies.load();
    link.asked.get("a")?.reject(new MissingFileError("https://lab.example/a", 404));
    link.asked.get("b")?.resolve(Uint8Array.of(2));
    await loading;
    const make = (actor: string) => policies.make("red", { actor } as Agent, {} as never);
    expect(() => make("a")).toThrow("https://lab.example/a is not there");
    expect(() => make("b")).not.toThrow("not there");
  });

  it("says what the runtime has against a model where it is to act", async () => {
    const link = new Link();
    const policies = openPolicies(study("a"), { wasm, read: link.read });
    const loading = policies.load();
    await turn();
    create.mockRejectedValueOnce(new Error("out of memory"));
    link.asked.get("a")?.resolve(Uint8Array.of(1));
    await loading;
    expect(() => policies.make("red", { actor: "a" } as Agent, {} as never)).toThrow(
      "out of memory",
    );
  });

  it("draws any allowed action by one recorded number", async () => {
    const site = { steps: [], policies: {} };
    const { make } = openPolicies(site, { wasm, read: new Link().read });
    const environment = { player: vi.fn(), allows: vi.fn(), sample: vi.fn(() => 2) };
    const agent = { actor: "random" } as Agent;
    const actor = make("red", agent, environment);
    actor.begin(() => 0.75, 0);
    expect(await actor.decide(new Uint8Array(), 0)).toMatchObject({ action: 2, uniform: 0.75 });
    expect(environment.sample).toHaveBeenCalledWith("red", 3 * 2 ** 30);
    expect(needsModel(site, { agents: { red: agent } })).toBe(false);
  });

  it("loads every model of a population", async () => {
    const link = new Link();
    const site = study("a", "b");
    const members = { a: 1, b: 1, random: 1 };
    const mixed = { kind: "population" as const, sha256: "", members, per: "session" as const };
    const agents = { red: { actor: "mixed" } };
    const game = { kind: "game", agents } as unknown as Manifest["steps"][number];
    const mixing = { policies: { ...site.policies, mixed }, steps: [game] };
    expect([...usedModels(mixing).keys()]).toEqual(["a", "b"]);
    expect(needsModel(mixing, { agents } as never)).toBe(true);
    void openPolicies(mixing, { wasm, read: link.read }).load();
    await turn();
    expect([...link.asked.keys()]).toEqual(["a", "b"]);
  });

  it("starts nothing where no model acts", async () => {
    const link = new Link();
    await openPolicies(study(), { wasm, read: link.read }).load();
    expect(link.asked.size + create.mock.calls.length).toBe(0);
  });
});
