/** How the sending of chunks stands, in words that the participant's page is made of. */

import type { Mode } from "../../generated/contract";
import type { Bytes } from "../../shared/bytes";
import { messageOf } from "../../shared/errors";
import type { Watchable } from "../observable";
import type { Answer } from "./answer";
import { LATER, type Pace, SOON } from "./backoff";

/** A chunk that waits in the database for at least one destination. */
export interface PendingChunk {
  /** Object key without the prefix. */
  key: string;
  session: string;
  mode: Mode;
  size: number;
  /** Addresses of the destinations that have it; none where there is no such list. */
  storedAt?: string[];
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

/** How the delivery to one destination stands. */
export interface Delivery {
  pendingChunks: number;
  pendingBytes: number;
  /** What last went wrong; null once all goes well again. */
  trouble: Trouble | null;
  /** `waiting`: between two attempts. `no-destination`: the site has not been signed yet. */
  state: "idle" | "sending" | "waiting" | "no-destination";
}

/** How the delivery to all destinations together stands: what waits, waits for one at least. */
export interface DeliveryToAll extends Delivery {
  /** How many destinations there are, as far as it is known. */
  destinations: number;
  /** How many of the chunks that wait are in no destination at all. */
  nowhereChunks: number;
}

/** An attempt that was in vain, and is made again. */
export type Failure = Exclude<Answer, { kind: "stored" }> | { kind: "no-destination" };

/** An attempt that broke before there was any answer. */
export function failed(error: unknown): Failure {
  const sentence = messageOf(error);
  return { kind: "unreachable", sentence };
}

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

/** Data of one mode must not get among those of another. */
export function otherModeSentence({ mode }: Pick<PendingChunk, "mode">): string {
  return `Data of mode "${mode}" are kept: this site sends those of another mode now.`;
}

export function lostSentence(key: string): string {
  return `The chunk ${key} is no longer in this browser's storage.`;
}

/** How it stands altogether, by what can be counted and by how it stands with each destination. */
export function together(
  counts: Pick<DeliveryToAll, "pendingChunks" | "pendingBytes" | "nowhereChunks">,
  deliveries: Delivery[],
): DeliveryToAll {
  const signed = deliveries.filter(({ state }) => state !== "no-destination");
  return {
    ...counts,
    destinations: deliveries.length,
    trouble: worstOf(signed, counts.nowhereChunks),
    state: counts.pendingChunks === 0 ? "idle" : stateOf(signed),
  };
}

/** What is stored nowhere yet is in no trouble as long as one destination takes it. */
function worstOf(deliveries: Delivery[], nowhereChunks: number): Trouble | null {
  const troubles = deliveries
    .filter(({ pendingChunks, trouble }) => pendingChunks > 0 || trouble !== null)
    .map(({ trouble }) => trouble);
  if (nowhereChunks > 0 && troubles.includes(null)) return null;
  return troubles.find((trouble) => trouble !== null) ?? null;
}

function stateOf(signed: Delivery[]): Delivery["state"] {
  if (signed.length === 0) return "no-destination";
  return signed.some(({ state }) => state === "sending") ? "sending" : "waiting";
}

/** Calls `run` whenever an attempt to send was in vain after one that was not. */
export function whenStuck(status: Watchable<Delivery>, run: () => void): void {
  let stuck = false;
  status.subscribe(({ state }) => {
    const was = stuck;
    stuck = state === "waiting" || (stuck && state === "sending");
    if (stuck && !was) run();
  });
}
