/** The loop: one episode, from its first step to its end. */

import type { EndReason } from "../generated/contract";
import { type Action, type Actor, absence, type Decision } from "./actor";
import type { Clock } from "./clock";
import type { StepTimes } from "./columns";
import { ACTS, type Environment, type Frame, TERMINATED, TRUNCATED } from "./environment";
import { StepError } from "./failure";
import { REPLACED } from "./hook";
import type { Recorder } from "./recorder";
import type { Timing } from "./timing";

/** What of an environment the loop uses. */
export type LoopEnvironment = Pick<
  Environment,
  "step" | "info" | "observation" | "reward" | "flags" | "render" | "executed"
>;

/** All that plays together in an episode. */
export interface Stage {
  environment: LoopEnvironment;
  /** By agent, in the environment's order. Gymnasium's environments have one. */
  actors: ReadonlyMap<string, Actor>;
  clock: Clock;
  timing: Pick<Timing, "now">;
  /** Null: nothing is drawn. */
  show: ((frame: Frame) => void) | null;
  /** Whether there is time to draw the step that was just taken; there is if this is not given. */
  hasTime?: (times: Readonly<StepTimes>) => boolean;
  recorder: Pick<Recorder, "step">;
  /** Of the episode; null: only the environment ends it. */
  maxSteps: number | null;
  /** What else ends the episode. */
  umpire?: Umpire;
  /** Told that a step begins; where it gives a promise, that is waited for. */
  onStep?: (startedAt: number) => Promise<void> | null;
  /**
   * Told of a step that did not end the episode. @returns whether the game waits now, so that its
   * picture is to be what it was after that step.
   */
  freeze?: (tally: Tally) => boolean;
  /** Looks at what the environment gave. @throws where it is not what it may be */
  inspect?: (environment: LoopEnvironment) => void;
  onStatus: (tally: Tally) => void;
  /** `onStatus` is called after a step, but not again before so long. */
  statusEveryMs: number;
}

/** Ends an episode from outside of its environment. */
export interface Umpire {
  /** Asked before a step: why it is not to be taken; null: it is. */
  stopped(tally: Tally): EndReason | null;
  /** Asked after a step that did not end the episode. */
  judge(tally: Tally): EndReason | null;
}

/** How an episode stands. */
export interface Tally {
  steps: number;
  returns: Record<string, number>;
}

export interface EpisodeEnd extends Tally {
  reason: Exclude<EndReason, "error">;
}

/**
 * Plays the episode that `reset` began.
 *
 * @param signal ends it early, without an outcome.
 * @param tally is kept up to date, so that it also tells how far an episode came that failed.
 * @returns null if it was ended by the signal
 */
export async function playEpisode(
  stage: Stage,
  signal: AbortSignal,
  tally: Tally,
): Promise<EpisodeEnd | null> {
  const step = stepper(stage);
  let toldAt = stage.timing.now();
  stage.clock.start();
  for (;;) {
    const due = await stage.clock.next();
    if (signal.aborted) return null;
    const stopped = stage.umpire?.stopped(tally) ?? null;
    if (stopped !== null) return step.end(tally, stopped);
    const flags = await step.take(due);
    count(stage, tally);
    const reason = endingOf(flags, tally, stage);
    if (reason !== null) return step.end(tally, reason);
    if (stage.freeze?.(tally)) step.show();
    if (stage.timing.now() - toldAt < stage.statusEveryMs) continue;
    toldAt = stage.timing.now();
    stage.onStatus(tally);
  }
}

interface Stepper {
  /** Decides, steps, draws and records. @returns the environment's flags */
  take(due: number): Promise<number>;
  /** Draws the last step if there was no time to. */
  show(): void;
  /** How an episode ended is to be seen. */
  end(tally: Tally, reason: EndReason): EpisodeEnd;
}

/** It reuses what it writes to. */
function stepper(stage: Stage): Stepper {
  const { environment, actors, timing, show, recorder, onStep, inspect, hasTime } = stage;
  const times: StepTimes = { due: 0, started: 0, stepped: 0, drawn: 0 };
  const decisions = new Map<string, Decision>();
  const actions: Action[] = [];
  const take = async (due: number) => {
    times.due = due;
    times.started = timing.now();
    const waits = onStep?.(times.started) ?? null;
    if (waits !== null) await waits;
    if (actors.size > 1) look(actors, environment);
    let index = 0;
    for (const [agent, actor] of actors) {
      const decision =
        environment.flags(agent) & ACTS
          ? actor.decide(environment.observation(agent), due)
          : absence;
      const decided = decision instanceof Promise ? await decision : decision;
      decisions.set(agent, decided);
      actions[index++] = decided.action;
    }
    const flags = taken(environment, actions, inspect);
    times.stepped = timing.now();
    if (flags & REPLACED) replace(decisions, environment);
    times.drawn = Number.NaN;
    if (show !== null && (hasTime?.(times) ?? true)) {
      environment.render(show);
      times.drawn = timing.now();
    }
    recorder.step(times, decisions, flags, environment);
    return flags;
  };
  const draw = () => {
    if (show === null || !Number.isNaN(times.drawn)) return;
    environment.render(show);
    times.drawn = timing.now();
  };
  const end = (tally: Tally, reason: EndReason) => {
    draw();
    return ended(tally, reason);
  };
  return { take, show: draw, end };
}

/** Those who decide together see first what each of them observes. */
function look(actors: Stage["actors"], environment: LoopEnvironment): void {
  for (const [agent, actor] of actors) {
    if (actor.look && environment.flags(agent) & ACTS) actor.look(environment.observation(agent));
  }
}

/** The hook had another action taken for somebody. Actors reuse their decisions: these are copies. */
function replace(decisions: Map<string, Decision>, environment: LoopEnvironment): void {
  for (const [agent, decision] of decisions) {
    const action = environment.executed(agent);
    if (action !== decision.action) decisions.set(agent, { ...decision, action, source: "hook" });
  }
}

function count({ environment, actors }: Stage, tally: Tally): void {
  tally.steps += 1;
  for (const agent of actors.keys()) {
    tally.returns[agent] = (tally.returns[agent] ?? 0) + environment.reward(agent);
  }
}

/** A step that fails is in no record: the failure says what it was called with. */
function taken(
  environment: LoopEnvironment,
  actions: Parameters<LoopEnvironment["step"]>,
  inspect: Stage["inspect"],
): number {
  try {
    const flags = environment.step(...actions);
    inspect?.(environment);
    return flags;
  } catch (error) {
    throw new StepError(error, actions);
  }
}

function endingOf(flags: number, tally: Tally, { maxSteps, umpire }: Stage): EndReason | null {
  if (flags & TERMINATED) return "terminated";
  if (flags & TRUNCATED) return "truncated";
  const reason = umpire?.judge(tally) ?? null;
  if (reason !== null) return reason;
  return maxSteps !== null && tally.steps >= maxSteps ? "max_steps" : null;
}

function ended(tally: Tally, reason: EndReason): EpisodeEnd {
  if (reason === "error") throw new Error("An error ends no episode in order.");
  return { ...tally, reason };
}
