/** What page and worker say of the game on one view. */

import type { SignalRecord, TimingRecord, UiRecord } from "../generated/contract";
import type { Played } from "./game-progress";
import type { Levels } from "./levels";
import type { BodyOf } from "./record-line";

/** A canvas to draw on. A transfer works once, so each game step brings a canvas of its own. */
export interface CanvasMessage {
  type: "canvas";
  view: string;
  canvas: OffscreenCanvas;
  /** Device pixels per CSS pixel at which the canvas is to be drawn. */
  scale: number;
}

/** Set up a game step: make its environment and show the first observation of episode 0. */
export interface PrepareMessage {
  type: "prepare";
  view: string;
  step: string;
  attempt: number;
  /** The one to begin with: 0, or where an earlier attempt has failed or was interrupted. */
  episode: number;
  /** The attempt by whose random streams this episode is drawn; it was on show before. */
  drawn: number;
  /** Whether its seed is a reserve: a reload has interrupted it on the one that it had. */
  isReserve: boolean;
  /** Which of the study's lists of seeds is the participant's; null: it is to be drawn. */
  seedList: number | null;
  /** In earlier attempts. */
  played: Played;
  /** Of an episode that is to be brought back, since a reload has interrupted it; null: it begins. */
  replay?: Interrupted | null;
  /** The participant's levels of the conditions that say who acts in it; none: nothing does. */
  levels?: Levels;
  /** Whether the page wants to be told how well the game keeps time. */
  debug: boolean;
}

/** What the page knows of an episode that a reload has interrupted. */
export interface Interrupted {
  /** Of it were played. */
  seconds: number;
  /** By the numbers of the game's probes, how often they were answered in it. */
  answered: Readonly<Record<string, number>>;
}

/** Begin the episode that is on show. */
export interface StartMessage {
  type: "start";
  view: string;
}

/** What a device of a person's gave. */
export type Input =
  /** A digital input, see the manifest's `Binding`. */
  | { kind: "down" | "up"; code: string }
  /**
   * The value of a stick or of the joystick, from -1 to 1: `stick:left_x`, `joystick:x`; or of a
   * gamepad's trigger, from 0 to 1: `trigger:left`.
   */
  | { kind: "axis"; name: string; value: number }
  /**
   * The pointer, by shares of the picture's width and height from its upper left corner. `leave`: it
   * is no longer over the picture, or no longer there.
   */
  | { kind: "point"; x: number; y: number; phase: "down" | "move" | "up" | "leave" };

export interface InputMessage {
  type: "input";
  view: string;
  /** Whose device it is. */
  agent: string;
  input: Input;
  /** The event's `timeStamp`, on the page's clock. */
  timeStamp: number;
}

/** The person has pressed, set or written something beside the game: no action in it. */
export interface SignalMessage {
  type: "signal";
  view: string;
  kind: SignalRecord["kind"];
  /** The widget's; of feedback, the button's. */
  name: string;
  value: SignalRecord["value"];
  /** The event's `timeStamp`, on the page's clock. */
  timeStamp: number;
}

/** The window lost the focus: what is down, of all people in the view, will not say when it comes up. */
export interface ReleaseMessage {
  type: "release";
  view: string;
  timeStamp: number;
}

/**
 * The game waits, or goes on again, since its tab is hidden or the participant wants it to; or it
 * goes on since a probe is over.
 */
export interface PauseMessage {
  type: "pause";
  view: string;
  why: "hidden" | "participant" | "idle" | "probe";
  holds: boolean;
}

/** Ends the running episode. */
export interface StopMessage {
  type: "stop";
  view: string;
  reason: "reset" | "stop" | "idle";
  /** Whether the game is over with it. */
  game: boolean;
}

/** The participant has chosen another frame rate. */
export interface RateMessage {
  type: "rate";
  view: string;
  fps: number;
}

/** Leave the game step: stop its loop and forget its view. */
export interface CloseMessage {
  type: "close";
  view: string;
}

/** What the page says to the game on one view, or of it. */
export type ToGame =
  | CanvasMessage
  | PrepareMessage
  | StartMessage
  | InputMessage
  | SignalMessage
  | ReleaseMessage
  | PauseMessage
  | StopMessage
  | RateMessage
  | CloseMessage;

/** The first observation of an episode is on the canvas; `start` begins it. */
export interface EpisodeReadyMessage {
  type: "episode_ready";
  view: string;
  episode: number;
  /** How it stands, where it was brought back; null: it begins. */
  back?: Pick<StatusMessage, "steps" | "returns"> | null;
}

/** The interrupted episode cannot be brought back: the page prepares it anew, or ends the game. */
export interface NotReplayedMessage {
  type: "not_replayed";
  view: string;
  /** One sentence, for the record. */
  why: string;
}

/** How the running episode stands; at most ten a second, or after each step of a turn-based game. */
export interface StatusMessage {
  type: "status";
  view: string;
  episode: number;
  steps: number;
  returns: Record<string, number>;
  /** In the game so far, with this episode and earlier attempts. */
  played: Played;
}

/** The running episode waits until the page has asked, and ends this pause: see `PauseMessage`. */
export interface ProbeMessage extends Omit<StatusMessage, "type"> {
  type: "probe";
  /** Which of the game's probes are due, in their order: from 0. */
  probes: number[];
}

export interface EpisodeEndMessage {
  type: "episode_end";
  view: string;
  episode: number;
  steps: number;
  returns: Record<string, number>;
  /** In the game so far, with this episode and earlier attempts. */
  played: Played;
  reason: string;
}

/** All episodes of the step are over and journaled. */
export interface GameEndMessage {
  type: "game_end";
  view: string;
}

/** What Python has changed around the game; at most ten a second, but for sounds. */
export interface UiMessage {
  type: "ui";
  view: string;
  calls: UiRecord["calls"];
}

/** What a `timing` record says beyond its place in the study. */
export type TimingQuality = Omit<BodyOf<TimingRecord>, "type" | "step" | "attempt" | "episode">;

/** How well a game has kept time so far; at most twice a second, and at each episode's end. */
export interface TimingMessage {
  type: "timing";
  view: string;
  /** Null: all episodes together. */
  episode: number | null;
  quality: TimingQuality;
}

/** What the worker says of the game on one view. */
export type ViewMessage =
  | EpisodeReadyMessage
  | NotReplayedMessage
  | StatusMessage
  | ProbeMessage
  | EpisodeEndMessage
  | GameEndMessage
  | UiMessage
  | TimingMessage;
