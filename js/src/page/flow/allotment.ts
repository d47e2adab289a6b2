/**
 * What a participant's number decides: the levels of conditions, the rows of orders, and the lists
 * of seeds.
 *
 * All of them are crossed. Each block of as many participants as there are combinations has every one
 * once, in an order of its own, drawn from the experiment's name: nobody has to keep count.
 */

import type {
  BlockNode,
  Factor,
  FlowNode,
  Manifest,
  SeedLists,
  Step,
} from "../../generated/contract";
import { deriveStream } from "../../shared/random";
import { range, rowsOf, shuffled } from "./orders";

export interface Allotment {
  /** By the names of conditions that go by the number. */
  levels: Readonly<Record<string, string>>;
  /** By the ids of blocks whose order is taken in turn. */
  rows: Readonly<Record<string, number>>;
  /** Which list of seeds, by how many there are: games that have equally many share the group. */
  groups: Readonly<Record<number, number>>;
}

type Design = Pick<Manifest, "experiment" | "factors" | "flow" | "steps">;

/**
 * @param number Of the participant, from 0; where the design is stratified, among those of the same
 *   stratum.
 * @param stratum Names it; empty without strata.
 */
export async function allot(design: Design, number: number, stratum = ""): Promise<Allotment> {
  const factors = design.factors.filter(({ assign }) => assign === "number");
  const blocks = blocksOf(design.flow).filter((block) => sizeOf(block) > 1);
  const groups = groupsOf(design.steps);
  const sizes = [...factors.map(({ weights }) => sum(weights)), ...blocks.map(sizeOf), ...groups];
  const path = `allotment/${stratum}`;
  const digits = digitsOf(await cellOf(design.experiment, path, product(sizes), number), sizes);
  const levels = factors.map((factor, at) => [factor.name, levelAt(factor, digits[at] ?? 0)]);
  const rows = blocks.map(({ id }, at) => [id, digits[factors.length + at] ?? 0]);
  const before = factors.length + blocks.length;
  return {
    levels: Object.fromEntries(levels),
    rows: Object.fromEntries(rows),
    groups: Object.fromEntries(groups.map((size, at) => [size, digits[before + at] ?? 0])),
  };
}

/** Whether a participant's number decides which of these lists they get. */
export function goByNumber({ by, donors }: SeedLists): boolean {
  return by === null && donors === null;
}

/** The level that a share of all weights falls on. @param share In [0, sum of the weights). */
export function levelAt({ levels, weights }: Factor, share: number): string {
  let end = 0;
  const at = weights.findIndex((weight) => {
    end += weight;
    return share < end;
  });
  const level = levels[at];
  if (level === undefined) throw new RangeError(`No level has the share ${share}.`);
  return level;
}

async function cellOf(
  experiment: string,
  path: string,
  cells: number,
  number: number,
): Promise<number> {
  const stream = await deriveStream(experiment, `${path}${Math.floor(number / cells)}`);
  const order = shuffled(range(cells), () => stream.uniform());
  return order[number % cells] ?? 0;
}

/** A number in the mixed system of these bases. */
function digitsOf(value: number, bases: readonly number[]): number[] {
  let left = value;
  return bases.map((base) => {
    const digit = left % base;
    left = Math.floor(left / base);
    return digit;
  });
}

function blocksOf(nodes: readonly FlowNode[]): BlockNode[] {
  return nodes.flatMap((node) => (node.kind === "block" ? [node, ...blocksOf(node.nodes)] : []));
}

/** How many lists the games have that go by the number, from the smallest. */
function groupsOf(steps: readonly Step[]): number[] {
  const lists = steps.flatMap(
    (step) => (step.kind === "game" ? step.rules.seed_lists : null) ?? [],
  );
  const counts = new Set(lists.filter(goByNumber).map(({ lists: { length } }) => length));
  return [...counts].sort((a, b) => a - b);
}

function sizeOf({ order, nodes }: BlockNode): number {
  return rowsOf(order, nodes.length);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total * one, 1);
}
