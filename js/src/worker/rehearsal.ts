/** Episodes that nobody sees: they are played by fixed actions, always in the same way. */

import type { PyodideAPI } from "pyodide";
import type { Agent, GameStep, Manifest } from "../generated/contract";
import { toHex } from "../shared/bytes";
import type { Action } from "./actor";
import { ACTS, Environment, type GameSpec, gameSpec, TERMINATED, TRUNCATED } from "./environment";
import { Hooks } from "./hook";
import { digestBytes, Sha256 } from "./sha256";

/** Of every environment and Python policy that rehearses a step without seeds of its own. */
const defaultSeed = 1;
/** Of a probe: enough to draw random numbers and to compute with them, too few to be waited for. */
const probeSteps = 16;

/** What of a manifest is needed to play. */
type Games = Pick<Manifest, "environment" | "policies" | "hooks" | "steps">;

export interface Rehearsal {
  step: GameStep;
  spec: GameSpec;
  /** The most steps of the environment. */
  steps: number;
}

/**
 * Plays one episode.
 *
 * @param seen told of every state: the first one, and that after each step
 */
export function rehearse(
  python: PyodideAPI,
  { step, spec, steps }: Rehearsal,
  seen: (environment: Environment, index: number, last: boolean) => void,
): void {
  // A hook of its own: what that keeps, no other game sees.
  const hooks = new Hooks(python);
  const environment = Environment.make(python, spec, { hooks, tell: () => {} });
  try {
    environment.reset(step.seeds?.[0] ?? defaultSeed);
    const acts = Object.entries(step.agents).map(([name, agent], index) =>
      makeActor(environment, name, agent, spec.policies, index),
    );
    seen(environment, 0, steps === 0);
    for (let index = 1, over = false; !over && index <= steps; index++) {
      const bits = environment.step(...acts.map((act) => act()));
      over = (bits & (TERMINATED | TRUNCATED)) !== 0;
      seen(environment, index, over || index === steps);
    }
  } finally {
    environment.close();
    hooks.release();
  }
}

/**
 * Plays the beginning of the first game.
 *
 * @returns a digest of all that it gives, in hexadecimal: two Pythons of which one was restored from a
 *   snapshot of the other give the same
 */
export function probeOf(python: PyodideAPI, games: Games): string {
  const chain = new Chain();
  const [step] = games.steps.filter((candidate) => candidate.kind === "game");
  if (step === undefined) return chain.hex;
  const rehearsal = { step, spec: gameSpec(games, step), steps: probeSteps };
  rehearse(python, rehearsal, (environment) => chain.addState(environment, step));
  return chain.hex;
}

/** A digest (SHA-256) of what is added: each one is of the one before and of what came then. */
export class Chain {
  readonly #digest = new Uint8Array(digestBytes);
  readonly #sha256 = new Sha256();

  get hex(): string {
    return toHex(this.#digest);
  }

  add(bytes: Uint8Array): void {
    const message = new Uint8Array(digestBytes + bytes.length);
    message.set(this.#digest);
    message.set(bytes, digestBytes);
    this.#sha256.digest(message, this.#digest);
  }

  /** All that an environment gives but its picture: observations, flags, rewards, infos. */
  addState(environment: Environment, { agents }: GameStep): void {
    for (const agent of Object.keys(agents)) {
      this.add(environment.observation(agent));
      this.add(Uint8Array.of(environment.flags(agent)));
      this.add(new Uint8Array(Float64Array.of(environment.reward(agent)).buffer));
    }
    this.add(new TextEncoder().encode(environment.info()));
  }
}

/** Python policies act as they do in a session; people and models take one action after the other. */
function makeActor(
  environment: Environment,
  name: string,
  { action_space }: Agent,
  policies: Readonly<Record<string, unknown>>,
  index: number,
): () => Action {
  if (name in policies) {
    const player = environment.player(name);
    player.begin(defaultSeed);
    return () => (environment.flags(name) & ACTS ? player.act() : 0);
  }
  let count = index;
  if (action_space === null) return () => environment.sample(name, count++);
  const { n, start } = action_space;
  return () => {
    const action = start + (count++ % n);
    // One that is not allowed may be an error.
    return environment.allows(name, action) ? action : environment.sample(name, count);
  };
}
