/** What freezes an episode so that the page can ask something: the study's probes. */

import type { Moment, Probe } from "../generated/contract";
import { evaluate, type Facts, isTrue } from "../shared/expression";
import type { Stream } from "../shared/random";
import type { Environment } from "./environment";
import type { Tally } from "./loop";
import { plainFacts } from "./plain";

export interface ProbesParts {
  probes: readonly Probe[];
  /** Whose rewards and infos are asked for. */
  scored: string;
  /** Seconds of play in this episode. */
  playedS: () => number;
  /** Has the episode wait, and the page ask what is due. */
  freeze: (tally: Tally, due: number[]) => void;
}

/** What of an environment is looked at. */
export type Probed = Pick<Environment, "infoOf" | "reward">;

/** How far a probe is in an episode. */
interface State {
  asked: number;
  /** Of a random moment: the step that was drawn. */
  drawn: number;
  /** Of a condition: whether it was true after the step before. */
  held: boolean;
}

export class Probes {
  #states: State[] = [];
  readonly #events = new Set<string>();

  constructor(private readonly parts: ProbesParts) {}

  /** An episode begins. @param draw gives the episode's stream of a purpose */
  async begin(draw: (purpose: string) => Promise<Pick<Stream, "uniform">>): Promise<void> {
    this.#events.clear();
    this.#states = await Promise.all(
      this.parts.probes.map(async ({ name, at }) => {
        const drawn = at.kind === "random" ? drawStep(at, await draw(`probe/${name}`)) : 0;
        return { asked: 0, drawn, held: false };
      }),
    );
  }

  /** Python says that something has happened. */
  event(name: string): void {
    this.#events.add(name);
  }

  /** Looks at a step that did not end the episode. @returns whether the episode waits now */
  freeze(tally: Tally, environment: Probed): boolean {
    const due = this.#due(tally, environment);
    if (due.length > 0) this.parts.freeze(tally, due);
    return due.length > 0;
  }

  /** Looks at a step that was played before a reload: what came with it was asked then. */
  pass(tally: Tally, environment: Probed): void {
    this.#due(tally, environment);
  }

  /**
   * The steps that were played before a reload are over. A probe that came with the last of them, and
   * was not answered, comes now.
   *
   * @param answered by the numbers of the probes, how often they were in this episode
   */
  goOn(tally: Tally, answered: Readonly<Record<string, number>>): void {
    const due = this.#states.flatMap((state, number) => {
      const before = answered[number] ?? 0;
      const isDue = state.asked > before;
      state.asked = Math.max(state.asked, before);
      return isDue ? [number] : [];
    });
    if (due.length > 0) this.parts.freeze(tally, due);
  }

  /** The numbers of the probes whose moment it is. */
  #due(tally: Tally, environment: Probed): number[] {
    const due = this.parts.probes.flatMap((probe, number) => {
      const state = this.#states[number];
      if (state === undefined) throw new Error(`The probe ${probe.name} was not begun.`);
      const comes = this.#comes(probe.at, state, tally, environment);
      if (!comes || state.asked === probe.most) return [];
      state.asked += 1;
      return [number];
    });
    this.#events.clear();
    return due;
  }

  /** A time that is up stays up, and counts once. */
  #comes(at: Moment, state: State, tally: Tally, environment: Probed): boolean {
    switch (at.kind) {
      case "step":
        return tally.steps === at.step;
      case "every":
        return tally.steps % at.steps === 0;
      case "random":
        return tally.steps === state.drawn;
      case "time":
        return this.parts.playedS() >= at.seconds && state.asked === 0;
      case "event":
        return this.#events.has(at.event);
      case "when": {
        const before = state.held;
        state.held = isTrue(evaluate(at.when, this.#facts(tally, environment)));
        return state.held && !before;
      }
    }
  }

  #facts({ steps, returns }: Tally, environment: Probed): Facts {
    const { scored } = this.parts;
    return {
      steps,
      reward: environment.reward(scored),
      return: returns[scored] ?? 0,
      // Only who asks for it pays for it.
      get info() {
        return plainFacts(environment.infoOf(scored));
      },
    };
  }
}

function drawStep(
  { low, high }: Extract<Moment, { kind: "random" }>,
  stream: Pick<Stream, "uniform">,
): number {
  return low + Math.floor(stream.uniform() * (high - low + 1));
}
