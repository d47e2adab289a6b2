/** English: the steps that are read, answered, seen and heard. */

import { clockOf, grammarOf } from "../grammar";

const { count, day, number } = grammarOf<"one">("en");

export const steps = {
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
    pair: (place: number, of: number) => `Pair ${number(place)} of ${number(of)}`,
    ofClips: (place: number, of: number) =>
      of === 1 ? "" : `Clip ${number(place)} of ${number(of)}`,
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
      `${label} is now number ${number(place)} of ${number(of)}.`,
    said: (label: string) => `You said: ${label}.`,
  },

  media: {
    toEnd: "You can go on when all of it was played.",
    over: "That was all of it.",
    failed: "This recording could not be played. You can go on without it.",
  },

  microphone: {
    why: "This part of the study listens to your microphone. Your browser asks you whether it may: please allow it.",
    allow: "Allow the microphone",
    without: "Go on without it",
    cannot: "I can’t, or don’t want to",
    refused: {
      NotAllowedError:
        "Your browser does not let the study listen. Please allow the microphone, beside the browser’s address bar or in its settings, and try again.",
      NotFoundError: "No microphone was found. Please connect one, and try again.",
      NotSupportedError:
        "Your browser can hear you, but can’t record what you say. Please go on without, or try another browser.",
    } as Readonly<Record<string, string>>,
    failed:
      "The microphone could not be opened. Another program may be using it. Please try again.",
    speak: "Please say a few words: the bar should move.",
    level: "How loud it is",
    start: "Start recording",
    again: "Record once more",
    stop: "Stop recording",
    recording: (seconds: number) =>
      count(seconds, { one: "Recording: # second left.", other: "Recording: # seconds left." }),
    recorded: (seconds: number) =>
      count(seconds, { one: "Recorded: # second.", other: "Recorded: # seconds." }),
    on: "The microphone is on: what you say is recorded.",
    lost: "The microphone was lost. Please go on; what you say is not recorded any more.",
  },

  fullscreen: {
    why: "This part of the study fills the whole screen. Your browser tells you how to leave it again.",
    enter: "Fill the screen",
    without: "Go on without it",
    cannot: "I can’t, or don’t want to",
    unable: "Your browser can’t show this page on the whole screen. You can go on without it.",
    needed: "Your browser can’t show this page on the whole screen, which this study needs.",
    failed: "Your browser did not fill the screen. Please try again.",
  },

  wait: {
    left: (seconds: number) =>
      seconds < 60
        ? count(seconds, { one: "It goes on in # second.", other: "It goes on in # seconds." })
        : `It goes on in ${clockOf(seconds, "en")} minutes.`,
    over: "The break is over.",
  },

  consent: {
    unread: "Please read to the end of the text first.",
    unticked: "Please tick the boxes that are marked with *, or choose not to take part.",
  },

  form: {
    legend: "Questions marked with * need an answer.",
    send: "Continue",
    invalid: (answers: number) =>
      count(answers, {
        one: "# answer needs your attention before you can go on.",
        other: "# answers need your attention before you can go on.",
      }),
    required: "Please answer this question.",
    requiredChoice: "Please choose an answer.",
    requiredChoices: "Please tick at least one box.",
    requiredSlider: "Please click on the line, or move it with the arrow keys.",
    requiredRanking: "Please change the order, or say that it is right as it is.",
    tooFew: (least: number) => `Please choose at least ${number(least)}.`,
    tooMany: (most: number) => `Please choose at most ${number(most)}.`,
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
      `${label} is now in place ${number(place)} of ${number(of)}.`,
    tooLong: (limit: number, length: number) =>
      `Please use at most ${number(limit)} characters; there are ${number(length)} now.`,
    notNumber: "Please write a number, in digits.",
    notInteger: "Please write a whole number.",
    tooSmall: (min: number) => `Please write a number that is ${number(min)} or more.`,
    tooLarge: (max: number) => `Please write a number that is ${number(max)} or less.`,
    range: (min: number | null, max: number | null) => {
      if (min !== null && max !== null) return `From ${number(min)} to ${number(max)}`;
      if (min !== null) return `${number(min)} or more`;
      return max === null ? null : `Up to ${number(max)}`;
    },
    several: (least: number | null, most: number | null) => {
      if (least === null && most === null) return "Tick all that apply.";
      if (least === null) return `Choose at most ${number(most ?? 0)}.`;
      if (most === null) return `Choose at least ${number(least)}.`;
      if (least === most) return `Choose ${number(least)}.`;
      return `Choose ${number(least)} to ${number(most)}.`;
    },
  },

  quiz: {
    right: "That is right.",
    notRight: "That is not right.",
    passed: "All of your answers are right.",
    wrong: (answers: number, left: number) => {
      const wrong = count(answers, {
        one: "# answer is not right.",
        other: "# answers are not right.",
      });
      const again = { one: "You can try once more.", other: "You can try # times more." };
      return left === 0 ? wrong : `${wrong} ${count(left, again)}`;
    },
  },
};

export type StepStrings = typeof steps;
