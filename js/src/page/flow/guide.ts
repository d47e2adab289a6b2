/** Decides what a study leaves open: who gets which condition, what comes next, and in which order. */

import type {
  BlockNode,
  ConditionRecord,
  Expression,
  Factor,
  GameStep,
  Manifest,
  SeedLists,
} from "../../generated/contract";
import { evaluate, isTrue } from "../../shared/expression";
import { factorsOf } from "../../shared/levels";
import { deriveStream, type Stream } from "../../shared/random";
import type { PageRecord, Recorder } from "../record/recorder";
import { type Allotment, allot, goByNumber, levelAt } from "./allotment";
import type { FactBook } from "./facts";
import { range, rowOf, rowsOf, shuffled } from "./orders";
import type { Quotas } from "./quota";
import { pathsIn } from "./references";
import { strataOf } from "./strata";

type Arranged = { all: number[]; by: "drawn" | "number" };
type Assigned = { level: string; by: ConditionRecord["by"] };

export class Guide {
  #allotting: Promise<Allotment | null> | null = null;

  /** @param search Of the page's address. */
  constructor(
    private readonly manifest: Manifest,
    private readonly facts: FactBook,
    private readonly recorder: Pick<Recorder, "record" | "taker">,
    private readonly search: URLSearchParams,
    private readonly quotas: Pick<Quotas, "take">,
  ) {}

  /** Whether an expression is true now. */
  async holds(expression: Expression): Promise<boolean> {
    const wanted = pathsIn(expression);
    for (const factor of this.manifest.factors) {
      if (wanted.includes(`conditions.${factor.name}`)) await this.#assign(factor);
    }
    return isTrue(evaluate(expression, this.facts.facts));
  }

  /** Gives out the conditions that say who acts in a game. */
  async cast(game: GameStep): Promise<void> {
    const deciding = factorsOf(this.manifest.policies, game);
    for (const factor of this.manifest.factors) {
      if (deciding.includes(factor.name)) await this.#assign(factor);
    }
  }

  /** Which nodes of a block come in a pass, in their order. @param pass From 0. */
  async order(block: BlockNode, pass: number): Promise<number[]> {
    const { id, choose, nodes } = block;
    if (block.order === "as_written" && choose === null) return range(nodes.length);
    const stream = await deriveStream(this.#seed, `flow/${id}/${pass}`);
    const { all, by } = await this.#arranged(block, stream);
    const order = choose === null ? all : chosen(all, choose, stream);
    await this.#note({ type: "order", block: id, pass, order, by });
    return order;
  }

  /**
   * Which of these lists of seeds the participant gets, as far as the address says so.
   *
   * @returns null: it says nothing; then it is drawn from the session's seed
   */
  async seedList(lists: SeedLists | null): Promise<number | null> {
    if (lists === null) return null;
    if (goByNumber(lists)) return (await this.#allotment())?.groups[lists.lists.length] ?? null;
    const given = lists.by === null ? null : this.search.get(lists.by);
    return given !== null && /^\d{1,9}$/.test(given) ? Number(given) : null;
  }

  async #arranged({ id, order, nodes }: BlockNode, stream: Stream): Promise<Arranged> {
    const positions = range(nodes.length);
    if (order === "as_written") return { all: positions, by: "drawn" };
    if (order === "shuffled") {
      return { all: shuffled(positions, () => stream.uniform()), by: "drawn" };
    }
    const turn = (await this.#allotment())?.rows[id];
    const row = turn ?? Math.floor(stream.uniform() * rowsOf(order, nodes.length));
    return { all: rowOf(order, nodes.length, row), by: turn === undefined ? "drawn" : "number" };
  }

  /** Once in a session: a later visit knows it already. */
  async #assign(factor: Factor): Promise<void> {
    if (Object.hasOwn(this.facts.stored.conditions, factor.name)) return;
    const { level, by } = await this.#levelOf(factor);
    await this.#note({ type: "condition", factor: factor.name, level, by });
    this.facts.assigned(factor.name, level);
  }

  async #levelOf(factor: Factor): Promise<Assigned> {
    const wanted = this.search.get(`condition.${factor.name}`);
    if (this.manifest.mode !== "live" && wanted !== null && factor.levels.includes(wanted)) {
      return { level: wanted, by: "override" };
    }
    if (factor.assign === "number") {
      const level = (await this.#allotment())?.levels[factor.name];
      if (level !== undefined) return { level, by: "number" };
    }
    if (factor.assign === "quota") {
      const level = (await this.quotas.take(factor))?.[factor.name];
      if (level !== undefined) return { level, by: "quota" };
    }
    const named = factor.by === null ? undefined : this.recorder.taker.params[factor.by];
    if (named !== undefined && factor.levels.includes(named)) return { level: named, by: "param" };
    return { level: await this.#hashed(factor), by: "hash" };
  }

  /** The same for the same participant, whenever they come, and on every machine. */
  async #hashed(factor: Factor): Promise<string> {
    const path = `condition/${factor.name}/${this.recorder.taker.participant ?? this.#seed}`;
    const stream = await deriveStream(this.manifest.experiment, path);
    const total = factor.weights.reduce((sum, weight) => sum + weight, 0);
    return levelAt(factor, stream.uniform() * total);
  }

  #allotment(): Promise<Allotment | null> {
    const { number: name } = this.manifest.participant;
    const given = name === null ? undefined : this.recorder.taker.params[name];
    const number = given !== undefined && /^\d{1,9}$/.test(given) ? Number(given) : null;
    const numbered = this.manifest.factors.filter(({ assign }) => assign === "number");
    const strata = strataOf(numbered, this.facts.facts);
    this.#allotting ??=
      number === null ? Promise.resolve(null) : allot(this.manifest, number, strata);
    return this.#allotting;
  }

  /** @throws before the consent, where nothing is drawn: the build refuses studies that would */
  get #seed(): string {
    const { seed } = this.recorder.taker;
    if (seed === null) throw new Error("Something is to be drawn before the session has begun.");
    return seed;
  }

  /** Before it counts: a later visit, which finds the decision, makes no record of it any more. */
  #note(record: PageRecord): Promise<void> {
    return this.recorder.record(record, { durable: true });
  }
}

/** So many of these, in the order that they have. */
function chosen(all: readonly number[], count: number, stream: Stream): number[] {
  const drawn = shuffled(all, () => stream.uniform()).slice(0, count);
  return all.filter((position) => drawn.includes(position));
}
