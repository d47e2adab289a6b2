/** What a step module is, and what it is given. */

import type { Manifest, Step, Within } from "../../generated/contract";
import type { FactBook } from "../flow/facts";
import type { Guide } from "../flow/guide";
import type { Quotas } from "../flow/quota";
import type { GameClient } from "../game-client";
import type { Microphone } from "../microphone";
import type { Participation } from "../participation";
import type { Recorder } from "../record/recorder";
import type { Result } from "../runner";
import type { Screen } from "../screen";
import type { Strings } from "../strings";
import type { StepModules } from "./registry";

export type StepKind = Step["kind"];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

export interface StepModule<K extends StepKind> {
  kind: K;
  /** Shows the step and resolves when the participant is through with it. */
  run(step: StepOf<K>, context: StepContext): Promise<Result>;
}

/** What of the step that is shown was judged, or answered, already: before a reload perhaps. */
export interface Judging {
  /** The number of the step on the session's way. */
  readonly index: number;
  /** So far, in their order. */
  answers(): readonly string[];
  /** Remembers them for a later visit. */
  keep(answers: readonly string[]): Promise<void>;
}

export interface StepContext {
  manifest: Manifest;
  screen: Screen;
  strings: Strings;
  recorder: Recorder;
  participation: Participation;
  /** Takes what is learned of the session. */
  facts: FactBook;
  /** Decides what the study leaves open. */
  guide: Guide;
  /** Keeps these with the step that is shown, for a reload in the middle of it. */
  remember: () => Promise<void>;
  /** Of steps with clips, and of surveys of SurveyJS. */
  judging: Judging;
  /** Where the addresses of the manifest begin. */
  files: URL;
  /** Is told how the session ends. */
  quotas: Quotas;
  /** Where the step comes between the episodes of a game: the one that it follows. */
  within?: Within;
  /** Runs a step in the middle of another one. */
  modules: Pick<StepModules, "run">;
  /** Closed at steps that don't listen. */
  microphone: Microphone;
  /** Null in a study without a game. */
  client: GameClient | null;
  /** On a shared computer: below a last page, which may not be over yet, the way to the next person. */
  leaveRoom: (over: Promise<unknown>) => void;
  /** Lets the browser's Back leave again. */
  releaseBack: () => void;
  /** Milliseconds, monotonic. */
  now: () => number;
  /** The page's address has these parameters. */
  search: URLSearchParams;
  /** Goes to another address. */
  leaveFor: (address: string) => void;
}
