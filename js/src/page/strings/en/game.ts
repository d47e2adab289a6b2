/** English: the games. */

import type { BootStage } from "../../../shared/protocol";
import { grammarOf, oneDecimal } from "../grammar";

const { and, count, number, or } = grammarOf<"one">("en");

const stages: Record<BootStage, string> = {
  interpreter: "Starting Python",
  packages: "Loading libraries",
  environment: "Setting up the game",
  policies: "Loading the other players",
};

export const game = {
  /** The dialog in which a participant chooses keys of their own. */
  remap: {
    open: "Choose other keys",
    title: "Your keys",
    how: "Press a button, and then the key that you want in its place. A key that does something else already changes places.",
    press: "Press a key…",
    change: "change this key",
    reserved: "This key cannot be used here. Please choose another one.",
    reset: "Use the usual keys",
    done: "Done",
  },
  title: "Game",
  /** Above a game that does not count. */
  practising: "This is for practice: it does not count.",
  /** After a reload, or a crash, during a round. */
  restarted:
    "The page was loaded again during a round, so this round begins anew, and not as it was before. What you had finished before it counts. Please don't reload the page during a round: the next time, the game would end.",
  /** After a reload, where the round is as it was before it. */
  wereHere: "You were here. The game goes on from this point.",
  interruptedTitle: "This game ends here",
  interrupted:
    "The page was loaded again during a round, so the game can't go on. You lose nothing by it: what you have done is kept, and the study goes on.",
  canvas: (keyNames: readonly string[], devices: readonly string[]) => {
    const keys = keyNames.length > 0 ? [`the keys ${keyNames.join(", ")}`] : [];
    const means = [...keys, ...devices];
    return means.length > 0 ? `Game, played with ${and(means)}` : "Game, to watch";
  },
  joystick: "Joystick",
  /** Beside the keys, where there are any. */
  devices: (names: readonly string[], keys: boolean) =>
    `${keys ? "or with" : "Played with"} ${or(names)}`,
  keys: "Keys",
  start: "Start",
  next: (round: number, rounds: number) => `Next round ${number(round)} of ${number(rounds)}`,
  round: "Round",
  roundOf: (round: number, rounds: number) => `${number(round)} of ${number(rounds)}`,
  steps: "Steps",
  messages: "Messages of the game",
  leftOf: (left: string, most: string) => `${left} of ${most}`,
  score: "Score",
  readyFirst: "The game is ready.",
  readyNext: (round: number) => `Round ${number(round)} is over.`,
  scored: (score: string) => `Score: ${score}`,
  finished: "That was the last round.",
  preparing: "Setting up the game…",
  beginsIn: (seconds: number) =>
    count(seconds, {
      one: "The game begins in # second.",
      other: "The game begins in # seconds.",
    }),
  paused: {
    hidden: "The game waits, since you were away from this page.",
    participant: "The game is paused.",
    idle: "Are you still there? The game waits for you.",
    probe: "The game waits for you.",
  },
  pause: "Pause",
  reset: "End this round",
  stop: "End the game",
  slower: "Slower",
  faster: "Faster",
  rate: (fps: number) => `${oneDecimal(fps, "en")} per second`,
  rateBox: "Steps per second",
  /** What the study has put beside the game. */
  widgets: {
    title: "Beside the game",
    judgements: { good: "Good", bad: "Bad" } as Readonly<Record<string, string>>,
    yes: "Yes",
    no: "No",
    send: "Send",
    pressed: (label: string) => `${label}: noted.`,
    set: (label: string, value: string) => `${label}: ${value}.`,
    sent: (label: string) => `${label}: sent.`,
    cell: (row: number, column: number) => `row ${number(row)}, column ${number(column)}`,
    marked: (top: number, left: number, bottom: number, right: number) =>
      `Marked: rows ${number(top)} to ${number(bottom)}, columns ${number(left)} to ${number(right)}.`,
    gridHint:
      "Drag over the cells. Or go to one with the arrow keys, hold Shift to mark more, and press Enter.",
  },
  wayOn: {
    skip: "You can go on with the next part of the study.",
    end: "The study cannot go on from here, and ends now.",
  },
  hung: "The game had to stop because it did not go on by itself. What you have done so far is kept.",
  boot: "Getting the game ready",
  stage: (stage: BootStage) => `${stages[stage]}…`,
  failed: "Sorry, something went wrong.",
  workerLost:
    "The game could not be started: one of its files did not load. Please check your internet connection and try again.",
};

export type GameStrings = typeof game;
