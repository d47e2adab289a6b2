/**
 * Brings an episode back that a reload has interrupted: deterministic replay of its tape.
 *
 * The environment is reset with the same seed. Where people acted, their recorded actions are taken;
 * policies are asked again, which also brings their random streams, recurrent states and stacked
 * frames to where they were. All of it is recorded anew, in records as long as those on the tape, so
 * that the two can be compared bit by bit: what was seen, done, drawn at random and rewarded.
 */

import type { EpisodeRecord, GameStep, StepsRecord } from "../generated/contract";
import { fromBase64 } from "../shared/bytes";
import { ACTION_SOURCES } from "../shared/columns";
import { base64Of, type Packed, type RecordBody } from "../shared/record-line";
import { stepsOn, type Tape } from "../shared/tape";
import { type Action, type Actor, actionsIn, type Decision, noOutput } from "./actor";
import { type Clock, Unthrottled } from "./clock";
import { type EpisodeEnd, playEpisode, type Stage, type Tally } from "./loop";
import type { Timing } from "./timing";

/** The episode cannot be brought back: the message says why, as a sentence. */
export class NotReplayed extends Error {
  override name = "NotReplayed";
}

/** The columns that are not compared: a page's clock began anew. */
const TIMES: ReadonlySet<string> = new Set(["input_t"]);

/** What says how an episode began. Infos may tell of times, and are not compared here nor below. */
const BEGINNING = [
  "step",
  "episode",
  "seed",
  "streams",
  "policy_seeds",
  "thinking",
  "actors",
  "present",
  "recorded",
  "observation",
  "digest",
] as const satisfies readonly (keyof EpisodeRecord)[];

export interface ReplayParts {
  tape: Tape;
  agents: GameStep["agents"];
  /** The agents that people act for. */
  people: ReadonlySet<string>;
  /** As the episode is played with. */
  stage: Stage;
  timing: Timing;
  signal: AbortSignal;
  /** Of an episode that was reset; it is kept up to date. */
  tally: Tally;
  /** What was recorded since the reset. */
  recorded: () => readonly RecordBody[];
}

/**
 * Takes all steps of the tape again, as fast as it goes.
 *
 * @returns what the last of them ended the episode with; null: it goes on
 * @throws NotReplayed where anything else came of it, and whatever the environment or a policy throws
 */
export async function replayTape(parts: ReplayParts): Promise<EpisodeEnd["reason"] | null> {
  const { tape, stage, tally, timing, signal, recorded } = parts;
  const steps = stepsOn(tape);
  const differing = differenceOf(tape.episode, recorded()[0]);
  if (differing !== null) throw new NotReplayed(`It begins differently: ${differing}.`);
  if (steps === 0) return null;
  const end = await playEpisode(
    {
      ...stage,
      actors: actorsOf(parts),
      clock: new Hurried(stage.clock, timing),
      show: null,
      hasTime: () => false,
      maxSteps: steps,
      onStatus: () => {},
    },
    signal,
    tally,
  );
  if (end === null) throw new NotReplayed("The game was left meanwhile.");
  compare(tape.steps, recorded().slice(1));
  if (tally.steps !== steps) {
    throw new NotReplayed(`It ends after ${tally.steps} of ${steps} steps.`);
  }
  if (end.reason !== "max_steps" || stage.maxSteps === steps) return end.reason;
  // For the loop it has ended here, so that nobody has looked at its last step.
  stage.freeze?.(tally);
  return null;
}

/** No step waits; what waiting would have drawn at random is drawn. */
class Hurried implements Clock {
  readonly #clock: Unthrottled;

  constructor(
    private readonly usual: Clock,
    timing: Timing,
  ) {
    this.#clock = new Unthrottled(timing);
  }

  next(): Promise<number> {
    this.usual.pass?.();
    return this.#clock.next();
  }

  start(): void {}
  pause(): void {}
  resume(): void {}
  cancel(): void {}
}

/** Does what a person did. */
class Again implements Actor {
  constructor(
    private readonly did: readonly Did[],
    private readonly tally: Readonly<Tally>,
  ) {}

  begin(): void {}

  decide(): Decision {
    const did = this.did[this.tally.steps];
    if (did === undefined) throw new NotReplayed("The tape has no such step.");
    return { ...did, inputT: Number.NaN, uniform: Number.NaN, output: noOutput };
  }
}

type Did = Pick<Decision, "action" | "intended" | "source">;

function actorsOf({ stage, people, tape, agents, tally }: ReplayParts): Map<string, Actor> {
  const again = (name: string, actor: Actor) => {
    const agent = agents[name];
    return people.has(name) && agent ? new Again(didOf(tape, name, agent), tally) : actor;
  };
  return new Map([...stage.actors].map(([name, actor]) => [name, again(name, actor)]));
}

/** What an agent did last; null: nothing yet. */
export function lastAction(tape: Tape, name: string, agent: GameStep["agents"][string]) {
  return didOf(tape, name, agent).findLast(({ source }) => source !== "absent")?.action ?? null;
}

/** Step by step. */
function didOf({ steps }: Tape, name: string, agent: GameStep["agents"][string]): Did[] {
  return steps.flatMap(({ agents }) => {
    const columns = agents[name];
    if (columns === undefined) throw new NotReplayed(`The tape has no agent ${name}.`);
    const actions = actionsIn(fromBase64(columns.action), agent);
    const intended = actionsIn(fromBase64(columns.intended), agent);
    return [...fromBase64(columns.source)].map((source, row) => ({
      action: actions[row] as Action,
      intended: intended[row] as Action,
      source: ACTION_SOURCES[source] ?? "device",
    }));
  });
}

/** @throws NotReplayed where these records are not those of the tape */
function compare(taped: readonly StepsRecord[], again: readonly RecordBody[]): void {
  for (const [index, record] of taped.entries()) {
    const differing = firstOf(record, again[index]);
    if (differing === null) continue;
    const last = record.first + record.count;
    const where = record.count === 1 ? `step ${last}` : `steps ${record.first + 1} to ${last}`;
    throw new NotReplayed(`In ${where} something else came of the same actions: ${differing}.`);
  }
}

/** The first column that differs, and of whom, actions before what came of them; null: none does. */
function firstOf(taped: StepsRecord, again: RecordBody | undefined): string | null {
  if (again?.type !== "steps" || again.count !== taped.count) return "its length";
  const columns = Object.entries(taped.agents).flatMap(([agent, own]) => {
    const fresh: Record<string, Packed> = { ...again.agents[agent] };
    return Object.entries(own).map(([name, packed]) => ({
      name,
      agent,
      isSame: TIMES.has(name) || base64Of(fresh[name] ?? "") === packed,
    }));
  });
  const differing = columns.filter(({ isSame }) => !isSame);
  const first = differing.find(({ name }) => name === "action") ?? differing[0];
  return first === undefined ? null : `\`${first.name}\` of ${first.agent}`;
}

/** The first thing that differs in how it began; null: nothing does. */
function differenceOf(taped: EpisodeRecord, again: RecordBody | undefined): string | null {
  if (again?.type !== "episode") return "it does not begin";
  for (const name of BEGINNING) {
    if (JSON.stringify(taped[name]) !== JSON.stringify(again[name])) return `\`${name}\``;
  }
  return null;
}
