/** The way behind a participant, by what their browser has stored of it. */

import type { Expression, Manifest, Step } from "../../generated/contract";
import { Course } from "../../page/flow/course";
import { completed, type RunContext, runNodes } from "../../page/runner";
import type { Decision } from "../../shared/course";

/** Told of the way, in its order. */
export interface Listener {
  entered?: (step: Step) => void;
  decided?: (expression: Expression, value: boolean) => void;
  ordered?: (block: string, pass: number, order: number[]) => void;
}

/** The way behind is over: not an error. */
class Over extends Error {}

/**
 * Goes the stored way by the page's own runner, and on from its last step as far as it was decided.
 *
 * @param stepIndex Of the step that was entered last.
 * @param decisions In the order in which they were made.
 * @returns That step; null where there is none.
 */
export async function retrace(
  { flow, steps }: Pick<Manifest, "flow" | "steps">,
  stepIndex: number,
  decisions: readonly Decision[],
  told: Listener = {},
): Promise<Step | null> {
  const left = [...decisions];
  const next = <D extends Decision>(): D => {
    const decision = left.shift();
    if (decision === undefined) throw new Over();
    return decision as D;
  };
  const nothing = async () => {};
  let last: Step | null = null;
  const context: RunContext = {
    steps,
    recorder: { record: nothing, sealStep: nothing },
    enterStep: nothing,
    now: () => 0,
    isOver: () => false,
    fail: () => {},
    course: new Course(0),
    guide: {
      cast: nothing,
      holds: async (expression) => {
        const value = next<boolean>();
        told.decided?.(expression, value);
        return value;
      },
      order: async ({ id }, pass) => {
        const order = next<number[]>();
        told.ordered?.(id, pass, order);
        return order;
      },
    },
    perform: async (step, index) => {
      if (index > stepIndex) throw new Over();
      told.entered?.(step);
      if (index === stepIndex) last = step;
      return completed;
    },
  };
  await runNodes(flow, context).catch((error: unknown) => {
    if (!(error instanceof Over)) throw error;
  });
  return last;
}
