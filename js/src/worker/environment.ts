/** The environment in Python (`gymbrowser/bridge/game.py`), driven from JavaScript. */

import type { PyodideAPI } from "pyodide";
import type { PyBufferView, PyProxy } from "pyodide/ffi";
import { fromLatin1 } from "../shared/bytes";
import type { Action } from "./actor";
import { AgentMemory } from "./agent-memory";
import type { GameSpec, PythonSpec } from "./game-spec";
import { askedOf, type Hook, type Hooks, type PyHooked, type TellRecord } from "./hook";
import { hasTail, rowSize } from "./layout";
import { withModule } from "./python-module";
import { Layers } from "./view/layers";
import type { Scene } from "./view/shapes";
import type { ReadImage, WindowScene } from "./view/window";

export { type GameSpec, gameSpec, loadEnvironment } from "./game-spec";

/** Bits of what `step` returns; the first two are among an agent's flags too. */
export const TERMINATED = 1;
export const TRUNCATED = 2;
export const HAS_INFO = 4;
/** Further flags of an agent: it was given an observation; it acts at the next step. */
export const PRESENT = 8;
export const ACTS = 16;

export type Frame =
  | { kind: "text"; text: string }
  /** `fresh`: the first picture of an episode. */
  | { kind: "scene"; scene: Scene; fresh: boolean }
  | { kind: "rgb"; rgb: Uint8Array; width: number; height: number }
  /** `read` is good while the frame is shown. */
  | { kind: "window"; scene: WindowScene; read: ReadImage };

/** What a game's hook is made with. */
export interface HookParts {
  hooks: Hooks;
  tell: TellRecord;
}

/** A Python policy that acts for an agent, beside the environment. */
export interface Player {
  /** Begins an episode. */
  begin(seed: number): void;
  /** Chooses an action by the present observation. */
  act(): Action;
}

interface PyGame extends PyProxy {
  until(entryPoint: string): PyProxy & (() => boolean);
  place(entryPoint: string, agent: string): PyProxy & ((x: number, y: number) => Action | null);
  buffer: PyProxy;
  frame: "text" | "scene" | "rgb" | "window";
  reset(seed: number): string;
  step: PyProxy & ((...actions: Action[]) => number);
  info(): string;
  info_of(agent: string): string;
  tail(agent: string): string;
  sample(agent: string, seed: number): Action;
  allows: PyProxy & ((agent: string, action: Action) => boolean);
  player(agent: string, spec?: string): PyPlayer;
  render(): string | PyProxy;
  image(number: number): PyProxy;
  close(): void;
}

interface PyPlayer extends PyProxy {
  begin(seed: number): void;
  act: PyProxy & (() => Action);
}

/** Every method throws Pyodide's `PythonError`, with the traceback as its message. */
export class Environment {
  /** Null: none stands beside the game. */
  readonly hook: Hook | null;
  readonly #hooked: PyHooked | null;
  readonly #game: PyGame;
  readonly #step: PyGame["step"];
  readonly #buffer: PyProxy;
  readonly #memory: AgentMemory;
  /** The agents whose observations have no fixed size, and these as far as they were asked for. */
  readonly #tailed: ReadonlySet<string>;
  readonly #wholes = new Map<string, Uint8Array>();
  #allows: PyGame["allows"] | null = null;
  /** Freed at the end. */
  readonly #proxies: PyProxy[] = [];
  readonly #layers = new Layers();
  #isFresh = true;

  private constructor(game: PyGame, { agents }: Pick<GameSpec, "agents">, hooked: PyHooked | null) {
    this.#game = game;
    this.#hooked = hooked;
    this.hook = hooked && askedOf(hooked);
    // Kept, since every access to a bound method makes a proxy of its own.
    this.#step = game.step;
    this.#buffer = game.buffer;
    const layouts = Object.entries(agents);
    const sizes = layouts.map(([agent, { observation }]) => [agent, rowSize(observation)] as const);
    this.#memory = new AgentMemory(this.#buffer, sizes);
    const tailed = layouts.filter(([, { observation }]) => hasTail(observation));
    this.#tailed = new Set(tailed.map(([agent]) => agent));
  }

  /** @param beside what a hook is made with; null: none is made, even where the spec has one */
  static make(python: PyodideAPI, spec: GameSpec, beside: HookParts | null = null): Environment {
    const game: PyGame = withModule(python, "gymbrowser.bridge.game", (module) =>
      module.make_game(JSON.stringify(spec)),
    );
    if (spec.hook === null || beside === null) return new Environment(game, spec, null);
    const hooked = beside.hooks.beside(game, spec.hook, beside.tell) as PyGame & PyHooked;
    game.destroy();
    return new Environment(hooked, spec, hooked);
  }

  /**
   * Begins an episode.
   *
   * @param hookSeed what the hook draws from in it, in [0, 2^32)
   * @returns its info as exact JSON
   */
  reset(seed: number, hookSeed = 0): string {
    this.#isFresh = true;
    this.#wholes.clear();
    this.#hooked?.seed_hook(hookSeed);
    return this.#game.reset(seed);
  }

