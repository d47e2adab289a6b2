/** The study's own Python beside a game (`gymbrowser/bridge/hooked.py`), driven from JavaScript. */

import type { PyodideAPI } from "pyodide";
import type { PyProxy } from "pyodide/ffi";
import type {
  EpisodeRecord,
  GameStep,
  Hook as HookSpec,
  Manifest,
  SignalRecord,
} from "../generated/contract";
import { human } from "../shared/agents";
import { deriveStream } from "../shared/random";
import { withModule } from "./python-module";

/** A further bit of what `step` returns: the hook has had an action replaced. */
export const REPLACED = 32;

/** What puts a hook beside a game: see `with_hook` and `make_hook` in Python. */
export interface HookOfGame extends Pick<HookSpec, "entry_point" | "kwargs"> {
  name: string;
  /** The game's id. */
  step: string;
  people: string[];
}

/**
 * Takes what a hook records.
 *
 * @param data exact JSON
 * @param after how many steps of the episode were begun
 */
export type TellRecord = (name: string, data: string, after: number) => void;

/** What a hook is asked beside the game's steps. Each method throws what the hook raises. */
export interface Hook {
  /** @returns whether work is left, which `work` goes on with */
  signal(kind: SignalRecord["kind"], name: string, value: SignalRecord["value"]): boolean;
  /** The episode is over. @returns as `signal` does */
  end(reason: string): boolean;
  /** Works for about so long. @returns as `signal` does */
  work(limitMs: number): boolean;
}

/** The face of Python's `HookedGame` beyond that of a game. */
export interface PyHooked {
  seed_hook(seed: number): void;
  executed(agent: string): number | string;
  signal(kind: string, name: string, value: string): boolean;
  end(reason: string): boolean;
  work(limitMs: number): boolean;
}

/** The hook of a game step; null: it has none. */
export function hookOf(
  { hooks }: Pick<Manifest, "hooks">,
  { id, hook, agents }: Pick<GameStep, "id" | "hook" | "agents">,
): HookOfGame | null {
  const spec = hooks?.[hook ?? ""];
  if (!hook || spec === undefined) return null;
  const people = Object.entries(agents).filter(([, { actor }]) => actor === human);
  const { entry_point, kwargs } = spec;
  return { name: hook, step: id, entry_point, kwargs, people: people.map(([name]) => name) };
}

/** Imports a hook, so that making it takes no time. */
export function loadHook(python: PyodideAPI, hook: HookOfGame): void {
  withModule(python, "gymbrowser.bridge.hook", (module) => module.load_hook(JSON.stringify(hook)));
}

/** The hooks of a worker: each is one object, whichever games it stands beside. */
export class Hooks {
  readonly #made = new Map<string, PyProxy>();

  constructor(private readonly python: PyodideAPI) {}

  /**
   * @param game a proxy of Python's `Game`; the caller releases it
   * @returns a proxy of what stands for it from now on
   * @throws what the hook's constructor raises
   */
  beside(game: PyProxy, hook: HookOfGame, tell: TellRecord): PyProxy {
    const made = this.#made.get(hook.name) ?? this.#make(hook);
    return withModule(this.python, "gymbrowser.bridge.hooked", (module) =>
      module.with_hook(game, made, JSON.stringify(hook), tell),
    );
  }

  /**
   * Tells one that the participant enters or leaves a step.
   *
   * @param given JSON, see `StepMessage`
   * @returns what it gives, as exact JSON; null: nothing
   * @throws what it raises
   */
  tellStep(
    hook: Pick<HookOfGame, "name" | "entry_point" | "kwargs">,
    call: "enter" | "leave",
    step: string,
    given: string,
  ): string | null {
    const made = this.#made.get(hook.name) ?? this.#make(hook);
    return withModule(
      this.python,
      "gymbrowser.bridge.hook",
      // Python's None arrives as undefined.
      (module) => module.tell_step(made, call, step, given) ?? null,
    );
  }

  /** Lets go of all of them. */
  release(): void {
    for (const made of this.#made.values()) made.destroy();
    this.#made.clear();
  }

  #make(hook: Pick<HookOfGame, "name" | "entry_point" | "kwargs">): PyProxy {
    const made = withModule(this.python, "gymbrowser.bridge.hook", (module) =>
      module.make_hook(JSON.stringify(hook)),
    );
    this.#made.set(hook.name, made);
    return made;
  }
}

/** What a game with a hook can be asked. */
export function askedOf(game: PyHooked): Hook {
  return {
    signal: (kind, name, value) => game.signal(kind, name, JSON.stringify(value)),
    end: (reason) => game.end(reason),
    work: (limitMs) => game.work(limitMs),
  };
}

/** Of the random numbers that a hook draws in an episode; empty where there is none. */
export async function streamOf(
  hook: string | null | undefined,
  session: string,
  pathOf: (purpose: string) => string,
): Promise<Pick<EpisodeRecord, "hook_stream" | "hook_seed">> {
  if (!hook) return {};
  const hook_stream = pathOf(`hook/${hook}`);
  const { seed32: hook_seed } = await deriveStream(session, hook_stream);
  return { hook_stream, hook_seed };
}
