/** What a model runs on. */

import type { InferenceSession } from "onnxruntime-web/wasm";
import type { InferenceRecord } from "../generated/contract";
import type { MakeTensor } from "./policy-tensors";

export interface Engine {
  session: Pick<InferenceSession, "run">;
  /** Of the same ONNX Runtime as the session. */
  makeTensor: MakeTensor;
}

/** What runs a policy's model, and why. */
export type Provided = Pick<
  InferenceRecord,
  "policy" | "provider" | "why" | "wasm_ms" | "webgpu_ms"
>;

/** Goes on with another engine, for good, where the first one fails. */
export class Relay implements Engine {
  readonly makeTensor: MakeTensor;
  #isLost = false;

  constructor(
    private readonly first: Engine,
    private readonly second: Engine,
    private readonly onLost: (error: unknown) => void,
  ) {
    this.makeTensor = first.makeTensor;
  }

  /** The feeds' tensors are the first engine's: one ONNX Runtime takes those of another. */
  readonly session: Engine["session"] = {
    run: async (feeds: InferenceSession.FeedsType) => {
      if (!this.#isLost) {
        try {
          return await this.first.session.run(feeds);
        } catch (error) {
          this.#isLost = true;
          this.onLost(error);
        }
      }
      return this.second.session.run(feeds);
    },
  };
}
