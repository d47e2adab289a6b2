/** What each agent sees, is given and may do, where Python leaves it: see `bridge/memory.py`. */

import type { PyBufferView, PyProxy } from "pyodide/ffi";

const rewardBytes = 8;

/** Where an agent's data lies. */
interface Slot {
  reward: DataView;
  observation: Uint8Array;
  flags: Uint8Array;
}

/** Views of Python's memory, so that a step copies nothing. */
export class AgentMemory {
  #view: PyBufferView;
  #slots: ReadonlyMap<string, Slot>;

  /**
   * @param buffer all agents' data, one block after the other; it stays its owner's.
   * @param sizes of the agents' observations, in the environment's order.
   */
  constructor(
    private readonly buffer: PyProxy,
    private readonly sizes: readonly (readonly [agent: string, bytes: number])[],
  ) {
    this.#view = lend(buffer);
    this.#slots = this.#cut();
  }

  /** The agent's data: views that are good until Python runs again. */
  slot(agent: string): Slot {
    // When the heap of wasm grows, all views of it are detached.
    if (this.#view.data.length === 0) {
      this.#view.release();
      this.#view = lend(this.buffer);
      this.#slots = this.#cut();
    }
    const slot = this.#slots.get(agent);
    if (slot === undefined) throw new Error(`The environment has no agent ${agent}.`);
    return slot;
  }

  release(): void {
    this.#view.release();
  }

  /** One reward per agent, then one row per agent, then their flags. */
  #cut(): Map<string, Slot> {
    const bytes = this.#view.data as Uint8Array;
    const { length } = this.sizes;
    let rowAt = rewardBytes * length;
    return new Map(
      this.sizes.map(([agent, size], index) => {
        const rewardAt = bytes.byteOffset + rewardBytes * index;
        const flagsAt = bytes.length - length + index;
        const slot = {
          reward: new DataView(bytes.buffer, rewardAt, rewardBytes),
          observation: bytes.subarray(rowAt, rowAt + size),
          flags: bytes.subarray(flagsAt, flagsAt + 1),
        };
        rowAt += size;
        return [agent, slot];
      }),
    );
  }
}

function lend(buffer: PyProxy): PyBufferView {
  return buffer.getBuffer("u8") as PyBufferView;
}
