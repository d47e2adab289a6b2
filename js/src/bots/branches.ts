/** Every place of a study where its way parts, and what leads there. */

import type { BlockNode, Expression, FlowNode, Manifest } from "../generated/contract";

/** That an expression has a value. */
export interface Wish {
  expression: Expression;
  value: boolean;
}

export interface Branch extends Wish {
  /** For people: `when` of the step `main`: true. */
  name: string;
  /** What must come out before, for the question to come up at all. */
  before: readonly Wish[];
}

type Study = Pick<Manifest, "flow" | "steps">;

/** In the order in which a participant comes to them. */
export function branchesOf({ flow, steps }: Study): Branch[] {
  return inNodes(flow, [], steps).branches;
}

/** What must come out for a step to be shown, by its id; of one that stands twice, its first place. */
export function placesOf({ flow, steps }: Study): ReadonlyMap<string, readonly Wish[]> {
  const places = inNodes(flow, [], steps).places;
  const between = steps.flatMap((step) =>
    step.kind === "game" ? (step.between?.steps ?? []).map((id) => [id, step.id] as const) : [],
  );
  return new Map([
    ...places,
    ...between.map(([id, game]) => [id, places.get(game) ?? []] as const),
  ]);
}

interface Found {
  branches: Branch[];
  places: Map<string, readonly Wish[]>;
  /** What must come out for the study to go on behind them. */
  after: Wish[];
}

type Steps = Manifest["steps"];

function inNodes(nodes: readonly FlowNode[], before: readonly Wish[], steps: Steps): Found {
  const branches: Branch[] = [];
  const places: Found["places"] = new Map();
  let after = [...before];
  for (const node of nodes) {
    const found = inNode(node, after, steps);
    branches.push(...found.branches);
    for (const [id, wishes] of found.places) if (!places.has(id)) places.set(id, wishes);
    after = found.after;
  }
  return { branches, places, after };
}

function inNode(node: FlowNode, before: Wish[], steps: Steps): Found {
  const { when } = node;
  const step = node.kind === "step" ? steps[node.step] : undefined;
  const name = node.kind === "step" ? `the step \`${step?.id}\`` : `the block \`${node.id}\``;
  const own = when === null ? [] : bothWays(`\`when\` of ${name}`, when, before);
  const inside = when === null ? before : [...before, { expression: when, value: true }];
  if (node.kind === "block") {
    const { branches, places, after } = inBlock(node, name, inside, steps);
    // Who passes the block over goes on as well: only what ends the study in it counts behind it.
    const ending = after.slice(inside.length);
    return { branches: [...own, ...branches], places, after: [...before, ...ending] };
  }
  const ends = step?.kind === "end" && when !== null;
  const after = ends ? [...before, { expression: when, value: false }] : before;
  return { branches: own, places: new Map([[step?.id ?? "", inside]]), after };
}

function inBlock(node: BlockNode, name: string, before: readonly Wish[], steps: Steps): Found {
  const { branches, places, after } = inNodes(node.nodes, before, steps);
  const until = node.repeat?.until ?? null;
  if (until === null) return { branches, places, after };
  const both = bothWays(`\`until\` of ${name}`, until, after);
  const ends = node.repeat?.on_fail !== "go_on";
  const behind = ends ? [...after, { expression: until, value: true }] : after;
  return { branches: [...branches, ...both], places, after: behind };
}

function bothWays(name: string, expression: Expression, before: readonly Wish[]): Branch[] {
  return [true, false].map((value) => ({
    name: `${name}: ${value}`,
    expression,
    value,
    before: [...before],
  }));
}