  /**
   * @param actions one per agent, in the order of the spec; of an agent without ACTS, any.
   * @returns the bits TERMINATED, TRUNCATED and HAS_INFO of the episode, and REPLACED
   */
  step(...actions: Action[]): number {
    if (this.#tailed.size > 0) this.#wholes.clear();
    return this.#step(...actions);
  }

  /** What the last step was called with, where its result had the bit REPLACED. */
  executed(agent: string): Action {
    if (this.#hooked === null) throw new Error("No hook stands beside this game.");
    return this.#hooked.executed(agent);
  }

  /** An action that seems random, and is allowed now as far as the environment tells. */
  sample(agent: string, seed: number): Action {
    return this.#game.sample(agent, seed);
  }

  /**
   * Whether an agent may take an action at the next step, by the `action_mask` in its observation or
   * its info.
   */
  allows(agent: string, action: Action): boolean {
    this.#allows ??= this.#kept(this.#game.allows);
    return this.#allows(agent, action);
  }

  /**
   * The Python policy that acts for this agent; good until the environment is closed.
   *
   * @param spec of one of several that take turns in acting
   */
  player(agent: string, spec?: PythonSpec): Player {
    const player = this.#game.player(agent, spec && JSON.stringify(spec));
    const { act } = player;
    this.#proxies.push(act, player);
    return { begin: (seed) => player.begin(seed), act: () => act() };
  }

  /** Asks a function of the author's whether the episode is over; good until `close`. */
  until(entryPoint: string): () => boolean {
    const until = this.#kept(this.#game.until(entryPoint));
    return () => until();
  }

  /** Asks a function of the author's which action a place means; good until `close`. */
  place(entryPoint: string, agent: string): (x: number, y: number) => Action | null {
    const place = this.#kept(this.#game.place(entryPoint, agent));
    // Python's None arrives as undefined.
    return (x, y) => place(x, y) ?? null;
  }

  /** The info of the last `reset` or `step`, as exact JSON. */
  info(): string {
    return this.#game.info();
  }

  /** Of one agent; of one that is not in the game, as of one of whom nothing is told. */
  infoOf(agent: string): string {
    return this.#game.info_of(agent);
  }

  /** The agent's packed observation: a view that is good until the environment is called again. */
  observation(agent: string): Uint8Array {
    const { observation } = this.#memory.slot(agent);
    return this.#tailed.has(agent) ? this.#whole(agent, observation) : observation;
  }

  /** The agent's reward of the last step. */
  reward(agent: string): number {
    return this.#memory.slot(agent).reward.getFloat64(0, true);
  }

  /** The agent's bits TERMINATED, TRUNCATED, PRESENT and ACTS, as the last `reset` or `step` left them. */
  flags(agent: string): number {
    return this.#memory.slot(agent).flags[0] as number;
  }

  /** Draws the present state and hands the picture to `show`, which may not keep it. */
  render(show: (frame: Frame) => void): void {
    const picture = this.#game.render();
    if (typeof picture === "string") {
      show(this.#told(picture));
      return;
    }
    borrow(picture, (rgb, width, height) => show({ kind: "rgb", rgb, width, height }));
  }

  close(): void {
    try {
      this.#game.close();
    } finally {
      this.#memory.release();
      const proxies = [...this.#proxies, this.#step, this.#buffer, this.#game];
      for (const proxy of proxies) proxy.destroy();
    }
  }

  #kept<P extends PyProxy>(proxy: P): P {
    this.#proxies.push(proxy);
    return proxy;
  }

  #told(picture: string): Frame {
    const { frame } = this.#game;
    if (frame === "text") return { kind: "text", text: picture };
    if (frame === "scene") return this.#scene(picture);
    const read: ReadImage = (number, take) =>
      borrow(this.#game.image(number), (rgba, width, height) => take({ rgba, width, height }));
    return { kind: "window", scene: JSON.parse(picture), read };
  }

  #scene(json: string): Frame {
    const fresh = this.#isFresh;
    this.#isFresh = false;
    return { kind: "scene", scene: this.#layers.complete(JSON.parse(json)), fresh };
  }

  /** An observation with its tail, which comes from Python once a step. */
  #whole(agent: string, row: Uint8Array): Uint8Array {
    const known = this.#wholes.get(agent);
    if (known !== undefined) return known;
    const tail = fromLatin1(this.#game.tail(agent));
    const whole = new Uint8Array(row.length + tail.length);
    // Asked for anew: the heap may have grown under the call.
    whole.set(this.#memory.slot(agent).observation);
    whole.set(tail, row.length);
    this.#wholes.set(agent, whole);
    return whole;
  }
}

/** Lends the bytes of an array of shape [height, width, …]. */
function borrow(
  array: PyProxy,
  use: (bytes: Uint8Array, width: number, height: number) => void,
): void {
  const view = array.getBuffer("u8") as PyBufferView;
  try {
    const [height = 0, width = 0] = view.shape;
    use(view.data as Uint8Array, width, height);
  } finally {
    view.release();
    array.destroy();
  }
}
