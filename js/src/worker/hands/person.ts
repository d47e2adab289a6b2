/** Who acts by devices, and what such a person's hands are to a game. */

import type { Input } from "../../shared/protocol";
import type { Action, Actor } from "../actor";

/** What the page tells of a person: an input, or that everything which is down counts as up. */
export type Heard = Input | "release";

/** Someone who acts by devices, as the page tells of them. */
export interface Person extends Actor {
  /**
   * @param timeStamp the page's `event.timeStamp`
   * @param receivedAt when the worker heard of it, on its own clock
   */
  receive(heard: Heard, timeStamp: number, receivedAt: number): void;
  /** They did this last, before a reload: what they do without an input may be the same. */
  recall(action: Action): void;
  /**
   * How many presses of the episode, which is over, led to no action; null where a press is one of
   * many things that a step heeds.
   */
  unused(): number | null;
}

/** Whether the environment allows a person an action at the next step. */
export type Allows = (action: Action) => boolean;

/** What a hand asks for. */
export interface Act {
  action: Action;
  /** The page's `event.timeStamp` of the input that decides. */
  timeStamp: number;
}

/** The part of a person that one kind of device is for: keys, axes, a pointer. */
export interface Hand {
  /** An episode begins: what is held stays held, presses before it are forgotten. */
  begin(): void;
  /** @returns whether the input changed anything that this hand heeds */
  hear(input: Input, timeStamp: number): boolean;
  /** Everything that is down counts as up. */
  release(): void;
  /** What was asked for last, before a reload. Not given: nothing comes of it. */
  recall?(action: Action): void;
  /** What is asked for in the next step; null: nothing. A press that acts once is used up by it. */
  act(): Act | null;
  /**
   * The `timeStamp` of the oldest press that waits for a step of its own; null: none does. Where some
   * hand has one, only the hand with the oldest of all is asked what is to be done.
   */
  readonly waitingSince: number | null;
  /** Presses since `begin` that led to no action; null where a press is one of many things heeded. */
  readonly unused: number | null;
}

/** What several hands ask for: the press that has waited longest, or of all that is held the newest. */
export function nextAct(hands: readonly Hand[]): Act | null {
  let newest: Act | null = null;
  for (const hand of waiting(hands)) {
    const act = hand.act();
    // A place on the picture may mean nothing.
    if (act !== null) return act;
  }
  for (const hand of hands) {
    const act = hand.act();
    if (act !== null && (newest === null || act.timeStamp >= newest.timeStamp)) newest = act;
  }
  return newest;
}

function waiting(hands: readonly Hand[]): Hand[] {
  const some = hands.filter(({ waitingSince }) => waitingSince !== null);
  return some.sort((a, b) => Number(a.waitingSince) - Number(b.waitingSince));
}
