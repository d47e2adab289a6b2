/** The environment in Python (`gymbrowser/bridge/game.py`), driven from JavaScript. */

import type { PyodideAPI } from "pyodide";
import type { PyBufferView, PyProxy } from "pyodide/ffi";
import type { Agent, Environment as EnvironmentSpec, View } from "../generated/contract";
import { rowSize } from "./layout";
import type { Scene } from "./view/draw";

/** What `step` returns: bits. */
export const TERMINATED = 1;
export const TRUNCATED = 2;
export const HAS_INFO = 4;

const rewardBytes = 8;

export type Frame =
  | { kind: "text"; text: string }
  | { kind: "scene"; scene: Scene }
  | { kind: "rgb"; rgb: Uint8Array; width: number; height: number };

/** What of a game step makes its environment. */
export interface GameSpec {
  environment: Pick<EnvironmentSpec, "gym_id" | "entry_point" | "kwargs">;
  view: Pick<View, "render_mode" | "draw">;
  agents: Record<string, Pick<Agent, "layout">>;
}

interface PyGame extends PyProxy {
  buffer: PyProxy;
  frame: "text" | "scene" | "rgb";
  reset(seed: number): string;
  step: PyProxy & ((action: number) => number);
  info(): string;
  render(): string | PyProxy;
  close(): void;
}

/** Where an agent's data lies in the memory of Python. */
interface Slot {
  reward: DataView;
  observation: Uint8Array;
}

/** Imports all that the game needs, so that making it takes no time. */
export function loadEnvironment(python: PyodideAPI, spec: GameSpec): void {
  const module = python.pyimport("gymbrowser.bridge.game");
  try {
    module.load(toJson(spec));
  } finally {
    module.destroy();
  }
}

/** Every method throws Pyodide's `PythonError`, with the traceback as its message. */
export class Environment {
  readonly #game: PyGame;
  readonly #step: PyGame["step"];
  readonly #memory: PyProxy;
  readonly #sizes: [agent: string, bytes: number][];
  #view: PyBufferView;
  #slots: Map<string, Slot>;

  /** @param rowSizes agent to the bytes of its packed observation, in the order of the spec. */
  private constructor(game: PyGame, rowSizes: [string, number][]) {
    this.#game = game;
    // Kept, since every access to a bound method makes a proxy of its own.
    this.#step = game.step;
    this.#memory = game.buffer;
    this.#sizes = rowSizes;
    this.#view = this.#memory.getBuffer("u8") as PyBufferView;
    this.#slots = this.#cut();
  }

  static make(python: PyodideAPI, spec: GameSpec): Environment {
    const module = python.pyimport("gymbrowser.bridge.game");
    try {
      const sizes = Object.entries(spec.agents).map(([name, { layout }]): [string, number] => [
        name,
        rowSize(layout.observation),
      ]);
      return new Environment(module.Game(toJson(spec)) as PyGame, sizes);
    } finally {
      module.destroy();
    }
  }

  /** Begins an episode. @returns its info as exact JSON */
  reset(seed: number): string {
    return this.#game.reset(seed);
  }

  /** @returns the bits TERMINATED, TRUNCATED and HAS_INFO */
  step(action: number): number {
    return this.#step(action);
  }

  /** The info of the last `reset` or `step`, as exact JSON. */
  info(): string {
    return this.#game.info();
  }

  /** The agent's packed observation: a view that is good until the environment is called again. */
  observation(agent: string): Uint8Array {
    return this.#slot(agent).observation;
  }

  /** The agent's reward of the last step. */
  reward(agent: string): number {
    return this.#slot(agent).reward.getFloat64(0, true);
  }

  /** Draws the present state and hands the picture to `show`, which may not keep it. */
  render(show: (frame: Frame) => void): void {
    const picture = this.#game.render();
    if (typeof picture === "string") {
      const isText = this.#game.frame === "text";
      show(
        isText ? { kind: "text", text: picture } : { kind: "scene", scene: JSON.parse(picture) },
      );
      return;
    }
    const pixels = picture.getBuffer("u8") as PyBufferView;
    try {
      const [height = 0, width = 0] = pixels.shape;
      show({ kind: "rgb", rgb: pixels.data as Uint8Array, width, height });
    } finally {
      pixels.release();
      picture.destroy();
    }
  }

  close(): void {
    try {
      this.#game.close();
    } finally {
      this.#view.release();
      for (const proxy of [this.#step, this.#memory, this.#game]) proxy.destroy();
    }
  }

  #slot(agent: string): Slot {
    // When the heap of wasm grows, all views of it are detached.
    if (this.#view.data.length === 0) {
      this.#view.release();
      this.#view = this.#memory.getBuffer("u8") as PyBufferView;
      this.#slots = this.#cut();
    }
    const slot = this.#slots.get(agent);
    if (slot === undefined) throw new Error(`The environment has no agent ${agent}.`);
    return slot;
  }

  /** First one reward per agent, then one row per agent: see `Game.buffer`. */
  #cut(): Map<string, Slot> {
    const bytes = this.#view.data as Uint8Array;
    let offset = rewardBytes * this.#sizes.length;
    return new Map(
      this.#sizes.map(([agent, size], index) => {
        const reward = new DataView(
          bytes.buffer,
          bytes.byteOffset + rewardBytes * index,
          rewardBytes,
        );
        const observation = bytes.subarray(offset, offset + size);
        offset += size;
        return [agent, { reward, observation }];
      }),
    );
  }
}

function toJson({ environment, view, agents }: GameSpec): string {
  const layouts = Object.entries(agents).map(([name, agent]) => [name, agent.layout]);
  return JSON.stringify({
    gym_id: environment.gym_id,
    entry_point: environment.entry_point,
    kwargs: environment.kwargs,
    render_mode: view.render_mode,
    draw: view.draw,
    agents: Object.fromEntries(layouts),
  });
}
