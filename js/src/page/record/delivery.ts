/** How the sending of chunks stands, in words that the participant's page is made of. */

import type { Mode } from "../../generated/contract";
import type { Bytes } from "../../shared/bytes";
import type { Answer } from "./answer";
import { LATER, type Pace, SOON } from "./backoff";

/** A chunk that waits in the database. */
export interface PendingChunk {
  /** Object key without the prefix. */
  key: string;
  session: string;
  mode: Mode;
  size: number;
  /** Where they are at hand, since it was sealed just now. */
  bytes?: Bytes;
}

/** Why something is not where it belongs; the sentence tells what was seen. */
export interface Trouble {
  /**
   * - `offline`: the browser says that it has no network.
   * - `unreachable`: no answer that could be read.
   * - `busy`: the store says that it can't now.
   * - `refused`: the study's people have to mend something.
   * - `kept`: not what this site sends now; it is kept.
   * - `lost`: it is no longer in this browser's storage.
   * - `unsaved`: this browser has not taken it into its storage yet.
   */
  kind: "offline" | "unreachable" | "busy" | "refused" | "kept" | "lost" | "unsaved";
  sentence: string;
}

/** How the delivery stands. */
export interface Delivery {
  pendingChunks: number;
  pendingBytes: number;
  /** What last went wrong; null once all goes well again. */
  trouble: Trouble | null;
  /** `waiting`: between two attempts. `no-destination`: the site has not been signed yet. */
  state: "idle" | "sending" | "waiting" | "no-destination";
}

/** An attempt that was in vain, and is made again. */
export type Failure = Exclude<Answer, { kind: "stored" }> | { kind: "no-destination" };

/** How soon it is worth another attempt. */
export function paceOf({ kind }: Failure): Pace {
  return kind === "unreachable" || kind === "busy" || kind === "no-destination" ? SOON : LATER;
}

/** What a failure means for who waits for it; a site that is not signed is a state, no trouble. */
export function troubleOf(failure: Failure, isOnline: boolean): Trouble | null {
  switch (failure.kind) {
    case "no-destination":
      return null;
    case "unreachable":
      return { kind: isOnline ? "unreachable" : "offline", sentence: failure.sentence };
    case "busy":
      return { kind: "busy", sentence: failure.sentence };
    default:
      return { kind: "refused", sentence: failure.sentence };
  }
}
