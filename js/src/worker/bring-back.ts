/** Brings a play's episode back after a reload: what is otherwise there while its tape is replayed. */

import type { GameStep } from "../generated/contract";
import type { Cast } from "./cast";
import type { Environment } from "./environment";
import type { GameLog } from "./game-log";
import type { Limits } from "./limits";
import type { EpisodeEnd, Stage, Tally } from "./loop";
import type { Replay } from "./play-parts";
import type { Probes } from "./probes";
import { lastAction, NotReplayed, replayTape } from "./replaying";
import type { Timing } from "./timing";

/** What plays the episode, which was reset. */
export interface BringBackParts {
  agents: GameStep["agents"];
  environment: Environment;
  cast: Cast;
  log: GameLog;
  limits: Limits;
  probes: Probes;
  timing: Timing;
  /** As the episode is played with. */
  stage: Stage;
  /** It is kept up to date. */
  tally: Tally;
  signal: AbortSignal;
  /** A stretch of Python begins. */
  onBegin: (at: number) => void;
}

/** An episode that was brought back. */
export interface Back extends Pick<Replay, "seconds" | "answered"> {
  /** What its last step ended it with; null: it goes on. */
  over: EpisodeEnd["reason"] | null;
}

/** @throws NotReplayed where it can't be, and whatever the environment or a policy throws */
export async function bringBack(
  { tape, sink, seconds, answered }: Replay,
  parts: BringBackParts,
): Promise<Back> {
  const { agents, environment, cast, log, limits, probes, stage, tally } = parts;
  if (tape === null) throw new NotReplayed("Nothing of it is left in this browser.");
  log.follow(tape.steps.map(({ count }) => count));
  const over = await replayTape({
    tape,
    agents,
    people: cast.people,
    stage: {
      ...stage,
      recorder: { step: (_times, ...taken) => log.again(...taken) },
      // Time is asked for when it goes on.
      umpire: { stopped: () => null, judge: (standing) => limits.judge(standing) },
      onStep: (startedAt) => {
        parts.onBegin(startedAt);
        return null;
      },
      freeze: (standing) => {
        probes.pass(standing, environment);
        return false;
      },
    },
    timing: parts.timing,
    signal: parts.signal,
    tally,
    recorded: () => sink.held,
  });
  cast.recall((agent) => {
    const played = agents[agent];
    return played ? lastAction(tape, agent, played) : null;
  });
  log.goOn(tally.steps);
  await sink.release(tally.steps);
  return { over, seconds, answered };
}
