/** Conditions that an endpoint gives out by quota: a slot for the session, and how it ends. */

import type { Factor, Manifest, Outcome, QuotaRecord } from "../../generated/contract";
import { messageOf } from "../../shared/errors";
import { pause, type Timer } from "../../shared/timer";
import { Halt } from "../failure";
import type { QuotaAsk, Recorder } from "../record/recorder";
import type { Strings } from "../strings";
import type { FactBook } from "./facts";
import { nameStratum, stratumOf } from "./strata";

/** So often a participant waits for an answer before the study goes on without. */
const TRIES = 4;
const PAUSE_MS = 2_000;
const PATIENCE_MS = 8_000;

/** Factors that are crossed, in the order of the manifest. */
type Group = readonly [Factor, ...Factor[]];

export interface QuotaContext {
  manifest: Pick<Manifest, "experiment" | "factors">;
  facts: Pick<FactBook, "facts" | "stored">;
  recorder: Pick<Recorder, "quota" | "record">;
  timer: Timer;
  strings: Strings["quota"];
  /** An answer does not come at once: the participant is to read why nothing goes on. */
  onWaiting: () => void;
  /** The participant has withdrawn: nothing more is shown to them from here. */
  isOver: () => boolean;
}

export class Quotas {
  constructor(private readonly context: QuotaContext) {}

  /**
   * The levels of a factor and of all that are given out with it.
   *
   * @returns null where the endpoint is away and the study has its levels drawn then.
   * @throws Halt where the study takes nobody then.
   */
  async take(factor: Factor): Promise<Readonly<Record<string, string>> | null> {
    const away = factor.quota?.if_away ?? "hash";
    const { isOver, onWaiting } = this.context;
    for (let tries = 1; ; tries++) {
      try {
        const slot = await this.#ask("assign", this.#groupOf(factor));
        if (slot !== null) return slot.levels;
      } catch (error) {
        if (tries === 1) await this.#tell(error);
      }
      if (isOver()) return null;
      if (tries === 1) onWaiting();
      if (tries >= TRIES && away !== "wait") return this.#doWithout(away);
      await pause(this.context.timer, PAUSE_MS);
    }
  }

  /**
   * Tells the endpoint how the session ends: who is done has filled the slot, and all others give it
   * back. Never rejects, and does not wait for long: a slot that nobody tells of ends by itself.
   */
  async settle(outcome: Outcome): Promise<void> {
    for (const group of this.#taken()) {
      const factors = group.map(({ name }) => name);
      if (outcome !== "done") void this.#ask("release", group).catch(() => {});
      else {
        const slot = await this.#fill(group);
        await this.context.recorder.record({ type: "quota", factors, slot });
      }
    }
  }

  async #fill(group: Group): Promise<QuotaRecord["slot"]> {
    try {
      const slot = await this.#ask("finish", group);
      if (slot === null) return "none";
      return slot.late ? "late" : "filled";
    } catch {
      return "unknown";
    }
  }

  async #ask(request: QuotaAsk["request"], group: Group) {
    const { manifest, facts, recorder } = this.context;
    const [first, ...others] = group;
    const stratum = await nameStratum(manifest.experiment, stratumOf(first, facts.facts));
    const factors: QuotaAsk["factors"] = [described(first), ...others.map(described)];
    const hold_s = Math.max(...group.map(({ quota }) => quota?.hold_s ?? 0));
    return recorder.quota({ request, factors, stratum, hold_s }, PATIENCE_MS);
  }

  /** Those that are crossed: they are counted in the same strata. */
  #groupOf(factor: Factor): Group {
    const path = factor.stratify?.join(".");
    const [first = factor, ...others] = this.context.manifest.factors.filter(
      (other) => other.assign === "quota" && other.stratify?.join(".") === path,
    );
    return [first, ...others];
  }

  /** The groups of which this session has levels. */
  #taken(): Group[] {
    const { manifest, facts } = this.context;
    const { conditions } = facts.stored;
    const groups = manifest.factors
      .filter(({ assign, name }) => assign === "quota" && Object.hasOwn(conditions, name))
      .map((factor) => this.#groupOf(factor));
    return [...new Map(groups.map((group) => [group[0].name, group])).values()];
  }

  #doWithout(away: "hash" | "close"): null {
    const { strings } = this.context;
    if (away === "close") throw new Halt(strings.awayTitle, strings.away, true);
    return null;
  }

  #tell(error: unknown): Promise<void> {
    const message = messageOf(error);
    return this.context.recorder.record({ type: "error", where: "quota", message, detail: "" });
  }
}

function described({ name, levels, weights }: Factor): QuotaAsk["factors"][number] {
  const weighted = levels.map((level, at) => [level, weights[at] ?? 1]);
  return { name, levels: Object.fromEntries(weighted) };
}
