/** The policies of a site: which act in a game, and what acts for an agent then. */

import type {
  Agent,
  GameStep,
  Manifest,
  Policy as ManifestPolicy,
  OnnxPolicy,
} from "../generated/contract";
import { human } from "../shared/agents";
import { gamesOf } from "../shared/games";
import type { Actor } from "./actor";
import { Batch, Batches } from "./batch";
import { donor } from "./donor";
import type { Engine } from "./engine";
import { chooseEngine, type Trial } from "./engine-trial";
import type { Environment } from "./environment";
import { MissingFileError } from "./failure";
import { makeTensor, openModel, startRuntime, type WasmSource } from "./onnx-runtime";
import { Policy } from "./policy";
import { Population } from "./population";
import { PythonPolicy } from "./python-policy";
import { RandomPolicy } from "./random-policy";
import { Script } from "./script";

/** What of a site its policies depend on. */
export type PolicySite = Pick<Manifest, "policies" | "steps">;

/** Where the policies' bytes come from: a server, or a folder under Node. */
export interface PolicySource {
  wasm: WasmSource;
  read(policy: OnnxPolicy): Promise<Uint8Array>;
  /** Where models are tried that may run on WebGPU; without it they run on WebAssembly. */
  trial?: Trial;
}

/**
 * Makes an actor for an agent.
 *
 * @param name the agent's.
 * @param environment where a Python policy acts, and which knows the actions that are allowed.
 * @throws where there is no policy that the agent names as its actor
 */
export type MakePolicy = (
  name: string,
  agent: Agent,
  environment: Pick<Environment, "player" | "allows" | "sample">,
) => Actor;

/** Takes any action that is allowed. */
export const random = "random";

/** Whether an agent's actor is a policy. */
export function isPolicy(actor: string): boolean {
  return actor !== human && actor !== donor;
}

/** The ONNX policies that act in any game of the study, by name. */
export function usedModels(manifest: PolicySite): Map<string, OnnxPolicy> {
  const actors = gamesOf(manifest).flatMap((game) =>
    Object.values(game.agents).map((agent) => agent.actor),
  );
  const used = new Map<string, OnnxPolicy>();
  for (const actor of actors.flatMap((actor) => membersOf(manifest, actor))) {
    const model = modelOf(manifest, actor);
    if (model !== null) used.set(actor, model);
  }
  return used;
}

/** Policies whose models are loaded when they are needed. */
export interface Policies {
  /**
   * Starts a session for every model that is used; without one, nothing is downloaded at all.
   *
   * A model that the host does not have, or that the runtime does not take, is no failure yet: games
   * without it can be played.
   */
  load(): Promise<void>;
  /** @throws for a model that is not loaded yet, and what was wrong with one that could not be */
  make: MakePolicy;
}

export function openPolicies(manifest: PolicySite, source: PolicySource): Policies {
  const engines = new Map<string, Engine>();
  const failures = new Map<string, Error>();
  const batches = new WeakMap<object, Batches>();
  return {
    load: async () => {
      const models = [...usedModels(manifest)];
      if (models.length === 0) return;
      const reading = models.map(([, model]) => source.read(model));
      // Told when it is their turn.
      for (const bytes of reading) bytes.catch(() => {});
      await startRuntime(source.wasm);
      for (const [index, [name, policy]] of models.entries()) {
        const bytes = (await reading[index]?.catch(missing)) as Uint8Array | MissingFileError;
        const engine = bytes instanceof Error ? bytes : await opened(name, policy, bytes);
        if (engine instanceof Error) failures.set(name, engine);
        else engines.set(name, engine);
      }
    },
    make,
  };

  function make(...[name, agent, environment]: Parameters<MakePolicy>): Actor {
    if (agent.actor === random) return new RandomPolicy((seed) => environment.sample(name, seed));
    const policy = policyOf(manifest, agent.actor);
    switch (policy.kind) {
      case "population":
        return new Population(policy, (actor) => make(name, { ...agent, actor }, environment));
      case "python":
        return new PythonPolicy(
          environment.player(name, { entry_point: policy.entry_point, kwargs: policy.kwargs }),
        );
      case "script":
        return new Script(policy, agent);
      case "condition":
        throw new Error(`Nobody has said who of ${agent.actor} acts.`);
      case "onnx": {
        const { session, makeTensor } = engineOf(agent.actor);
        return new Policy(
          session,
          policy,
          agent,
          makeTensor,
          (action) => environment.allows(name, action),
          policy.batched ? batchOf(environment, agent.actor, policy) : null,
        );
      }
    }
  }

  /** What a model runs on, or what is wrong with it. */
  async function opened(
    name: string,
    policy: OnnxPolicy,
    model: Uint8Array,
  ): Promise<Engine | Error> {
    const session = await openModel(model);
    if (session instanceof Error) return session;
    const agent = agentOf(manifest, name);
    const wasm = { session, makeTensor };
    if (policy.webgpu !== "try" || !source.trial || !agent) return wasm;
    return chooseEngine({ name, policy, agent, model }, wasm, source.trial);
  }

  /** The agents of one game look together. */
  function batchOf(game: object, model: string, policy: OnnxPolicy): Batch {
    const known = batches.get(game) ?? new Batches();
    batches.set(game, known);
    const { session, makeTensor } = engineOf(model);
    return known.of(model, () => new Batch(session, policy, makeTensor));
  }

  function engineOf(name: string): Engine {
    const engine = engines.get(name);
    const failure = failures.get(name);
    if (failure !== undefined) throw failure;
    if (engine === undefined) throw new Error(`The policy ${name} is not loaded.`);
    return engine;
  }
}

/** The policies with all models loaded. */
export async function loadPolicies(
  manifest: PolicySite,
  source: PolicySource,
): Promise<MakePolicy> {
  const policies = openPolicies(manifest, source);
  await policies.load();
  return policies.make;
}

/** Whether a model acts in a game. */
export function needsModel(manifest: PolicySite, { agents }: Pick<GameStep, "agents">): boolean {
  return Object.values(agents)
    .flatMap(({ actor }) => membersOf(manifest, actor))
    .some((actor) => modelOf(manifest, actor) !== null);
}

/** Those of whom one acts: of every level, and of every population. */
function membersOf(manifest: PolicySite, actor: string): string[] {
  if (!isPolicy(actor) || actor === random) return [actor];
  const policy = policyOf(manifest, actor);
  if (policy.kind === "condition") {
    return Object.values(policy.levels).flatMap((level) => membersOf(manifest, level));
  }
  return policy.kind === "population" ? Object.keys(policy.members) : [actor];
}

/** One that a model acts for, maybe among others. */
function agentOf(manifest: PolicySite, model: string): Agent | undefined {
  const agents = gamesOf(manifest).flatMap((game) => Object.values(game.agents));
  return agents.find(({ actor }) => membersOf(manifest, actor).includes(model));
}

function modelOf(manifest: PolicySite, actor: string): OnnxPolicy | null {
  if (!isPolicy(actor) || actor === random) return null;
  const policy = policyOf(manifest, actor);
  return policy.kind === "onnx" ? policy : null;
}

function policyOf({ policies }: PolicySite, name: string): ManifestPolicy {
  const policy = policies[name];
  if (policy === undefined) throw new Error(`The site has no policy ${name}.`);
  return policy;
}

/** @throws what else went wrong than that the host has no such file */
function missing(error: unknown): MissingFileError {
  if (error instanceof MissingFileError) return error;
  throw error;
}
