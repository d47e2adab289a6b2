/** English: what concerns a session as a whole, and how it ends. */

import { grammarOf, kilobytes } from "../grammar";

const { count, number } = grammarOf<"one">("en");

export const session = {
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
      count(minutes, {
        one: "The time for this study is over in # minute. It ends by itself then; what you have done and sent by then is kept.",
        other:
          "The time for this study is over in # minutes. It ends by itself then; what you have done and sent by then is kept.",
      }),
  },

  /** Who does nothing on a page or a form. */
  idle: {
    asked: "Are you still there? Take the time that you need: what you have entered stays here.",
    askedBeforeEnd: (seconds: number) =>
      seconds < 120
        ? count(Math.round(seconds), {
            one: "Are you still there? What you have entered stays here. If you do nothing, the study ends in # second.",
            other:
              "Are you still there? What you have entered stays here. If you do nothing, the study ends in # seconds.",
          })
        : count(Math.round(seconds / 60), {
            one: "Are you still there? What you have entered stays here. If you do nothing, the study ends in # minute.",
            other:
              "Are you still there? What you have entered stays here. If you do nothing, the study ends in # minutes.",
          }),
    here: "I am still here",
  },

  declinedTitle: "Thank you",
  declined:
    "You chose not to take part. Nothing about you or this visit was kept or sent. You can close this page now.",

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
    session: (id: string) =>
      `If you want to write to the people who run this study, this number names your visit: ${id}`,
  },

  /** Where this browser does not keep what it is given. */
  storage: {
    memory:
      "This browser does not let the study keep your answers on this device: it may be a private window, or there is no space left. They are sent as you go. Please keep this page open until the last page says that everything was sent.",
    full: "The game waits: this browser has no space to keep more of it, and what there is could not be sent yet. Please check your internet connection, and keep this page open.",
    slow: "The game waits for a moment, until this device has stored what you have done.",
    lost: "What this browser had kept of the study was removed while you took part, and a part of it had not been sent yet. Please go on, and tell the people who run this study.",
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
    left: (parts: number, bytes: number) => {
      const size = number(kilobytes(bytes));
      return count(parts, {
        one: `Still to send: # part, ${size} kB.`,
        other: `Still to send: # parts, ${size} kB.`,
      });
    },
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

export type SessionStrings = typeof session;
