/**
 * The way through a study: a tree of nodes, each of which gets what it needs handed in.
 *
 * Today's tree is one sequence of steps. Blocks, conditions, loops and shuffles are further kinds of
 * node; none of them needs to know of the others, since the place of a step is counted as it is
 * passed and not written into the tree.
 */

import type { Outcome, Step } from "../generated/contract";
import type { Recorder } from "./record/recorder";

/** What became of a node: the study goes on after it, or ends with it. */
export type Result = { kind: "completed" } | { kind: "ended"; outcome: Outcome };

export const completed: Result = { kind: "completed" };
const withdrawn: Result = { kind: "ended", outcome: "withdrawn" };

export interface Node {
  run(context: RunContext): Promise<Result>;
}

/** What all nodes of a run share. */
export interface RunContext {
  recorder: Pick<Recorder, "record" | "enterStep" | "sealStep">;
  /** Shows a step until the participant is through with it. */
  perform: (step: Step, index: number) => Promise<Result>;
  /** Milliseconds, monotonic. */
  now: () => number;
  /** The participant has withdrawn: no further step is shown. */
  isOver: () => boolean;
  /** Told of a failure to save that no one waits for. */
  fail: (error: unknown) => void;
  course: Course;
}

/** Counts the steps as they are passed, so that a reload can go back to the one it interrupted. */
export class Course {
  #next = 0;

  /** @param resumeAt index of the first step to be shown; those before it are behind. */
  constructor(private readonly resumeAt: number) {}

  /** The index of the step that was reached last. */
  get reached(): number {
    return Math.max(0, this.#next - 1);
  }

  /** The index of the step that is passed now, and whether it is already behind the participant. */
  advance(): { index: number; behind: boolean } {
    const index = this.#next++;
    return { index, behind: index < this.resumeAt };
  }
}

/** One step, with the records of its beginning and end. */
export class StepNode implements Node {
  constructor(private readonly step: Step) {}

  async run(context: RunContext): Promise<Result> {
    const { index, behind } = context.course.advance();
    if (behind) return completed;
    const { recorder, now, fail } = context;
    const place = { step: this.step.id, index };
    const entered = now();
    await recorder.enterStep(index);
    if (context.isOver()) return withdrawn;
    recorder.record({ type: "enter", ...place }).catch(fail);
    const result = await context.perform(this.step, index);
    if (result.kind === "ended") return result;
    recorder.record({ type: "leave", ...place, duration_ms: now() - entered }).catch(fail);
    recorder.sealStep().catch(fail);
    return result;
  }
}

/** Nodes one after the other, until one ends the study. */
export class Sequence implements Node {
  constructor(private readonly nodes: readonly Node[]) {}

  async run(context: RunContext): Promise<Result> {
    for (const node of this.nodes) {
      const result = await node.run(context);
      if (result.kind === "ended") return result;
    }
    return completed;
  }
}

/** The tree of a study. */
export function studyNode(steps: readonly Step[]): Node {
  return new Sequence(steps.map((step) => new StepNode(step)));
}

/**
 * Whether records may be kept from the first moment on: the study asks for no consent, or it was
 * given before the reload that we come back from.
 */
export function consentIsBehind(steps: readonly Step[], resumeAt: number): boolean {
  const consent = steps.findIndex((step) => step.kind === "consent");
  return consent === -1 || consent < resumeAt;
}
