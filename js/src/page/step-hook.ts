/** Tells the study's own Python which steps the participant enters and leaves. */

import type { Manifest, Step } from "../generated/contract";
import type { Facts, Value } from "../shared/expression";
import type { StepMessage } from "../shared/protocol";
import type { FactBook } from "./flow/facts";
import type { GameClient } from "./game-client";
import type { Result } from "./runner";

/** What of the facts it is told: the rest is the page's own. */
const told = ["answers", "checks", "conditions", "params", "results", "scores"];

export class StepHook {
  /** Python is not there yet. */
  #waiting: StepMessage[] = [];
  #answers: Record<string, Value> = {};

  /** @param client null: nobody is told */
  constructor(
    private readonly client: Pick<GameClient, "post" | "state"> | null,
    private readonly facts: Pick<FactBook, "facts" | "onAnswered">,
  ) {
    facts.onAnswered = (_form, answers) => {
      this.#answers = answers;
    };
    client?.state.subscribe(() => this.#post());
  }

  /** Tells of a step; of a last page nothing, since after the end nothing is recorded. */
  async during({ id, kind }: Pick<Step, "id" | "kind">, running: Promise<Result>): Promise<Result> {
    if (kind === "end") {
      this.#waiting = [];
      return running;
    }
    this.#answers = {};
    this.#tell({ type: "step", call: "enter", step: id, given: this.#facts() });
    const result = await running;
    const given = kind === "form" ? this.#answers : {};
    if (result.kind === "completed") this.#tell({ type: "step", call: "leave", step: id, given });
    else this.#waiting = [];
    return result;
  }

  #facts(): Facts {
    const known = Object.entries(this.facts.facts).filter(([name]) => told.includes(name));
    return Object.fromEntries(known);
  }

  #tell(message: StepMessage): void {
    if (this.client === null) return;
    this.#waiting.push(message);
    this.#post();
  }

  #post(): void {
    if (this.client?.state.get().kind !== "ready") return;
    for (const message of this.#waiting.splice(0)) this.client.post(message);
  }
}

/** Of this page: nobody is told where the study has no such hook. */
export function stepHookOf(
  { step_hook = null }: Pick<Manifest, "step_hook">,
  client: GameClient | null,
  facts: FactBook,
): StepHook {
  return new StepHook(step_hook === null ? null : client, facts);
}
