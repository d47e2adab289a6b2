/** English: from the load of the page to the first step, and what may be in its way. */

import type { Capability } from "../../host";
import { grammarOf } from "../grammar";

const { and, count, number } = grammarOf<"one">("en");

const capabilities: Record<Capability, string> = {
  wasm: "WebAssembly",
  worker: "web workers",
  canvas: "offscreen canvas",
  database: "a database (IndexedDB)",
  locks: "web locks",
  crypto: "web cryptography",
  compression: "compression streams",
};

export const arrival = {
  /** Above the names of the languages that a study can be taken in. */
  languageTitle: "In which language would you like to read?",
  continue: "Continue",
  retry: "Try again",
  details: "Details for the researchers",
  course: "Progress through the study",

  insecure:
    "This page was opened over an unprotected connection (http), where browsers forbid what the study needs. Please open its address with https:// instead, or tell the people who sent you here.",
  missing: (lacking: readonly Capability[]) =>
    `This browser cannot run the study: it lacks ${and(lacking.map((each) => capabilities[each]))}. Please open this page in a current version of Chrome, Edge, Firefox or Safari.`,
  unreachable:
    "The study could not be reached. Please check your internet connection and try again.",
  busy: "This study is already open in another tab or window of this browser. Please go on there, or close it and try again here.",
  closed: "This study is closed: it takes no new participants. Thank you for your interest.",
  broken:
    "Something went wrong, and the study cannot go on by itself. What you have done so far is kept; trying again takes you back to where you were.",
  brokenTitle: "Sorry, that did not work",
  hostTitle: "This study cannot run here",
  busyTitle: "Already open elsewhere",
  closedTitle: "This study is closed",
  finishedTitle: "You have finished this study",
  finished:
    "Your last page is not kept here any more. If you still need your code, please write to the people who sent you here.",

  /** Who cannot begin. */
  admission: {
    idTitle: "This link is not complete",
    id: "The address of this page does not say who you are, or not in the form that the study needs. Please open the study by the link that you were given, whole and unchanged, or ask the people who sent you here.",
    soonTitle: "The study cannot begin just now",
    soon: "The place where answers are collected does not take any at the moment, or not for as long as the study takes. Nothing was recorded. Please try again later, or tell the people who sent you here.",
    silent:
      "The place where answers are collected could not be reached, so nothing was recorded. Please check your internet connection, and whether something on this device blocks parts of the page (an ad blocker, a VPN, the firewall of a workplace). Then try again.",
    tryingTitle: "One moment, please",
    trying: "The study is looking whether your answers can be saved.",
  },

  /** Where the participant types an id. */
  login: {
    note: "Please type it as you were given it. Capital and small letters count.",
    empty: "Please type your id.",
    form: "This does not look like an id of this study. Please look for a typing error.",
    unknown:
      "This id is not on the list of this study. Please look for a typing error, or ask the people who sent you here.",
    excluded:
      "This id cannot take part: it may have been used before. Please look for a typing error, or ask the people who sent you here.",
  },

  /** Whose device can't do what the study needs. */
  unsupported: {
    title: "This device is not enough for the study",
    text: "The study needs something that this device, as it is now, does not have:",
    nothing:
      "Nothing about you or this device was kept or sent. You can also open the study on another device.",
    fps: (there: number, needed: number) =>
      `It draws about ${number(Math.floor(there))} pictures in a second, and the game needs ${number(Math.ceil(needed))}. Closing other programs and tabs helps, and so does a charger that is plugged in.`,
    memory: (needed: number) => `It has less than ${number(needed)} GB of memory.`,
    storage: (needed: number) =>
      `This browser has less than ${number(needed)} MB of space to keep your answers. A window that is not private, or some free space on the disk, helps.`,
    width: (there: number, needed: number) =>
      `The window is ${number(there)} pixels wide, and the study needs ${number(needed)}. If the screen is larger, make the window wider, or turn the device.`,
    height: (there: number, needed: number) =>
      `The window is ${number(there)} pixels high, and the study needs ${number(needed)}. If the screen is larger, make the window higher, or turn the device.`,
    mouse: "It has no mouse or touchpad.",
    touch: "It has no touch screen.",
  },

  /** Where the levels of conditions are counted by a server. */
  quota: {
    waitingTitle: "One moment, please",
    waiting:
      "The study is finding a place for you. This page goes on by itself; please keep it open.",
    awayTitle: "The study cannot go on just now",
    away: "A place for you could not be found at the moment. What you have done so far is kept. Please try again in a few minutes, in this browser.",
  },

  place: {
    previewTitle: "This is a preview",
    preview:
      "Please accept this task (HIT) first. The study begins then, and nothing was recorded so far.",
    framedTitle: "This study needs a tab of its own",
    framed:
      "Inside this page your browser does not let the study keep anything, so your answers would not be safe. Please open it in a tab of its own. It is the same study, and it knows where you come from.",
    ownTab: "Open the study in a new tab",
    copyAddress:
      "If nothing happens, or you read this again there, copy this address into a new tab:",
  },

  newerTitle: "The study has changed",
  newer:
    "The study has been changed since you began, and the version that you began with is there no more. So it starts again from its beginning.",

  /** On a computer that one person after another sits at. */
  shared: {
    sameTitle: "Is it still you?",
    same: "Somebody is in the middle of the study here. If that is you, go on. If you have only just sat down, begin as a new participant.",
    goOn: "Go on where I was",
    anew: "I am a new participant",
    earlier: (sessions: number) =>
      count(sessions, {
        one: "For the staff: # earlier session is still being sent from this computer.",
        other: "For the staff: # earlier sessions are still being sent from this computer.",
      }),
    next: "Next participant",
    unsent:
      "The next person can begin already. What is not sent yet stays on this computer, is shown to nobody, and is sent when the study is open here.",
    wiped: "This computer keeps nothing of it.",
    soon: (minutes: number) =>
      count(minutes, {
        one: "The page goes back to the beginning by itself after # minute.",
        other: "The page goes back to the beginning by itself after # minutes.",
      }),
  },
};

export type ArrivalStrings = typeof arrival;
