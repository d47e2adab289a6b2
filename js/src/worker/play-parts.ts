/** What a play is made of. */

import type { GameStep } from "../generated/contract";
import { shownAgent } from "../shared/agents";
import type { Played } from "../shared/game-progress";
import type { ToPage } from "../shared/protocol";
import type { Tape } from "../shared/tape";
import type { Runtime } from "./boot";
import { type Clock, RealTime } from "./clock";
import type { Donor } from "./donor";
import type { Environment, Frame } from "./environment";
import { GameLog } from "./game-log";
import type { HangGuard } from "./hang";
import { Limits } from "./limits";
import { Probes } from "./probes";
import type { RecordSink } from "./recorder";
import type { TapedSink } from "./taped-sink";
import type { Tell } from "./timekeeper";
import type { Timing } from "./timing";
import type { Standing } from "./ui";
import type { Frames } from "./view/screen";

/** Everything that is to be written down of a play. */
export function openLog(parts: PlayParts, clock: Clock, standing: () => Standing): GameLog {
  const { step, attempt, journal, timing, frames, clockOffset, tellTiming } = parts;
  return new GameLog({
    place: { step: step.id, attempt },
    agents: step.agents,
    standing,
    fps: () => (clock instanceof RealTime ? clock.fps : null),
    journal,
    timing,
    frames,
    clockOffset,
    tell: tellTiming,
  });
}

/** What ends its episodes. @param onTime time is over while nobody takes a step */
export function limitsOf(
  { step, donor, timing, played }: PlayParts,
  environment: Environment,
  onTime: () => void,
): Limits {
  const { until } = step.rules.limits;
  return new Limits({
    rules: step.rules,
    scored: shownAgent(step),
    until: until === null ? null : environment.until(until),
    donorIsOver: (steps) => donor?.isOver(steps, environment) ?? false,
    timing,
    onTime,
    earlier: played,
  });
}

/** What freezes its episodes, see `ProbesParts`. */
export function probesOf(
  { step, view, post }: PlayParts,
  limits: Pick<Limits, "episodeS" | "played">,
  freeze: () => number,
): Probes {
  return new Probes({
    probes: step.probes ?? [],
    scored: shownAgent(step),
    playedS: () => limits.episodeS,
    freeze: (tally, probes) => {
      const episode = freeze();
      post({ type: "probe", view, episode, ...tally, played: limits.played(tally), probes });
    },
  });
}

/** How far an episode was that a reload has interrupted. */
export interface Replay {
  /** Null: there is none. */
  tape: Tape | null;
  /** Where its records go. */
  sink: TapedSink;
  /** Of it were played. */
  seconds: number;
  /** By the numbers of the probes, how often they were answered in it. */
  answered: Readonly<Record<string, number>>;
}

/** What a play is given. */
export interface PlayParts {
  view: string;
  step: GameStep;
  attempt: number;
  /** The one to begin with. */
  episode: number;
  /** The attempt by whose streams this one is drawn, where that is an earlier one. */
  drawn?: number;
  /** Whether this one gets a seed that it would not have had. */
  isReserve?: boolean;
  /** The number that the page's address gives for the study's lists of seeds; null: none. */
  seedList: number | null;
  /** In earlier attempts. */
  played: Played;
  /** What the episode to begin with is brought back by; null or not given: it begins. */
  replay?: Replay | null;
  /** 128 bits in hexadecimal: the session's. */
  seed: string;
  /** Whose actions some agents take; null: none of them. */
  donor: Donor | null;
  runtime: Pick<Runtime, "manifest" | "python" | "makePolicy" | "hooks">;
  show: (frame: Frame) => void;
  journal: RecordSink;
  timing: Timing;
  /** The screen's; null: the browser has none in a worker. */
  frames: Frames | null;
  /** The worker's clock minus the page's; null as long as they were not compared. */
  clockOffset: () => number | null;
  /** Shows how well the game keeps time; null: nobody looks. */
  tellTiming: Tell | null;
  /** Stops Python that does not come to an end. */
  guard: Pick<HangGuard, "begin">;
  post: (message: ToPage) => void;
}
