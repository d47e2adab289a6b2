/** What the expressions of a study ask for. */

import type { Expression, FlowNode } from "../../generated/contract";

/** The path of every reference below these nodes, joined by dots. */
export function referencesIn(nodes: readonly FlowNode[]): Set<string> {
  return new Set(nodes.flatMap(inNode));
}

function inNode(node: FlowNode): string[] {
  const own = inExpression(node.when);
  if (node.kind === "step") return own;
  return [...own, ...inExpression(node.repeat?.until ?? null), ...node.nodes.flatMap(inNode)];
}

function inExpression(expression: Expression | null): string[] {
  switch (expression?.kind) {
    case "reference":
      return [expression.path.join(".")];
    case "operation":
      return expression.operands.flatMap(inExpression);
    default:
      return [];
  }
}
