/**
 * What the replay's page and its workers say to each other: one worker for each session.
 *
 * Pictures are counted from 0: picture 0 is that of `reset`, picture i the one after step i - 1.
 */

import type { Manifest, ReplayEpisode } from "../generated/contract";

/** The first place at which what came again is not what was recorded. */
export interface Difference {
  picture: number;
  /** Empty for an info, which is everybody's. */
  agent: string;
  field:
    | "observation"
    | "observed"
    | "digest"
    | "reward"
    | "present"
    | "terminated"
    | "truncated"
    | "info";
}

export type Container = "mp4" | "webm";

export type ToReplayWorker =
  /** `root`: absolute address of the manifest's folder, slash at its end. */
  | { type: "boot"; root: string; manifest: Manifest }
  /** `scale`: device pixels per CSS pixel. */
  | { type: "open"; canvas: OffscreenCanvas; scale: number; episode: ReplayEpisode }
  /** Show this picture. `speed`: objects glide to it so many times as fast; null: they jump. */
  | { type: "seek"; picture: number; speed: number | null }
  /** `isPlaying`: what is to be seen comes first, and nothing else is done meanwhile. */
  | { type: "playing"; isPlaying: boolean }
  | { type: "film"; container: Container };

export type FromReplayWorker =
  | { type: "progress"; loaded: number; total: number }
  | { type: "ready" }
  /** The episode is there. `formats`: in which this browser can write a video of it. */
  | { type: "opened"; formats: Container[] }
  /** Pictures 0 to `pictures` - 1 were held against the record. */
  | { type: "checked"; pictures: number; difference: Difference | null }
  /**
   * `isNearest`: the one that was asked for is on its way. `digests`: agent to the SHA-256 of what it
   * observed, in hexadecimal.
   */
  | { type: "shown"; picture: number; isNearest: boolean; digests: Record<string, string> }
  | { type: "filming"; pictures: number }
  | { type: "film"; file: ArrayBuffer; container: Container }
  /** `isOver`: nothing can be shown of this episode any more. */
  | { type: "failed"; sentence: string; detail: string; isOver: boolean };
