/** What the expressions of a study ask for. */

import type { Expression, FlowNode, Manifest } from "../../generated/contract";

/** The path of every fact that decides something, is shown or is paid for, joined by dots. */
export function wantedFacts({
  flow,
  factors,
  steps,
  bonus = null,
}: Pick<Manifest, "flow" | "factors" | "steps" | "bonus">): Set<string> {
  const strata = factors.flatMap(({ stratify }) => (stratify ? [stratify.join(".")] : []));
  const shown = steps.flatMap((step) => shownBy(step).flatMap(pathsIn));
  const paid = pathsIn(bonus?.amount ?? null);
  const asked = steps.flatMap((step) =>
    step.kind === "game" ? pathsIn(step.between?.when ?? null) : [],
  );
  return new Set([...referencesIn(flow), ...strata, ...shown, ...paid, ...asked]);
}

function shownBy(step: { html: string; shown?: Expression[] }): Expression[] {
  return step.shown ?? [];
}

/** The path of every reference below these nodes, joined by dots. */
export function referencesIn(nodes: readonly FlowNode[]): Set<string> {
  return new Set(nodes.flatMap(inNode));
}

function inNode(node: FlowNode): string[] {
  const own = pathsIn(node.when);
  if (node.kind === "step") return own;
  return [...own, ...pathsIn(node.repeat?.until ?? null), ...node.nodes.flatMap(inNode)];
}

/** Of one expression. */
export function pathsIn(expression: Expression | null): string[] {
  switch (expression?.kind) {
    case "reference":
      return [expression.path.join(".")];
    case "operation":
      return expression.operands.flatMap(pathsIn);
    default:
      return [];
  }
}
