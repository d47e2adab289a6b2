/** A policy in the ONNX format: observation in, outputs out, one action chosen. */

import type { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import type { Agent, OnnxPolicy, OutputTensor } from "../generated/contract";
import { type Action, type Actor, blankDecision, type Decision, noOutput } from "./actor";
import { type Batch, rowOf } from "./batch";
import type { Engine } from "./engine";
import { type Pack, packerOf } from "./hands/packed";
import { rowSize } from "./layout";
import { type Allows, type Chooser, chooserOf } from "./policy-choice";
import { ObservationInput } from "./policy-inputs";
import { FixedInput, isOf, type MakeTensor, State, type TensorData } from "./policy-tensors";

/** Whether the agent may take an action now. */
export type AllowsAction = (action: Action) => boolean;

export class Policy implements Actor {
  readonly #inputs: ObservationInput[];
  readonly #fixed: FixedInput[];
  readonly #states: State[];
  readonly #chooser: Chooser;
  readonly #pack: Pack;
  readonly #allows: Allows;
  /** Reused, as all that a decision writes to. */
  readonly #feeds: Record<string, Tensor> = {};
  readonly #outputs: TensorData[] = [];
  readonly #output: Uint8Array;
  readonly #decision: Decision;
  #isFirst = true;
  /** In the batch, since it has looked; null: it has not. */
  #row: number | null = null;
  #uniform: () => number = () => {
    throw new Error("The policy was asked before its episode began.");
  };

  constructor(
    private readonly session: Engine["session"],
    private readonly policy: OnnxPolicy,
    agent: Agent,
    makeTensor: MakeTensor,
    allows: AllowsAction,
    /** Null: the model decides for one agent at a time. */
    private readonly batch: Batch | null = null,
  ) {
    const { layout, action_space } = agent;
    this.#inputs = policy.inputs.map(
      (plan) => new ObservationInput(plan, layout.observation, makeTensor),
    );
    this.#fixed = policy.fixed.map((plan) => new FixedInput(plan, makeTensor));
    this.#states = policy.states.map((plan) => new State(plan, makeTensor));
    this.#chooser = chooserOf(policy);
    this.#pack = action_space === null ? packerOf(agent) : (numbers) => numbers[0] ?? Number.NaN;
    this.#allows = (index) => allows(index + (action_space?.start ?? 0));
    for (const { name, tensor } of this.#inputs) this.#feeds[name] = tensor;
    // Nothing is recorded where the layout has no room for it.
    this.#output = layout.output.length === 0 ? noOutput : new Uint8Array(rowSize(layout.output));
    const { drawn } = this.#chooser;
    this.#decision = { ...blankDecision("policy"), output: this.#output };
    if (drawn.length !== 1) this.#decision.uniform = drawn;
  }

  begin(uniform: () => number): void {
    this.#uniform = uniform;
    this.#isFirst = true;
    this.#row = null;
    this.batch?.begin();
    for (const input of this.#inputs) input.begin();
    for (const state of this.#states) state.begin();
  }

  look(observation: Uint8Array): void {
    if (this.batch === null) return;
    this.#show(observation);
    this.#row = this.batch.join(this.#inputs);
  }

  /** @throws if the model's outputs are not what the plan says, or hold NaN. */
  async decide(observation: Uint8Array): Promise<Decision> {
    const { batch } = this;
    const row = this.#row;
    this.#row = null;
    if (batch !== null && row !== null) {
      const { rows } = batch;
      this.#take(await batch.outputs(), row, rows);
    } else {
      this.#show(observation);
      // Outputs that are allocated beforehand come back as zeros in onnxruntime-web 1.30.
      this.#take(await this.session.run(this.#feeds), 0, 1);
    }
    this.#chooser.choose(this.#outputs, this.#uniform, this.#allows);
    const decision = this.#decision;
    const { drawn, numbers } = this.#chooser;
    if (drawn.length === 1) decision.uniform = drawn[0] as number;
    decision.action = this.#pack(numbers);
    decision.intended = decision.action;
    this.#keepOutputs();
    return decision;
  }

  #show(observation: Uint8Array): void {
    const feeds = this.#feeds;
    for (const input of this.#inputs) input.show(observation);
    for (const fixed of this.#fixed) feeds[fixed.name] = fixed.tensor(this.#isFirst);
    for (const state of this.#states) feeds[state.input] = state.tensor;
    this.#isFirst = false;
  }

  #take(results: InferenceSession.OnnxValueMapType, row: number, rows: number): void {
    let index = 0;
    for (const output of this.policy.outputs) {
      const data = this.#checked(output, results[output.name]?.data, rows);
      this.#outputs[index++] = rows === 1 ? data : rowOf(data, row, output.size);
    }
    for (const state of this.#states) state.keep(results[state.output] as Tensor | undefined);
  }

  #checked({ name, dtype, size }: OutputTensor, data: unknown, rows: number): TensorData {
    if (isOf(dtype, data) && data.length === size * rows) return data;
    const { file } = this.policy;
    throw new Error(`The output ${name} of ${file} is not ${dtype} of ${size * rows} elements.`);
  }

  #keepOutputs(): void {
    if (this.#output.length === 0) return;
    let end = 0;
    for (const { buffer, byteOffset, byteLength } of this.#outputs) {
      this.#output.set(new Uint8Array(buffer, byteOffset, byteLength), end);
      end += byteLength;
    }
  }
}
