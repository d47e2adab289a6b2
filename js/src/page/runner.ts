/** The way through a study: a tree of nodes, each of which gets what it needs handed in. */

import type { BlockNode, FlowNode, Manifest, Outcome, Step, StepNode } from "../generated/contract";
import type { Course } from "./flow/course";
import type { Guide } from "./flow/guide";
import type { Recorder } from "./record/recorder";

/** How a session ends without a last page of its own: by an error, a block in vain, or its time. */
export type EarlyOutcome = Extract<Outcome, "failed" | "screened_out" | "timed_out">;

/** What became of a node: the study goes on after it, or ends with it. */
export type Result =
  | { kind: "completed" }
  /** The participant has seen a last page. */
  | { kind: "ended"; outcome: Outcome }
  | { kind: "cut_short"; outcome: EarlyOutcome };

export const completed: Result = { kind: "completed" };
export const screenedOut: Result = { kind: "cut_short", outcome: "screened_out" };
export const timedOut: Result = { kind: "cut_short", outcome: "timed_out" };
export const failed: Result = { kind: "cut_short", outcome: "failed" };
const withdrawn: Result = { kind: "ended", outcome: "withdrawn" };

/** What all nodes of a run share. */
export interface RunContext {
  steps: readonly Step[];
  recorder: Pick<Recorder, "record" | "sealStep">;
  /** Remembers the step to resume at, or before which to decide, and all that was decided so far. */
  enterStep: (index: number) => Promise<void>;
  /** Shows a step until the participant is through with it. */
  perform: (step: Step, index: number) => Promise<Result>;
  /** Milliseconds, monotonic. */
  now: () => number;
  /** The participant has withdrawn: no further step is shown. */
  isOver: () => boolean;
  /** Told of a failure to save that no one waits for. */
  fail: (error: unknown) => void;
  course: Course;
  guide: Pick<Guide, "holds" | "order" | "cast">;
}

/** Goes through nodes one after the other, until one ends the study. */
export async function runNodes(nodes: readonly FlowNode[], context: RunContext): Promise<Result> {
  for (const node of nodes) {
    const result = await runNode(node, context);
    if (result.kind !== "completed") return result;
  }
  return completed;
}

async function runNode(node: FlowNode, context: RunContext): Promise<Result> {
  const { when } = node;
  const passes = when === null || (await context.course.decide(() => context.guide.holds(when)));
  if (node.kind === "step") return runStep(node, passes, context);
  return passes ? runBlock(node, context) : completed;
}

/** One step, with the records of its beginning and end. One that is passed over is counted too. */
async function runStep(
  { step: position }: StepNode,
  passes: boolean,
  context: RunContext,
): Promise<Result> {
  const step = context.steps[position];
  if (step === undefined) throw new Error(`The manifest has no step ${position}.`);
  const { index, behind } = context.course.advance();
  if (passes) context.course.show(step.id);
  if (behind || !passes) return completed;
  const { recorder, now, fail } = context;
  const place = { step: step.id, index };
  const entered = now();
  if (step.kind === "game") await context.guide.cast(step);
  await context.enterStep(index);
  if (context.isOver()) return withdrawn;
  recorder.record({ type: "enter", ...place }).catch(fail);
  const result = await context.perform(step, index);
  if (result.kind !== "completed") return result;
  recorder.record({ type: "leave", ...place, duration_ms: now() - entered }).catch(fail);
  recorder.sealStep().catch(fail);
  // What is decided next may take its time, and a reload in that must not ask for all this again.
  await context.enterStep(index + 1);
  return result;
}

async function runBlock(block: BlockNode, context: RunContext): Promise<Result> {
  const { course, guide } = context;
  const { max, until } = block.repeat ?? { max: 1, until: null };
  for (let pass = 0; pass < max; pass++) {
    const order = await course.decide(() => guide.order(block, pass));
    const nodes = order
      .map((position) => block.nodes[position])
      .filter((node) => node !== undefined);
    const result = await runNodes(nodes, context);
    if (result.kind !== "completed") return result;
    if (until !== null && (await course.decide(() => guide.holds(until)))) return completed;
  }
  return until === null ? completed : afterAll(block);
}

/** The last pass is over, and what it was to reach is not. */
function afterAll({ repeat }: BlockNode): Result {
  switch (repeat?.on_fail) {
    case "screen_out":
      return screenedOut;
    case "fail":
      return failed;
    default:
      return completed;
  }
}

/**
 * Whether records may be kept from the first moment on: the study asks for no consent, or it was
 * given before the reload that we come back from. Without a consent who it is comes first, if that is
 * to be typed. No block and no `when` stands before a consent.
 */
export function consentIsBehind({ steps }: Pick<Manifest, "steps">, resumeAt: number): boolean {
  const consent = steps.findIndex((step) => step.kind === "consent");
  const login = steps.findIndex((step) => step.kind === "login");
  const door = consent === -1 ? login : consent;
  return door === -1 || door < resumeAt;
}
