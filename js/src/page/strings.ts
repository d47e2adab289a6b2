/** Everything that the runtime itself says to a participant; an author's words are in the manifest. */

import type { BootStage } from "../shared/protocol";
import type { Capability } from "./host";

const mega = (bytes: number) => (bytes / 1e6).toFixed(1);
/** An ISO day as it is read. */
const day = (iso: string) =>
  new Date(`${iso}T00:00Z`).toLocaleDateString("en", { dateStyle: "long", timeZone: "UTC" });
const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

const stages: Record<BootStage, string> = {
  interpreter: "Starting Python",
  packages: "Loading libraries",
  environment: "Setting up the game",
  policies: "Loading the other players",
};

const capabilities: Record<Capability, string> = {
  wasm: "WebAssembly",
  worker: "web workers",
  canvas: "offscreen canvas",
  database: "a database (IndexedDB)",
  locks: "web locks",
  crypto: "web cryptography",
  compression: "compression streams",
};

export const english = {
  continue: "Continue",
  retry: "Try again",
  details: "Details for the researchers",
  course: "Progress through the study",

  insecure:
    "This page was opened over an unprotected connection (http), where browsers forbid what the study needs. Please open its address with https:// instead, or tell the people who sent you here.",
  missing: (lacking: readonly Capability[]) =>
    `This browser cannot run the study: it lacks ${lacking.map((each) => capabilities[each]).join(", ")}. Please open this page in a current version of Chrome, Edge, Firefox or Safari.`,
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
  earlyEnd: {
    failed: {
      title: "The study ends here",
      text: "Something keeps the study from going on. This is not your fault. What you have done so far is kept; if you were promised something for taking part, please tell the people who sent you here.",
    },
    timed_out: {
      title: "The time is over",
      text: "The time that this study has for each person is over, so it ends here. What you have done so far is kept. Thank you for taking part.",
    },
    screened_out: {
      title: "The study ends here",
      text: "Thank you for your time. The rest of this study is not for you; what you have done so far is kept.",
    },
  },

  /** Where a session may take so long only. */
  time: {
    left: (minutes: number) =>
      `The time for this study is over in ${many(minutes, "minute", "minutes")}. It ends by itself then; what you have done and sent by then is kept.`,
  },

  declinedTitle: "Thank you",
  declined:
    "You chose not to take part. Nothing about you or this visit was kept or sent. You can close this page now.",

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
      `It draws about ${Math.floor(there)} pictures in a second, and the game needs ${Math.ceil(needed)}. Closing other programs and tabs helps, and so does a charger that is plugged in.`,
    memory: (needed: number) => `It has less than ${needed} GB of memory.`,
    storage: (needed: number) =>
      `This browser has less than ${needed} MB of space to keep your answers. A window that is not private, or some free space on the disk, helps.`,
    width: (there: number, needed: number) =>
      `The window is ${there} pixels wide, and the study needs ${needed}. If the screen is larger, make the window wider, or turn the device.`,
    height: (there: number, needed: number) =>
      `The window is ${there} pixels high, and the study needs ${needed}. If the screen is larger, make the window higher, or turn the device.`,
    mouse: "It has no mouse or touchpad.",
    touch: "It has no touch screen.",
  },

  /** Where clips are watched, compared or ranked. */
  judging: {
    watch: "Please watch",
    play: "Play",
    pause: "Pause",
    replay: "Restart",
    controls: "Playing the clips",
    position: "How much has been shown",
    film: "The clip",
    clip: (letter: string) => `Clip ${letter}`,
    pair: (number: number, of: number) => `Pair ${number} of ${of}`,
    ofClips: (number: number, of: number) => (of === 1 ? "" : `Clip ${number} of ${of}`),
    first: "A is better",
    second: "B is better",
    tie: "Both are as good",
    cant_tell: "I can’t tell",
    wait: "You can answer once you have seen enough of both clips.",
    ready: "You can answer now, or watch again.",
    waitAll: "You can go on once you have seen enough of all clips.",
    readyToRank: "You can go on when the order is yours.",
    howToRank: "Drag the clips, or move them by the arrows. The best comes first.",
    up: (label: string) => `Move ${label} up`,
    down: (label: string) => `Move ${label} down`,
    moved: (label: string, place: number, of: number) =>
      `${label} is now number ${place} of ${of}.`,
    said: (label: string) => `You said: ${label}.`,
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
      `For the staff: ${many(sessions, "earlier session is", "earlier sessions are")} still being sent from this computer.`,
    next: "Next participant",
    unsent:
      "The next person can begin already. What is not sent yet stays on this computer, is shown to nobody, and is sent when the study is open here.",
    wiped: "This computer keeps nothing of it.",
    soon: (minutes: number) =>
      `The page goes back to the beginning by itself after ${many(minutes, "minute", "minutes")}.`,
  },

  withdrawal: {
    title: "Stop taking part?",
    text: "You may stop at any time, without giving a reason. What shall become of what you have given so far?",
    keep: "Stop. The researchers may keep it",
    delete: "Stop. I want it deleted",
    goOn: "Go on with the study",
    doneTitle: "You have stopped taking part",
    done: {
      keep: "From now on nothing is recorded any more. The researchers keep what you gave before.",
      delete:
        "From now on nothing is recorded any more. What you gave before is deleted in this browser, and the people who run this study are asked to delete what was sent to them.",
      /** Nothing is sent before the end, as the study is set up. */
      unsent:
        "From now on nothing is recorded any more. What you gave before is deleted in this browser, and nothing of it was ever sent.",
    },
    sending: {
      keep: "What you gave is being sent. Please keep this page open for a moment.",
      delete: "Your request is being sent. Please keep this page open for a moment.",
    },
    sent: {
      keep: "What you gave was sent and saved. You can close this page now.",
      delete: "Your request has arrived. You can close this page now.",
    },
    waiting: {
      keep: "What you gave could not be sent yet. It is safe in this browser, which goes on trying. Please keep this page open, or open it again later in this browser.",
      delete:
        "Your request could not be sent yet. It is kept in this browser, which goes on trying. Please keep this page open, or open it again later in this browser. Or write to the people who run this study, and name the number below.",
    },
    session: (session: string) =>
      `If you want to write to the people who run this study, this number names your visit: ${session}`,
  },

  /** Where this browser does not keep what it is given. */
  storage: {
    memory:
      "This browser does not let the study keep your answers on this device: it may be a private window, or there is no space left. They are sent as you go. Please keep this page open until the last page says that everything was sent.",
    full: "The game waits: this browser has no space to keep more of it, and what there is could not be sent yet. Please check your internet connection, and keep this page open.",
    slow: "The game waits for a moment, until this device has stored what you have done.",
    lost: "What this browser had kept of the study was removed while you took part, and a part of it had not been sent yet. Please go on, and tell the people who run this study.",
  },

  media: {
    toEnd: "You can go on when all of it was played.",
    over: "That was all of it.",
    failed: "This recording could not be played. You can go on without it.",
  },

  wait: {
    left: (seconds: number) => {
      const [minutes, rest] = [Math.floor(seconds / 60), String(seconds % 60).padStart(2, "0")];
      return minutes === 0
        ? `It goes on in ${many(seconds, "second", "seconds")}.`
        : `It goes on in ${minutes}:${rest} minutes.`;
    },
    over: "The break is over.",
  },

  consent: {
    unread: "Please read to the end of the text first.",
    unticked: "Please tick the boxes that are marked with *, or choose not to take part.",
  },

  form: {
    legend: "Questions marked with * need an answer.",
    send: "Continue",
    invalid: (count: number) =>
      `${many(count, "answer needs", "answers need")} your attention before you can go on.`,
    required: "Please answer this question.",
    requiredChoice: "Please choose an answer.",
    requiredChoices: "Please tick at least one box.",
    requiredSlider: "Please click on the line, or move it with the arrow keys.",
    requiredRanking: "Please change the order, or say that it is right as it is.",
    tooFew: (least: number) => `Please choose at least ${least}.`,
    tooMany: (most: number) => `Please choose at most ${most}.`,
    otherWords: "Please say what, in the box.",
    otherLabel: (label: string) => `${label}: in your own words`,
    notDate: "Please give a whole date.",
    tooEarly: (first: string) => `Please give a date that is not before ${day(first)}.`,
    tooLate: (last: string) => `Please give a date that is not after ${day(last)}.`,
    days: (first: string | null, last: string | null) => {
      if (first !== null && last !== null) return `From ${day(first)} to ${day(last)}`;
      if (first !== null) return `${day(first)} or later`;
      return last === null ? null : `Up to ${day(last)}`;
    },
    slider: "Click on the line, or move along it with the arrow keys.",
    sliderUntouched: "not answered yet",
    ranking: "Drag the words, or use the arrows. The first one comes at the top.",
    rankingKeep: "It is right as it is",
    rankingUp: (label: string) => `Move up: ${label}`,
    rankingDown: (label: string) => `Move down: ${label}`,
    rankingPlace: (label: string, place: number, of: number) =>
      `${label} is now in place ${place} of ${of}.`,
    tooLong: (limit: number, length: number) =>
      `Please use at most ${limit} characters; there are ${length} now.`,
    notNumber: "Please write a number, in digits.",
    notInteger: "Please write a whole number.",
    tooSmall: (min: number) => `Please write a number that is ${min} or more.`,
    tooLarge: (max: number) => `Please write a number that is ${max} or less.`,
    range: (min: number | null, max: number | null) => {
      if (min !== null && max !== null) return `From ${min} to ${max}`;
      if (min !== null) return `${min} or more`;
      return max === null ? null : `Up to ${max}`;
    },
    several: (least: number | null, most: number | null) => {
      if (least === null && most === null) return "Tick all that apply.";
      if (least === most) return `Choose ${least}.`;
      if (least !== null && most !== null) return `Choose ${least} to ${most}.`;
      return least === null ? `Choose at most ${most}.` : `Choose at least ${least}.`;
    },
  },

  quiz: {
    right: "That is right.",
    notRight: "That is not right.",
    passed: "All of your answers are right.",
    wrong: (count: number, left: number) => {
      const wrong = `${many(count, "answer is", "answers are")} not right.`;
      return left === 0
        ? wrong
        : `${wrong} You can try ${left === 1 ? "once" : `${left} times`} more.`;
    },
  },

  game: {
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
    interruptedTitle: "This game ends here",
    interrupted:
      "The page was loaded again during a round, so the game can't go on. You lose nothing by it: what you have done is kept, and the study goes on.",
    canvas: (keyNames: readonly string[], devices: readonly string[]) => {
      const keys = keyNames.length > 0 ? [`the keys ${keyNames.join(", ")}`] : [];
      const means = [...keys, ...devices];
      return means.length > 0 ? `Game, played with ${means.join(", and ")}` : "Game, to watch";
    },
    joystick: "Joystick",
    /** Beside the keys, where there are any. */
    devices: (names: readonly string[], keys: boolean) =>
      `${keys ? "or with" : "Played with"} ${names.join(", or ")}`,
    keys: "Keys",
    start: "Start",
    next: (round: number, rounds: number) => `Next round ${round} of ${rounds}`,
    round: "Round",
    roundOf: (round: number, rounds: number) => `${round} of ${rounds}`,
    steps: "Steps",
    messages: "Messages of the game",
    leftOf: (left: string, most: string) => `${left} of ${most}`,
    score: "Score",
    readyFirst: "The game is ready.",
    readyNext: (round: number) => `Round ${round} is over.`,
    scored: (score: string) => `Score: ${score}`,
    running: (round: number, rounds: number) => `Round ${round} of ${rounds} has begun.`,
    finished: "That was the last round.",
    preparing: "Setting up the game…",
    beginsIn: (seconds: number) => `The game begins in ${many(seconds, "second", "seconds")}.`,
    paused: {
      hidden: "The game waits, since you were away from this page.",
      participant: "The game is paused.",
      idle: "Are you still there? The game waits for you.",
    },
    pause: "Pause",
    reset: "End this round",
    stop: "End the game",
    slower: "Slower",
    faster: "Faster",
    rate: (fps: number) => `${fps.toLocaleString("en", { maximumFractionDigits: 1 })} per second`,
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
      cell: (row: number, column: number) => `row ${row}, column ${column}`,
      marked: (top: number, left: number, bottom: number, right: number) =>
        `Marked: rows ${top} to ${bottom}, columns ${left} to ${right}.`,
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
    bytes: (loaded: number, total: number) => `${mega(loaded)} of ${mega(total)} MB`,
    failed: "Sorry, something went wrong.",
    workerLost:
      "The game could not be started: one of its files did not load. Please check your internet connection and try again.",
  },

  /** For whoever makes a study, by `?debug` in the address. */
  inspector: {
    title: "Inspector",
    at: (number: number, step: string) => `Step ${number} of the way: ${step}`,
    skip: "Skip this step",
    jump: "Jump",
    number: "To step",
    steps: "All steps, as they are written",
    state: "What is known",
    tail: "The last records of the page",
    nothing: "Nothing yet.",
  },

  /** For whoever makes or reviews a study, by `?debug` in the address. */
  timing: {
    title: "Timing",
    round: (round: number) => `Round ${round}, in milliseconds`,
    all: "All rounds, in milliseconds",
    count: "n",
    rows: {
      interval: "Step to step",
      delay: "Due to begun",
      frames: "Frame to frame",
      input: "Input to frame",
    },
    counts: {
      rate: "Steps a second",
      steps: "Steps",
      late: "Late steps",
      lateFrames: "Late frames",
      skipped: "Not drawn",
      missed: "Not painted",
      slowed: "Slowed down",
      stalls: "Stalls",
    },
    note: "This is shown by ?debug in the address of the page.",
  },

  end: {
    bonus: (amount: string) => `Your bonus: ${amount}`,
    saving: "Your answers are being sent. Please keep this page open for a moment.",
    received:
      "Your answers have arrived and are safe: you may leave now. A second copy is still on its way to another place, and this page goes on sending it for as long as it is open.",
    saved: "Everything was sent and saved. Thank you!",
    /** Why the answers are not where they belong, and what to do. */
    trouble: {
      offline:
        "You are offline. Your answers are safe in this browser, and are sent as soon as you are online again. Please keep this page open, or open it again later in this browser. To be on the safe side, download them.",
      unreachable:
        "Your answers could not be sent yet. They are safe in this browser, which goes on trying. Please keep this page open, or open it again later in this browser. To be on the safe side, download them.",
      busy: "Your answers could not be sent yet: the place where they are collected is too busy. They are safe in this browser, which goes on trying. Please keep this page open, or open it again later in this browser. To be on the safe side, download them.",
      refused:
        "Your answers cannot be sent at the moment: the place where they are collected does not accept them. This is not your fault. They are safe in this browser, which goes on trying. Please download them and send the file to the people who run this study, who have to mend this; or open this page again later in this browser.",
      kept: "Your answers cannot be sent as this study is set up now. They are safe in this browser. Please download them and send the file to the people who run this study.",
      lost: "A part of your answers was removed from this browser before it could be sent. Please tell the people who run this study.",
      memory:
        "Your answers could not be sent yet, and this browser does not let the study keep them on this device: they are only in this open page, which goes on trying. Please keep it open. To be on the safe side, download them.",
      unsaved:
        "Your browser has trouble keeping your answers; it may be out of space. Please leave this page open until this message goes away: what is not kept yet would be lost.",
    },
    noDestination:
      "This study has no place yet that answers are sent to. Yours are kept in this browser and go nowhere else, unless you download them.",
    left: (parts: number, bytes: number) =>
      `Still to send: ${many(parts, "part", "parts")}, ${Math.max(1, Math.ceil(bytes / 1000))} kB.`,
    lastError: (message: string) => `The last attempt failed: ${message}`,
    download: "Download my answers",
    codeTitle: "Your completion code",
    codeLate: (message: string) =>
      `Your completion code could not be fetched yet; this page goes on trying. Please keep it open. ${message}`,
    codeHint: "Please copy this code to the page that sent you here.",
    copy: "Copy",
    copied: "Copied",
    copyFailed: "Please select the code and copy it",
    redirect: (host: string) => `Go on to ${host}`,
    redirecting: (host: string) => `You are being taken to ${host}.`,
  },
};

export type Strings = typeof english;
