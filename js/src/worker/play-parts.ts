/** What a play is made of. */

import type { GameStep } from "../generated/contract";
import type { Played, ToPage } from "../shared/protocol";
import type { Runtime } from "./boot";
import type { Donor } from "./donor";
import type { Frame } from "./environment";
import type { HangGuard } from "./hang";
import type { RecordSink } from "./recorder";
import type { Tell } from "./timekeeper";
import type { Timing } from "./timing";
import type { Frames } from "./view/screen";

/** What a play is given. */
export interface PlayParts {
  view: string;
  step: GameStep;
  attempt: number;
  /** The one to begin with. */
  episode: number;
  /** The number that the page's address gives for the study's lists of seeds; null: none. */
  seedList: number | null;
  /** In earlier attempts. */
  played: Played;
  /** 128 bits in hexadecimal: the session's. */
  seed: string;
  /** Whose actions some agents take; null: none of them. */
  donor: Donor | null;
  runtime: Pick<Runtime, "manifest" | "python" | "makePolicy">;
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
