/** All messages between the page and the game worker, and nothing else. */

import type { RecoveryRecord, StepHookRecord } from "../generated/contract";
import type { BootMessage, ProgressMessage, ReadyMessage } from "./boot-messages";
import type { Facts } from "./expression";
import type { ToGame, ViewMessage } from "./game-messages";
import type {
  FlushedMessage,
  FlushMessage,
  HoldMessage,
  IdentifyMessage,
  JournaledMessage,
  SpillMessage,
  StorageMessage,
} from "./storage-messages";

export type * from "./boot-messages";
export type * from "./game-messages";
export type * from "./storage-messages";

/** The participant has entered or left a step: the study's own Python is to hear of it. */
export interface StepMessage {
  type: "step";
  call: StepHookRecord["call"];
  step: string;
  /** Of one that is entered, the facts of the session; of one that is left, the answers. */
  given: Facts;
}

/** Answered by `alive`, by a worker whose thread is free. */
export interface PingMessage {
  type: "ping";
}

export interface AliveMessage {
  type: "alive";
}

export interface ClockQuestion {
  type: "clock";
  /** Page's `performance.now()` when it asked. */
  asked: number;
}

export interface ClockAnswer {
  type: "clock";
  asked: number;
  /** Worker's `performance.now()` when it answered. */
  answered: number;
}

/** What the comparison of the clocks gave. */
export interface OffsetMessage {
  type: "offset";
  /** The worker's clock minus the page's. */
  offset_ms: number;
}

/** The worker could not boot, or a game could not go on. A worker that failed is terminated. */
export interface FailedMessage {
  type: "failed";
  /** The view that failed; null while booting. */
  view: string | null;
  /** One sentence for the participant. */
  message: string;
  /** All that is known: a traceback, a stack. */
  detail: string;
  /** `hang`: it did not come to an end, and was stopped. `load`: a part of it did not come. */
  cause: RecoveryRecord["cause"] | "load";
}

export type ToWorker =
  | BootMessage
  | ToGame
  | IdentifyMessage
  | FlushMessage
  | SpillMessage
  | HoldMessage
  | StepMessage
  | PingMessage
  | ClockQuestion
  | OffsetMessage;

export type ToPage =
  | ProgressMessage
  | ReadyMessage
  | FailedMessage
  | AliveMessage
  | ViewMessage
  | ClockAnswer
  | JournaledMessage
  | StorageMessage
  | FlushedMessage;
