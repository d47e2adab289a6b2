/** The study's own Python hears which steps of the study the participant enters and leaves. */

import type { StepMessage } from "../shared/protocol";
import type { Runtime } from "./boot";
import { failureOf } from "./failure";
import { commitSoon, type RecordSink } from "./recorder";

const hangAfterMs = 15_000;

export interface StepHookParts {
  /** Python, as soon as it is there. */
  runtime: Promise<Pick<Runtime, "manifest" | "hooks">>;
  /** Resolves when records may be written. */
  identified: Promise<unknown>;
  journal: RecordSink;
  /** A stretch of Python begins, which is stopped after so long. */
  onBegin: (limitMs: number) => void;
}

export class StepHook {
  constructor(private readonly parts: StepHookParts) {}

  /** What the hook raises ends no study: it is recorded, as all is that the hook gives. */
  async tell({ call, step, given }: StepMessage): Promise<void> {
    const { runtime, identified, journal, onBegin } = this.parts;
    const { manifest, hooks } = await runtime;
    await identified;
    const name = manifest.step_hook ?? "";
    const spec = manifest.hooks?.[name];
    if (spec === undefined) throw new Error(`The study has no hook ${name}.`);
    onBegin(hangAfterMs);
    try {
      const data = hooks.tellStep({ ...spec, name }, call, step, JSON.stringify(given));
      if (data !== null) void journal.append({ type: "step_hook", step, call, data });
    } catch (error) {
      const failure = failureOf(error, `The hook failed in on_step_${call}.`);
      void journal.append({ type: "error", where: step, ...failure });
    }
    commitSoon(journal);
  }
}
