/** What of a study the bots have reached. gymbrowser/simulate/coverage.py reads what it tells. */

import type { Expression, FlowNode, FormStep, Manifest, Outcome } from "../generated/contract";
import { rowOf, rowsOf } from "../page/flow/orders";
import type { PageRecord } from "../page/record/recorder";
import { singlesOf } from "../page/steps/form-answers";
import { type Branch, branchesOf } from "./branches";
import { nameOfCheck, nameOfQuiz, nameOfTest, type Test, testsOf } from "./tests";

/** A table of more rows would be read by nobody: of so many orders no session count tells. */
const MOST_ORDERS = 24;

export type Kind = "step" | "branch" | "condition" | "order" | "outcome";

/** One thing that there is to reach. */
export interface Item {
  kind: Kind;
  name: string;
  /** In so many sessions, or, of branches and orders, so often. */
  reached: number;
}

export class Coverage {
  readonly branches: readonly Branch[];
  readonly tests: readonly Test[];
  readonly #items = new Map<string, Item>();

  /** @param beyond Outcomes that these bots can't come to. */
  constructor(manifest: Manifest, beyond: readonly Outcome[] = []) {
    this.branches = branchesOf(manifest);
    this.tests = testsOf(manifest);
    for (const { id } of manifest.steps) this.#add("step", id);
    for (const { name } of [...this.branches, ...this.tests]) this.#add("branch", name);
    for (const { name, levels } of manifest.factors) {
      for (const level of levels) this.#add("condition", `${name}: ${level}`);
    }
    for (const name of ordersOf(manifest.flow)) this.#add("order", name);
    for (const outcome of outcomesOf(manifest)) {
      if (!beyond.includes(outcome)) this.#add("outcome", outcome);
    }
  }

  get items(): Item[] {
    return [...this.#items.values()];
  }

  missing(kind: Kind): string[] {
    return this.items.flatMap((item) =>
      item.kind === kind && item.reached === 0 ? [item.name] : [],
    );
  }

  /** Branches that no session has taken yet. */
  get missingBranches(): Branch[] {
    const missing = this.missing("branch");
    return this.branches.filter(({ name }) => missing.includes(name));
  }

  /** Checks and quizzes that nobody has passed, or nobody failed. */
  get missingTests(): Test[] {
    const missing = this.missing("branch");
    return this.tests.filter(({ name }) => missing.includes(name));
  }

  entered(step: string): void {
    this.#reach("step", step);
  }

  /** @param expression The very one of the manifest. */
  decided(expression: Expression, value: boolean): void {
    for (const branch of this.branches) {
      if (branch.expression === expression && branch.value === value) {
        this.#reach("branch", branch.name);
      }
    }
  }

  /** A form was sent, and these of its checks were passed. */
  checked(form: string, checks: Readonly<Record<string, boolean>>): void {
    for (const [question, passed] of Object.entries(checks)) {
      this.#reach("branch", nameOfTest(nameOfCheck(form, question), passed));
    }
  }

  /** A quiz is over. */
  examined(quiz: string, passed: boolean): void {
    this.#reach("branch", nameOfTest(nameOfQuiz(quiz), passed));
  }

  recorded(record: PageRecord): void {
    if (record.type === "condition") this.#reach("condition", `${record.factor}: ${record.level}`);
    if (record.type === "order") this.#reach("order", orderName(record.block, record.order));
  }

  ended(outcome: Outcome): void {
    this.#reach("outcome", outcome);
  }

  #add(kind: Kind, name: string): void {
    this.#items.set(`${kind}/${name}`, { kind, name, reached: 0 });
  }

  #reach(kind: Kind, name: string): void {
    const item = this.#items.get(`${kind}/${name}`);
    // An outcome that nobody foresaw is told; an order of one of a thousand rows is not.
    if (item !== undefined) item.reached += 1;
    else if (kind === "outcome") this.#items.set(`${kind}/${name}`, { kind, name, reached: 1 });
  }
}

/** The rows of blocks that are taken in turn; those of a shuffled block are left to chance. */
function ordersOf(nodes: readonly FlowNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === "step") return [];
    const { id, order, choose } = node;
    const rows = rowsOf(order, node.nodes.length);
    const isCounted = choose === null && rows > 1 && rows <= MOST_ORDERS;
    const own = Array.from({ length: isCounted ? rows : 0 }, (_, row) =>
      orderName(id, rowOf(order, node.nodes.length, row)),
    );
    return [...new Set(own), ...ordersOf(node.nodes)];
  });
}

function orderName(block: string, order: readonly number[]): string {
  return `${block}: ${order.map((position) => position + 1).join(" ")}`;
}

/** How sessions of this study may end, but for errors. */
function outcomesOf({ steps, flow, withdrawal, max_minutes = null }: Manifest): Set<Outcome> {
  const outcomes = steps.flatMap((step): Outcome[] => {
    if (step.kind === "end") return [step.outcome];
    if (step.kind === "form") return screensOut(step) ? ["screened_out"] : [];
    return step.kind === "consent" ? ["declined"] : [];
  });
  if (withdrawal !== null) outcomes.push("withdrawn");
  if (max_minutes !== null) outcomes.push("timed_out");
  return new Set([...outcomes, ...inVain(flow)]);
}

/** Whether a form ends the session of who answers it otherwise than is right. */
function screensOut({ quiz = null, questions }: FormStep): boolean {
  if (quiz !== null) return quiz.on_fail === "screen_out";
  return questions.flatMap(singlesOf).some(({ check }) => check?.on_fail === "screen_out");
}

function inVain(nodes: readonly FlowNode[]): Outcome[] {
  return nodes.flatMap((node): Outcome[] => {
    if (node.kind === "step") return [];
    const ways = { go_on: [], screen_out: ["screened_out"], fail: ["failed"] } as const;
    const until = node.repeat?.until ?? null;
    return [
      ...(until === null ? [] : ways[node.repeat?.on_fail ?? "go_on"]),
      ...inVain(node.nodes),
    ];
  });
}
