/** What of the manifest a game is made of, as Python takes it. */

import type { PyodideAPI } from "pyodide";
import type {
  AgentLayout,
  Environment as EnvironmentSpec,
  GameStep,
  Manifest,
  PythonPolicy as PolicySpec,
  View,
} from "../generated/contract";
import { type HookOfGame, hookOf, loadHook } from "./hook";
import { withModule } from "./python-module";

/** What makes a Python policy. */
export type PythonSpec = Pick<PolicySpec, "entry_point" | "kwargs">;

/** What makes the environment of a game step and its Python policies: see `make_game` in Python. */
export type GameSpec = Pick<EnvironmentSpec, "gym_id" | "entry_point" | "kwargs"> &
  Pick<View, "render_mode" | "draw"> & {
    agents: Record<string, AgentLayout>;
    policies: Record<string, PythonSpec>;
    /** Entry points of all Python policies that may act, whichever is chosen. */
    imports: string[];
    /** Null: none stands beside the game. */
    hook: HookOfGame | null;
  };

/** What of a game step its environment is made of. */
export function gameSpec(
  manifest: Pick<Manifest, "environment" | "policies" | "hooks">,
  step: Pick<GameStep, "id" | "view" | "agents" | "hook">,
): GameSpec {
  const { environment, policies } = manifest;
  const { view, agents } = step;
  const spec: GameSpec = {
    gym_id: environment.gym_id,
    entry_point: environment.entry_point,
    kwargs: environment.kwargs,
    render_mode: view.render_mode,
    draw: view.draw,
    agents: {},
    policies: {},
    imports: Object.values(agents).flatMap(({ actor }) => entryPointsOf(policies, actor)),
    hook: hookOf(manifest, step),
  };
  for (const [name, { actor, layout }] of Object.entries(agents)) {
    spec.agents[name] = layout;
    const policy = policies[actor];
    if (policy?.kind !== "python") continue;
    spec.policies[name] = { entry_point: policy.entry_point, kwargs: policy.kwargs };
  }
  return spec;
}

function entryPointsOf(policies: Manifest["policies"], actor: string): string[] {
  const policy = policies[actor];
  switch (policy?.kind) {
    case "python":
      return [policy.entry_point];
    case "population":
      return Object.keys(policy.members).flatMap((member) => entryPointsOf(policies, member));
    case "condition":
      return Object.values(policy.levels).flatMap((level) => entryPointsOf(policies, level));
    default:
      return [];
  }
}

/** Imports all that the game needs, so that making it takes no time. */
export function loadEnvironment(python: PyodideAPI, spec: GameSpec): void {
  withModule(python, "gymbrowser.bridge.game", (module) => module.load(JSON.stringify(spec)));
  if (spec.hook !== null) loadHook(python, spec.hook);
}
